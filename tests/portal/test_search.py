"""The search of visitors, on the real texts of the demo."""

import html
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from content.models import ArticlePage, GlossaryPage, GlossaryTerm, HelpNowPage
from content.search import vocabulary
from courses.models import LessonPage
from portal import excerpts, search
from tests.content.test_search_backend import NASTY
from tests.factories.courses import block_id, make_course, make_lesson, publish, text_block
from tests.factories.sites import SiteTree
from tests.ground import layer

DEMO = Path(settings.BASE_DIR) / "portal" / "demo"
COURSES = ("ne-dat-sebya-obmanut", "kak-pomogat-starshim")
# What has to be found, and what is asked (by `test_search_pairs`). In order: forms of words, ё and е, quotes and
# operators, people's own questions, half words, one letter wrong, the keyboard in Latin.
TOLD = """
Пять признаков обмана ← признак обмана | признаки обмана | пяти признаках | ПЯТЬ ПРИЗНАКОВ
«Безопасного счёта» не бывает ← безопасный счёт | безопасные счета | безопасному счёту | безопасный счет |
    счета безопасного | "безопасный счёт" | «безопасный счёт»
Пароли и второй фактор ← пароль | паролей | паролем | второго фактора | вторым фактором | 'пароли' |
    пароли AND фактор | пароли + второй фактор | пароли;фактор | поролик второй фактор | gfhjkb
Ссылки, файлы и QR-коды ← ссылка | ссылок | ссылками | файл | файлов | (ссылки) [файлы] | QR-коды
Как проверить новость ← новости | новостей | проверять новости | новость* | как проверить новость?
Маркетплейсы и доставка ← маркетплейс | маркетплейсов | доставку | доставки | -доставка | маркетпл | маркетплес
Замки заранее: самозапрет и доверенный контакт ← замок | замков | самозапрета | доверенного контакта |
    доверенным контактам | замки 🔒 заранее | самозапр | самозопрет
Поддельный голос и лицо. Семейное слово ← голоса | семейного слова | семейные слова | поддельные голоса | лица |
    семейное "слово
Код никому: «соцфонд», «поликлиника», «домофон» ← домофонов | поликлиники | поликлинике | соцфонда | коды никому |
    🙂 домофон | код:никому | NOT домофон | домоф | поликл | домафон | паликлиника | ljvjajy
Фишинг ← фишинга | фишин | фишынг
Дроппер ← дропперы
Подмена номера ← подмены номеров
Браузер ← браузером | браузе
Мессенджер ← мессенджеры
Спам ← спама
Дипфейк ← дипфейков
Уведомление ← уведомления
Удалённый доступ ← удаленный доступ | удалённого доступа
Учётная запись ← учетная запись | учётной записи
QR-код ← QR-код | qr код
APK-файл ← APK-файлы | apk файл
Вас торопят или пугают? Что делать сейчас ← что делать, если торопят | мне звонят | потеряла телефон |
    перевёл деньги | перевели деньги
Рядом, а не вместо ← как помочь маме, не вместо неё, а рядом
"""
ASKED = [
    (query.strip(), wanted.strip())
    for wanted, queries in re.findall(r"^(\S.*?) ←((?:.*\n)(?: .*\n)*)", TOLD, re.MULTILINE)
    for query in queries.split("|")
]

CODE = "Код никому: «соцфонд», «поликлиника», «домофон»"


def texts(value: Any) -> Iterator[str]:
    """Every text of a piece of YAML."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def blocks(body: Any) -> list[dict[str, Any]]:
    return [text_block(f"<p>{html.escape(text)}</p>") for text in texts(body)]


def written(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("title", "slug", "summary")} | {"body": blocks(told["body"])}


def read(name: str) -> Any:
    return yaml.safe_load((DEMO / name).read_text())


@layer(below="site")
def demo_texts(site: SiteTree) -> SiteTree:
    """The demo's Russian texts and the English lessons, without pictures."""
    for folder in (DEMO / "courses" / name for name in COURSES):
        about = read(f"courses/{folder.name}/course.yaml")
        about = about.get("ru", about)
        tree = make_course(site, lessons=0, title=about["title"], slug=folder.name, summary=about["summary"])
        for place, path in enumerate(sorted(path for path in folder.glob("[0-9]*.yaml") if ".en." not in path.name)):
            told = read(str(path.relative_to(DEMO)))
            make_lesson(tree.page, place, **written(told))
    for told in read("articles.yaml")["ru"]:
        publish(site.home, ArticlePage(**written(told)))
    make_help_page(site, read("help_now.yaml")["ru"])
    publish(site.home, GlossaryPage(title="Словарь", slug="glossary"))
    for term in read("glossary.yaml"):
        GlossaryTerm.objects.create(locale=site.home.locale, **term)
    return site


def make_help_page(site: SiteTree, told: dict[str, Any]) -> HelpNowPage:
    situations = []
    for situation in told["situations"]:
        steps = [{"type": "item", "value": step, "id": block_id()} for step in situation["steps"]]
        situations.append({"type": "situation", "value": {**situation, "steps": steps}, "id": block_id()})
    page = HelpNowPage(
        title=told["title"], slug="help-now", intro=told["intro"], promise=told["promise"], situations=situations
    )
    return publish(site.home, page)


def plain(marked: str) -> str:
    return html.unescape(re.sub("<.*?>", "", marked))


def titles(query: str, language: str = "ru") -> list[str]:
    return [plain(result.title) for result in search.find(query, language).results]


def test_a_word_that_no_text_has_finds_nothing(demo_texts: SiteTree) -> None:
    for query in ("бегемот", "аквариумист", "zzz", "🙂", '"', "..."):
        assert titles(query) == []


def test_a_slip_is_named(demo_texts: SiteTree, now: datetime) -> None:
    assert search.find("домафон", "ru").said == ""
    vocabulary.prepare(now)
    assert search.find("домафон", "ru").said == "домофон"
    assert search.find("ljvjajy", "ru").said == "домофон"
    assert search.find("домофон", "ru").said == search.find("домоф", "ru").said == ""


def test_some_words_are_better_than_none(demo_texts: SiteTree) -> None:
    found = search.find("бегемот и домофон", "ru")
    assert found.is_partial
    assert plain(found.results[0].title) == CODE


# --- who may see what ------------------------------------------------------------------------------------------------


@pytest.fixture
def secret(site: SiteTree) -> Iterator[LessonPage]:
    """Two lessons about kettles: one public, one behind a password."""
    course = make_course(site, lessons=0).page
    make_lesson(course, 1, title="Самовары", body=[text_block("<p>Вода кипит.</p>")])
    hidden = make_lesson(course, 2, title="Тайные самовары", body=[text_block("<p>Вода и перламутр.</p>")])
    PageViewRestriction.objects.create(page=hidden, restriction_type="password", password="x")
    return hidden


def test_private_pages_are_not_found_nor_counted(secret: LessonPage, now: datetime) -> None:
    vocabulary.prepare(now)
    assert search.find("самавар", "ru").said == "самовары"
    found = search.find("самовар", "ru")
    assert ([plain(result.title) for result in found.results], found.count) == (["Самовары"], 1)
    assert search.find("перламутр", "ru").count == 0
    # Nor are they given away by what a slip may have meant.
    assert search.find("перломутр", "ru").said == ""
    assert search.find("перламут", "ru").count == 0


def test_what_is_below_a_private_page_is_private(secret: LessonPage) -> None:
    PageViewRestriction.objects.create(page=secret.get_parent(), restriction_type="login")
    assert search.find("самовар", "ru").count == 0


def test_drafts_and_withdrawn_pages_are_not_found(secret: LessonPage) -> None:
    lesson = LessonPage.objects.get(title="Самовары")
    lesson.title = "Чайники"
    lesson.save_revision()
    assert titles("чайник") == []
    lesson.unpublish()
    assert titles("самовар") == []


def test_only_the_readers_language_is_searched(site: SiteTree) -> None:
    for catalogue, title in ((site.catalogue, "Wi-Fi дома"), (site.catalogue_en, "Wi-Fi at home")):
        tree = SiteTree(site.site, site.home, site.home_en, catalogue, catalogue)
        make_lesson(make_course(tree, lessons=0, title="Связь", locale=catalogue.locale).page, 1, title=title)
    assert titles("wi-fi") == titles("вай-фай") == titles("wifi") == ["Wi-Fi дома"]
    assert titles("wi-fi", "en") == ["Wi-Fi at home"]


def test_words_without_a_public_glossary_are_not_found(demo_texts: SiteTree) -> None:
    assert "Дроппер" in titles("дроппер")
    GlossaryPage.objects.get().unpublish()
    assert "Дроппер" not in titles("дроппер")


# --- the page --------------------------------------------------------------------------------------------------------


def test_an_empty_query_shows_the_form_alone(client: Client, demo_texts: SiteTree) -> None:
    for address in ("/search/", "/search/?q=", "/search/?q=%20%20"):
        shown = client.get(address).content.decode()
        assert 'name="q"' in shown
        assert "search-" not in shown.replace("search-field", "").replace("search-line", "").replace("search-words", "")


def test_a_sheet_of_results(client: Client, demo_texts: SiteTree) -> None:
    shown = client.get("/search/", {"q": "безопасный счёт"}).content.decode()
    assert "«<mark>Безопасного</mark> <mark>счёта</mark>» не бывает" in shown
    assert "урок · Не дать себя обмануть" in shown
    assert "/courses/ne-dat-sebya-obmanut/" in shown


def test_nothing_found_is_said_kindly(client: Client, demo_texts: SiteTree) -> None:
    shown = client.get("/search/", {"q": "<script>бегемот</script>"}).content.decode()
    assert "empty-search" in shown
    assert "/courses/" in shown
    assert "<script>бегемот" not in shown


def test_texts_stay_texts(client: Client, site: SiteTree) -> None:
    course = make_course(site, lessons=0).page
    text = text_block("<p>Самовар: &lt;script&gt;alert(1)&lt;/script&gt;</p>")
    make_lesson(course, 1, title="<b>Самовар</b> & чай", body=[text])
    shown = client.get("/search/", {"q": "самовар"}).content.decode()
    assert "&lt;b&gt;<mark>Самовар</mark>&lt;/b&gt; &amp; чай" in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown


def many_lessons(site: SiteTree, count: int) -> None:
    course = make_course(site, lessons=0).page
    for place in range(count):
        make_lesson(course, place, title=f"Самовар {place}")


def test_results_come_in_sheets(client: Client, site: SiteTree) -> None:
    many_lessons(site, 30)
    first = client.get("/search/", {"q": "самовары"}).content.decode()
    second = client.get("/search/", {"q": "самовары", "page": "2"}).content.decode()
    assert (first.count("<h3"), second.count("<h3")) == (20, 10)
    assert "30" in first
    assert set(re.findall(r"lesson-\d+/", first)).isdisjoint(re.findall(r"lesson-\d+/", second))
    for nonsense in ("0", "-1", "99", "x", "", "2" * 50, "1.5", "²"):
        assert client.get("/search/", {"q": "самовары", "page": nonsense}).status_code == 200


def test_no_query_grows_with_the_results(client: Client, site: SiteTree) -> None:
    def asked() -> int:
        client.get("/search/", {"q": "самовар"})
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/", {"q": "самовар"})
        assert {query["sql"].split()[0] for query in queries} <= {"SELECT", "SAVEPOINT", "RELEASE"}
        return len(queries)

    many_lessons(site, 1)
    one = asked()
    LessonPage.objects.get().get_parent().delete()
    many_lessons(site, 30)
    assert asked() == one


@pytest.mark.parametrize("query", [*NASTY, "к" * 10_000, "код " * 5_000])
def test_no_query_breaks_the_page(client: Client, site: SiteTree, query: str) -> None:
    make_lesson(make_course(site, lessons=0).page, 1, title="Код и счёт")
    for language in ("", "/en"):
        assert client.get(f"{language}/search/", {"q": query}).status_code == 200


def test_no_sequence_of_bytes_breaks_the_page(client: Client, site: SiteTree) -> None:
    for bytes_typed in ("%ff%fe", "%ED%A0%80", "%C3%28", "%F0%9F", "q", "&q=1&q=2"):
        assert client.get(f"/search/?q={bytes_typed}").status_code == 200
    assert client.get("/search/?q=%00").status_code == 400
    assert client.post("/search/", {"q": "код"}).status_code in (403, 405)


# --- pieces ----------------------------------------------------------------------------------------------------------


def test_an_excerpt_stands_around_the_words() -> None:
    text = "Первое предложение совсем о другом. " * 20 + "Никому не говорите код из СМС. " + "И ещё о другом. " * 20
    shown = excerpts.excerpt(["Коротко.", text], frozenset({"код", "смс"}))
    assert "Никому не говорите <mark>код</mark> из <mark>СМС</mark>." in shown
    assert len(plain(shown)) < excerpts.CHARACTERS + excerpts.SENTENCE_START
    assert shown.startswith("…")
    assert excerpts.excerpt(["Коротко."], frozenset({"код"})) == "Коротко."
    assert excerpts.excerpt([], frozenset({"код"})) == ""


LONG = ["а" * 5_000, "код" * 2_000, " " * 1_000 + "код", "код", "код " * 1_000, "&" * 500 + " код"]


@pytest.mark.parametrize("text", LONG)
def test_an_excerpt_is_short(text: str) -> None:
    assert len(plain(excerpts.excerpt([text], frozenset({"код"})))) <= excerpts.CHARACTERS + 2


def test_a_word_joined_by_a_hyphen_is_marked_whole() -> None:
    stems = frozenset({"вайфа", "ва", "фа"})
    assert excerpts.mark("Включите вай-фай дома", stems) == "Включите <mark>вай-фай</mark> дома"


def test_words_are_read_once_for_each_change_of_content(site: SiteTree, now: datetime) -> None:
    """And never by somebody who searches."""

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            vocabulary.prepare(now)
        return len(queries)

    make_lesson(make_course(site, lessons=0).page, 1, title="Самовары")
    assert asked() > 0
    assert asked() == 0
    assert search.find("самавары", "ru").said == "самовары"
    LessonPage.objects.get().unpublish()
    assert vocabulary.word_list("ru") is None
    assert search.find("самавары", "ru").said == ""
    assert asked() > 0
    assert search.find("самавары", "ru").said == ""
