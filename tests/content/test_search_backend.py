"""The words of the search, the backend on the database at hand, and every search box of the admin."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import MATCH_ALL, Boost, Fuzzy, Phrase, PlainText

from accounts.models import User
from content.models import ArticlePage, GlossaryTerm, Picture
from content.search import words
from courses.models import LessonPage
from tests.factories.courses import CourseTree, make_lesson, text_block
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

SAME_WORD = [
    ("урок", "уроки", "уроков", "Уроками"),
    ("звонок", "звонки", "звонков", "звонком"),
    ("ссылка", "ссылки", "ссылок", "ССЫЛКОЙ"),
    ("счёт", "счет", "счёта", "счетов"),
    ("замок", "замки", "замков", "за\u0301мок"),
    ("деньги", "денег", "деньгами"),
    ("кнопка", "кнопок", "кно\u00adпки"),
    ("мошенник", "мошенники", "мошенникам"),
    ("андроид", "Android", "андроиде"),
    ("айфон", "iPhone", "айфоне"),
    ("экран", "экрана", "экранов"),
    ("портал", "портала"),
    ("обман", "обмана", "обманом"),
    ("запись", "записи", "записей"),
    ("подпись", "подписи"),
    ("письмо", "писем", "письма"),
    ("кредит", "кредита", "кредитов"),
    ("память", "памяти"),
    ("настройка", "настройки", "настроек"),
    ("день", "дня", "дни", "дней"),
    ("человек", "люди", "людей", "людьми"),
    ("ребёнок", "дети", "детей", "детям"),
    ("бой", "бои\u0306"),
    ("phone", "phones", "PHONE"),
]
NASTY = [
    '"',
    '""',
    "'",
    "«",
    '"код',
    'код"',
    "'код",
    '"безопасный счёт"',
    "код AND",
    "AND",
    "OR OR",
    "NOT код",
    "код NOT",
    "NEAR(код, счёт)",
    "код*",
    "*",
    "-код",
    "код -счёт",
    "(код",
    "код)",
    "()",
    "title:код",
    "{title} : код",
    "^код",
    "код + счёт",
    "код:*",
    "код & счёт",
    "!код",
    "код <-> счёт",
    "\\",
    "\\'",
    "'; DROP TABLE x; --",
    "%",
    "%s",
    "%(a)s",
    "_",
    "код%",
    "{}",
    "🙂",
    "код 🙂",
    "\u200b",
    "\u202eкод",
    "\x01\x02\x1f",
    "\r\n\t",
    "код\nсчёт",
    "\ufffd",
    "ё",
    "Ё",
    "й",
    "и\u0306",
    "а" * 300,
    "код " * 500,
    "а-" * 200,
    "---",
    "...",
    "½ № ² ﬁ",
    "live:true",
    "live:no код",
    "page:1",
    "1",
    "0",
    "-1",
    "1e5",
    "8-800-555-35-35",
    "nina@demo.example",
    "http://a.b/c?d=e&f=g",
    "<b>код</b>",
    "&quot;",
    "код или счёт",
    "и в на",
    "中文",
    "עברית",
    "e\u0301",
    "İ",
    "ß",
]


@pytest.mark.parametrize("forms", SAME_WORD, ids=lambda forms: forms[0])
def test_all_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({words.stems(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("код", "кодекс"), ("дом", "домофон"), ("мама", "мамонт"), ("вор", "ворота")]
)
def test_a_word_is_not_the_beginning_of_another(one: str, other: str) -> None:
    assert words.stems(one) != words.stems(other)


def test_words_joined_by_a_hyphen_are_parts_and_a_whole() -> None:
    assert words.stems("вай-фай") == "ва фа вайфа"
    assert words.terms("вай-фай") == [(("вайфа",), ("ва", "фа"))]


def test_glue_is_left_out_unless_there_is_nothing_else() -> None:
    assert words.terms("как не отдать код") == [(("отда",),), (("код",),)]
    assert words.terms("что это") == [(("что",),), (("эт",),)]


def test_a_long_query_is_cut() -> None:
    assert len(words.terms(" ".join(f"слово{number}" for number in range(100)))) == words.MOST_TERMS


# --- the backend -----------------------------------------------------------------------------------------------------


@pytest.fixture
def lesson(course: CourseTree) -> LessonPage:
    text = text_block("<p>Мошенники присылают поддельные ссылки. Безопасного счёта не бывает.</p>")
    return make_lesson(course.page, 9, title="Пять признаков обмана", body=[text])


@pytest.mark.parametrize(
    "query", ["мошенник", "поддельная ссылка", "безопасный счет", "ПРИЗНАК", "обман", "Безопасный СЧЁТ"]
)
def test_search_finds_other_forms(lesson: LessonPage, query: str) -> None:
    assert list(LessonPage.objects.search(query)) == [lesson]
    assert LessonPage.objects.search(query).count() == 1


def test_search_wants_all_words(lesson: LessonPage) -> None:
    assert list(LessonPage.objects.search("мошенник самовар")) == []
    assert list(LessonPage.objects.search("мошенник самовар", operator="or")) == [lesson]


@pytest.mark.parametrize("typed", ["обма", "обмана", "признаки обм", "пять признаков", "пяти", "об"])
def test_autocomplete_finds_beginnings_and_forms(lesson: LessonPage, typed: str) -> None:
    assert list(LessonPage.objects.autocomplete(typed)) == [lesson]


def test_a_phrase_keeps_its_order(lesson: LessonPage) -> None:
    assert list(LessonPage.objects.search(Phrase("поддельных ссылок"))) == [lesson]
    assert list(LessonPage.objects.search(Phrase("ссылок поддельных"))) == []


def test_queries_are_combined(lesson: LessonPage) -> None:
    forged, kettle, nothing = PlainText("ссылка"), PlainText("самовар"), PlainText('"')
    assert list(LessonPage.objects.search(forged & ~kettle)) == [lesson]
    assert list(LessonPage.objects.search(forged | kettle)) == [lesson]
    assert list(LessonPage.objects.search(forged & nothing)) == [lesson]
    assert list(LessonPage.objects.search(Boost(Fuzzy("ссылки"), 2))) == [lesson]
    assert list(LessonPage.objects.search(nothing)) == list(LessonPage.objects.search(nothing & nothing)) == []
    assert lesson in list(LessonPage.objects.search(~kettle))
    assert lesson in list(LessonPage.objects.search(MATCH_ALL))


def test_a_title_counts_more(course: CourseTree) -> None:
    text = text_block("<p>Код, код и ещё раз код. Никому не говорите код.</p>")
    told = make_lesson(course.page, 7, title="О другом", body=[text])
    named = make_lesson(course.page, 8, title="Код никому", body=[text_block("<p>Совсем о другом и долго.</p>" * 50)])
    assert list(LessonPage.objects.search("коды")) == [named, told]


def test_the_search_may_be_kept_to_titles(lesson: LessonPage) -> None:
    assert list(LessonPage.objects.search("обманы", fields=["title"])) == [lesson]
    assert list(LessonPage.objects.search("мошенник", fields=["title"])) == []
    assert list(LessonPage.objects.autocomplete("обман", fields=["title"])) == [lesson]


def test_what_changes_and_goes_leaves_the_index(lesson: LessonPage) -> None:
    lesson.title = "Семейное слово"
    lesson.save_revision().publish()
    assert list(LessonPage.objects.search("обман")) == []
    assert list(LessonPage.objects.search("семейные слова")) == [lesson]
    lesson.delete()
    assert list(LessonPage.objects.search("семейные слова")) == []


def test_the_index_can_be_built_again(lesson: LessonPage) -> None:
    get_search_backend().reset_indexes()
    assert list(LessonPage.objects.search("обман")) == []
    call_command("wagtail_update_index", verbosity=0)
    assert list(LessonPage.objects.search("обман")) == [lesson]


def test_terms_and_people_are_found(site: SiteTree) -> None:
    term = GlossaryTerm.objects.create(
        key="fishing", term="Фишинг", short="Поддельное письмо.", explanation="<p>Наживка.</p>", locale=site.home.locale
    )
    user = make_user("nina@example.org", name="Нина Петровна")
    backend = get_search_backend()
    assert list(backend.search("фишинга", GlossaryTerm)) == [term]
    assert list(backend.search("поддельные письма", GlossaryTerm)) == [term]
    assert list(backend.search("наживки", GlossaryTerm)) == [term]
    assert list(backend.search("самовар", GlossaryTerm)) == []
    for typed in ("нин", "петровна н", "nina@ex", "nina@example.org"):
        assert list(backend.autocomplete(typed, User)) == [user]


@pytest.mark.parametrize("query", NASTY)
def test_no_query_breaks_the_backend(lesson: LessonPage, query: str) -> None:
    for ask in (Page.objects.search, Page.objects.autocomplete):
        for sent in (query, Phrase(query)):
            results = ask(sent)
            assert len(list(results)) == results.count()
    Page.objects.search(query, operator="or").annotate_score("score").count()


# --- the admin -------------------------------------------------------------------------------------------------------


@pytest.fixture
def admin_client(db: None) -> Client:
    client = Client()
    user = User.objects.create_superuser("admin@example.org", "x", name="Админ")
    client.force_login(user, backend="accounts.backends.EmailBackend")
    return client


BOXES: dict[str, Callable[[], str]] = {
    "pages": lambda: reverse("wagtailadmin_pages:search"),
    "explorer": lambda: reverse("wagtailadmin_explore", args=[Page.objects.get(depth=2, slug="ru").pk]),
    "page chooser": lambda: reverse("wagtailadmin_choose_page_search"),
    "images": lambda: reverse("wagtailimages:index"),
    "image chooser": lambda: reverse("wagtailimages_chooser:choose_results"),
    "documents": lambda: reverse("wagtaildocs:index"),
    "document chooser": lambda: reverse("wagtaildocs_chooser:choose_results"),
    "users": lambda: reverse("wagtailusers_users:index"),
    "snippets": lambda: reverse(GlossaryTerm.snippet_viewset.get_url_name("list")),
    "snippet chooser": lambda: reverse(GlossaryTerm.snippet_viewset.chooser_viewset.get_url_name("choose_results")),
}


@pytest.mark.parametrize("box", BOXES)
def test_no_query_breaks_the_admin(admin_client: Client, lesson: LessonPage, box: str) -> None:
    address = BOXES[box]()
    # The boxes share one backend: each is asked a third, together they are asked everything.
    for query in NASTY[list(BOXES).index(box) % 3 :: 3]:
        response = admin_client.get(address, {"q": query})
        assert response.status_code == 200, (box, query)


def test_the_admin_finds_forms(admin_client: Client, lesson: LessonPage) -> None:
    response = admin_client.get(reverse("wagtailadmin_pages:search"), {"q": "признаки обм"})
    assert "Пять признаков обмана" in response.content.decode()


def test_a_nul_is_refused(admin_client: Client, site: SiteTree) -> None:
    for box in BOXES.values():
        assert admin_client.get(box(), {"q": "код\x00"}).status_code == 400


def test_pictures_and_articles_are_found(site: SiteTree) -> None:
    assert list(get_search_backend().autocomplete("что угодно", Picture)) == []
    assert list(ArticlePage.objects.search("что угодно")) == []
