"""The frame of every page: menu, footer, languages, icons, structured data."""

import html
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client

from content.models import ArticlePage
from content.templatetags import face
from tests.factories.courses import CourseTree
from tests.factories.sites import SiteTree

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"


def draw(source: str, **context: object) -> str:
    return Template("{% load face %}" + source).render(Context(context))


def add_article(site: SiteTree, title: str, *, in_footer: bool) -> ArticlePage:
    page = site.home.add_child(instance=ArticlePage(title=title, in_footer=in_footer))
    page.save_revision().publish()
    return page


# --- pieces ----------------------------------------------------------------------------------------------------------


def test_structured_data_cannot_end_its_script() -> None:
    told = draw("{% json_ld told %}", told={"name": "</script><script>alert(1)</script> & «Ёж»", "empty": None})
    assert told.count("<script") == told.count("</script>") == 1
    inside = told.partition(">")[2].removesuffix("</script>")
    assert json.loads(inside) == {"name": "</script><script>alert(1)</script> & «Ёж»"}


def test_icons_are_silent_and_escaped() -> None:
    drawn = draw("{% icon name %}", name='check"><b>')
    assert 'aria-hidden="true"' in drawn
    assert "<b>" not in drawn


def test_every_icon_that_templates_name_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons/sprite.svg").read_text("utf-8")))
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'(?:\{% icon |icon_name=)"([\w-]+)"', path.read_text("utf-8"))
    }
    assert named <= known


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_template_is_well_formed(path: Path) -> None:
    get_template(str(path.relative_to(TEMPLATES)))


def test_every_part_of_the_sheet_exists_and_is_used() -> None:
    folder = STATIC / "css"
    imported = set(re.findall(r'@import "([\w./-]+)";', (folder / "site.css").read_text("utf-8")))
    assert imported == {str(path.relative_to(folder)) for path in folder.rglob("*.css")} - {"site.css"}


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 минут"), (45, "45 минут"), (60, "1 час"), (65, "1 час 5 минут"), (120, "2 час")]
)
def test_minutes_are_spelled(minutes: int, words: str) -> None:
    assert face.spell_minutes(minutes).startswith(words)


# --- the frame -------------------------------------------------------------------------------------------------------


def test_the_frame_is_the_same_on_every_page(client: Client, course: CourseTree, settings: object) -> None:
    settings.HELP_PHONE, settings.HELP_HOURS = "8 800 555-00-12", "с 9 до 20"
    for path in ("/", "/courses/", course.page.url, course.lessons[0].url, "/nowhere/"):
        page = html.unescape(client.get(path).content.decode())
        for word in (
            "Сразу к тексту",
            "Срочно",
            "Найти",
            "Крупнее",
            "Войти",
            "Курсы",
            "Моя страница",
            "не звоним первыми",
        ):
            assert word in page, (path, word)
        assert 'href="tel:88005550012"' in page
        assert page.count("<h1") == 1, path


def test_the_menu_says_where_we_are(client: Client, course: CourseTree) -> None:
    assert '<a href="/courses/" aria-current="page">' in client.get("/courses/").content.decode()
    assert '<a href="/courses/" aria-current="true">' in client.get(course.page.url).content.decode()
    assert "aria-current" not in client.get("/").content.decode().partition("<main")[0]


def test_the_footer_leads_to_the_articles_that_ask_for_it(client: Client, site: SiteTree) -> None:
    add_article(site, "О нас", in_footer=True)
    add_article(site, "Черновые мысли", in_footer=False)
    footer = client.get("/").content.decode().partition("<footer")[2]
    assert "О нас" in footer
    assert "Черновые мысли" not in footer


def test_the_other_language_is_called_by_its_own_name(client: Client, site: SiteTree) -> None:
    footer = client.get("/").content.decode().partition("<footer")[2]
    assert re.search(r'<a href="/en/" hreflang="en" lang="en">.*English</a>', footer)
    footer = client.get("/en/").content.decode().partition("<footer")[2]
    assert re.search(r'<a href="/" hreflang="ru" lang="ru">.*Русский</a>', footer)


def test_a_page_without_translation_leads_to_the_other_home(client: Client, course: CourseTree) -> None:
    footer = client.get(course.page.url).content.decode().partition("<footer")[2]
    assert 'href="/en/" hreflang="en"' in footer


def test_larger_letters_keep_the_place(client: Client, course: CourseTree) -> None:
    path = course.lessons[0].url
    answer = client.post("/display/", {"size": "3", "next": path}, follow=True)
    assert answer.redirect_chain[-1][0] == path
    assert 'data-size="3"' in answer.content.decode()


def test_no_page_needs_inline_script_or_style(client: Client, course: CourseTree) -> None:
    for path in ("/", "/courses/", course.page.url, course.lessons[0].url):
        page = client.get(path).content.decode()
        assert not re.search(r"<script(?![^>]*(?: src=|ld\+json))", page), path
        assert not re.search(r"<style|\sstyle=|\son\w+=", page), path


def test_a_title_between_quotation_marks_has_others() -> None:
    shown = Template("{% load face %}«{{ title|quoted }}»").render(Context({"title": "Код никому: «домофон»"}))
    assert shown == "«Код никому: „домофон“»"
