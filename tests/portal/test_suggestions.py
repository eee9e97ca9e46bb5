"""What a search field offers while somebody types."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction
from wagtail.search.backends import get_search_backend

from accounts.models import Learner
from content.models import ArticlePage, GlossaryPage, GlossaryTerm
from content.search import vocabulary
from courses.models import LessonPage
from events.models import SchedulePage, WorkshopPage
from portal import suggestions
from questions.models import Expert, Question
from questions.models.asked import LISTED
from tests.factories.courses import make_course, make_lesson, publish
from tests.factories.questions import ask, give_answer, make_expert
from tests.factories.sites import SiteTree
from tests.ground import BEFORE, layer

MOST_QUERIES = 7
# What somebody types, stopping anywhere, and what nobody's name has: only the texts below.
HALF_WORDS = {
    "": (
        "Чайник шумит. Звонили мошенники и следователи: переведите деньги на безопасный счёт, поставьте приложение"
        " удалённого доступа, назовите пароль от Госуслуг! Присылали ссылки с подменных номеров. Экран погас, память"
        " полна, компьютера у соседей нет.",
        "мош | мошен | мошенни | МОШЕН | мошенников | «мошен | про мошен | следова | переве | день | деньг | сче |"
        " счё | счёто | безопа | прило | приложен | удален | удалён | паро | парол | госус | ссыл | номеро | экра |"
        " памят | компью | мошенники паро | паролей мошен | безопасный сч | пороль мошен | безопастный сче | мошеник |"
        " vjity | vjityybrb gfhj | мошен и",
    ),
    "/en": (
        "The kettle hums. Fraudsters called about a verification code and asked me to transfer all my savings.",
        "fraud | frauds | FRAUDST | verif | verificat | trans | savin | called verif | fraudsters sav |"
        " fraudters transf",
    ),
}


@layer(below="site")
def samovars(site: SiteTree) -> SiteTree:
    """One of each kind, with a samovar in its name."""
    make_lesson(make_course(site, lessons=0, title="Чаепитие").page, 1, title="Греем самовар")
    publish(site.home, ArticlePage(title="Самоварный звон", slug="zvon", summary="О звоне."))
    schedule = publish(site.home, SchedulePage(title="Занятия", slug="workshops"))
    publish(schedule, WorkshopPage(title="Счёт самоваров", slug="schet", summary="Считаем."))
    publish(site.home, GlossaryPage(title="Словарь", slug="glossary"))
    GlossaryTerm.objects.create(locale=site.home.locale, key="samovar", term="Самовар", short="Чайник с трубой.")
    return site


def suggested(client: Client, query: str, prefix: str = "", **more: str) -> list[str]:
    answer = client.get(f"{prefix}/search/suggest/", {"q": query, **more})
    assert answer.status_code == 200
    return [one["title"] for one in answer.json()["found"]]


def test_all_kinds_are_suggested_with_their_addresses(client: Client, samovars: SiteTree, learner: Learner) -> None:
    question = ask(learner, BEFORE, "Мой самовар не кипит.")
    shown = client.get("/search/suggest/", {"q": "самовар"}).json()["found"]
    assert {one["kind"]: one["title"] for one in shown} == {
        "урок": "Греем самовар",
        "занятие": "Счёт самоваров",
        "слово": "Самовар",
        "статья": "Самоварный звон",
        "вопрос": "Мой самовар не кипит",
    }
    assert shown[0]["title"] == "Самовар", "of names with the whole word what begins so comes first"
    assert shown[-1]["title"] == "Самоварный звон", "what only begins so comes last"
    for one in shown:
        assert client.get(one["url"].partition("#")[0]).status_code == 200
    assert suggested(client, "самовар", kind="questions") == [question.title]
    assert suggested(client, "самовар", kind="words") == ["Самовар"]
    assert len(suggested(client, "самовар", kind="nonsense")) == 5


@pytest.mark.parametrize(
    "typed",
    [
        "сч",
        "счёт",
        "счет",
        "СЧЕТА",
        "счёт сам",
        "самоваров сче",
        "«счёт",
        "счёт и",
        "для счёта",
        "счет само*",
        "cxtn",
        "cxtn cfvjdfh",
        "cfvjdfhs cx",
        "самаваров счёт",
        "счёт 🙂",
    ],
)
def test_half_words_forms_slips_and_the_wrong_keyboard(
    client: Client, samovars: SiteTree, now: datetime, typed: str
) -> None:
    vocabulary.prepare(now)
    assert "Счёт самоваров" in suggested(client, typed)


def test_little_and_nothing_suggest_nothing(client: Client, samovars: SiteTree) -> None:
    for typed in ("", " ", "с", " с ", "...", "бегемот", "ау"):
        answer = client.get("/search/suggest/", {"q": typed})
        assert answer.json() == {"said": "Подсказок нет.", "found": []}
    assert client.get("/search/suggest/").status_code == 200
    assert client.post("/search/suggest/", {"q": "самовар"}).status_code in (403, 405)
    answer = client.get("/search/suggest/", {"q": "самовар"})
    assert "private" in answer["Cache-Control"]
    assert not answer.cookies
    assert suggestions.say(5).startswith("Есть 5 подсказок.")


@pytest.mark.parametrize("prefix", HALF_WORDS)
def test_whoever_stops_within_a_word_is_helped(
    client: Client, site: SiteTree, learner: Learner, now: datetime, prefix: str
) -> None:
    text, typed = HALF_WORDS[prefix]
    title = ask(learner, now, text, language=prefix.strip("/") or "ru").title
    vocabulary.prepare(now)
    asked = [one.strip() for one in typed.split("|")]
    assert len(asked) >= 10
    assert {one for one in asked if suggested(client, one, prefix) != [title]} == set()
    assert [suggested(client, one, prefix) for one in ("мошк", "fraz", "kettles mosh")] == [[], [], []]


def test_whole_words_come_before_half_ones(client: Client, site: SiteTree, learner: Learner, now: datetime) -> None:
    for happened in ("Кодекс жильца.", "Кодировщик пришёл.", "Назвала код.", "Просят кодовое слово."):
        ask(learner, now, happened)
    assert suggested(client, "код")[0] == "Назвала код"
    assert len(suggested(client, "код")) == 4
    assert suggested(client, "кодек") == ["Кодекс жильца"]


def test_texts_stand_in_for_names(client: Client, samovars: SiteTree, learner: Learner, now: datetime) -> None:
    """Before the worker has read the words too, though less is known of their ends then."""
    ask(learner, now, "Чайник шумит. А раньше шумел самовар с трубой.")
    for _moment in ("at once", "later"):
        assert set(suggested(client, "трубой")) == set(suggested(client, "тру")) == {"Самовар", "Чайник шумит"}
        kinds = [one["kind"] for one in client.get("/search/suggest/", {"q": "тру"}).json()["found"]]
        assert set(kinds) == {"слово · в тексте", "вопрос · в тексте"}, "the title does not tell why"
        assert suggested(client, "тр") == [], "a letter or two begin half of all words"
        assert suggested(client, "шумит тр") == ["Чайник шумит"]
        assert suggested(client, "трубочист") == []
        vocabulary.prepare(now)


@pytest.mark.parametrize("state", Question.State)
@pytest.mark.parametrize("visibility", Question.Visibility)
def test_only_what_everybody_may_see_is_suggested(
    member_client: Client, site: SiteTree, learner: Learner, now: datetime, state: str, visibility: str
) -> None:
    """Not even to whoever asked it: who types beside them reads it too."""
    question = ask(learner, now, "Перламутровый самовар не кипит.")
    Question.objects.filter(pk=question.pk).update(state=state, visibility=visibility)
    vocabulary.prepare(now)
    is_seen = visibility == "public" and state in LISTED
    for typed in ("перл", "самовары", "самавар"):
        assert bool(suggested(member_client, typed)) == is_seen


def test_pages_that_nobody_may_read_are_not_suggested(client: Client, samovars: SiteTree, now: datetime) -> None:
    lesson = LessonPage.objects.get(title="Греем самовар")
    lesson.title = "Греем кофейник"
    lesson.save_revision()
    assert suggested(client, "кофейник") == []
    assert suggested(client, "греем") == ["Греем самовар"]
    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type="login")
    assert suggested(client, "греем") == []
    WorkshopPage.objects.get().unpublish()
    ArticlePage.objects.get().unpublish()
    GlossaryPage.objects.get().unpublish()
    assert suggested(client, "самовар") == []


def test_only_the_readers_language_is_suggested(client: Client, samovars: SiteTree, learner: Learner) -> None:
    publish(samovars.home_en, ArticlePage(title="A samovar at home", slug="samovar", summary="Tea."))
    ask(learner, BEFORE, "My samovar is cold.", language="en")
    assert suggested(client, "самовар", "/en") == []
    assert set(suggested(client, "samov", "/en")) == {"A samovar at home", "My samovar is cold"}
    assert suggested(client, "samovars") == []


def test_suggestions_cost_the_same(client: Client, samovars: SiteTree, learner: Learner, now: datetime) -> None:
    def cost(typed: str) -> int:
        suggested(client, typed)
        with CaptureQueriesContext(connection) as queries:
            suggested(client, typed)
        return len(queries)

    vocabulary.prepare(now)
    ask(learner, now, "Не кипит самовар. Шумит.")
    one = [cost(typed) for typed in ("самов", "самавар", "cfvjd", "шуми")]
    assert max(one) <= MOST_QUERIES
    rows = [
        Question(
            number=100_000 + place,
            language="ru",
            title=f"Самовар {place}",
            slug="samovar",
            state="published",
            asked_at=now,
            active_at=now,
        )
        for place in range(30)
    ]
    Question.objects.bulk_create(rows)
    get_search_backend().add_bulk(Question, Question.objects.all())
    many = [cost(typed) for typed in ("самов", "самавар", "cfvjd", "шуми")]
    assert all(later <= before for later, before in zip(many, one, strict=True)), (many, one)
    shown = suggested(client, "самов")
    assert len(shown) == suggestions.MOST_SHOWN
    assert {"Самовар", "Самоварный звон", "Счёт самоваров", "Греем самовар"} < set(shown), "not drowned by questions"


@pytest.fixture
def expert(site: SiteTree) -> Expert:
    return make_expert()


def test_titles_leave_as_text(client: Client, site: SiteTree, learner: Learner, expert: Expert, now: datetime) -> None:
    question = ask(learner, now, "<img src=x onerror=alert(1)> самовар")
    give_answer(question, expert.user, now)
    answer = client.get("/search/suggest/", {"q": "самовар"})
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["found"][0]["title"] == question.title
