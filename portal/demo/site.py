"""Languages, the site, its first pages and its texts."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site

from accounts.models import User
from content.models import ArticlePage, GlossaryPage, GlossaryTerm, HelpNowPage, HomePage
from courses.models import CataloguePage, CoursePage
from portal.demo import texts
from portal.demo.bodies import BodyWriter, sections
from portal.demo.pages import AnyPage, Wish, put, translate

LANGUAGES = ("ru", "en")
CATALOGUE = {
    "ru": ("Курсы", "Короткие уроки с картинками. Начните с любого: записываться не нужно."),
    "en": ("Courses", "Short lessons with pictures. Begin with any of them: you need not sign up."),
}
GLOSSARY = {"ru": "Словарь", "en": "Words explained"}
# By the address of the Russian page; translations follow it.
IN_FOOTER = {"kak-zdes-uchitsya", "o-prosvete", "soglasie", "dostupnost"}


@dataclass(frozen=True)
class Homes:
    """The first page of each language."""

    ru: HomePage
    en: HomePage
    catalogue: CataloguePage


def locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def load(editor: User) -> Homes:
    home = load_home(editor)
    load_words()
    load_help_now(home, editor)
    load_articles(home, editor)
    catalogue_said = {language: {"title": title, "lead": lead} for language, (title, lead) in CATALOGUE.items()}
    catalogue = load_plain(CataloguePage, home, "courses", catalogue_said, editor)
    glossary = {language: {"title": title} for language, title in GLOSSARY.items()}
    load_plain(GlossaryPage, home, "glossary", glossary, editor)
    return Homes(home, home.get_translation(locale("en")), catalogue)


def load_home(editor: User) -> HomePage:
    """The root of the site. What Wagtail brings with itself («Welcome») makes room."""
    said = texts.read("home.yaml")
    wishes = {
        language: Wish({"title": one["title"], "lead": texts.line(one["lead"]), "start_title": one["start_title"]})
        for language, one in said.items()
    }
    root = Page.get_first_root_node()
    welcome = Page.objects.child_of(root).exact_type(Page).filter(slug="home").first()
    if welcome is not None:
        welcome.slug = "welcome"
        welcome.save()
    home = put(HomePage, root, "home", wishes["ru"], editor)
    translate(home, locale("en"), "home-en", wishes["en"], editor)
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"root_page": home, "hostname": address.hostname, "port": port, "site_name": "Просвет"},
    )
    if welcome is not None:
        Page.objects.get(pk=welcome.pk).delete()
    return home


def load_plain(
    model: type[AnyPage], home: HomePage, slug: str, values: dict[str, dict[str, Any]], editor: User
) -> AnyPage:
    page = put(model, home, slug, Wish(values["ru"]), editor)
    translate(page, locale("en"), slug, Wish(values["en"]), editor)
    return page


def load_words() -> None:
    """The glossary. Translations of a word share its key, here and in Wagtail."""
    for language, name in (("ru", "glossary.yaml"), ("en", "glossary_en.yaml")):
        for entry in texts.read(name):
            put_word(entry, language)


def put_word(entry: dict[str, Any], language: str) -> None:
    values = {
        "term": entry["term"],
        "short": texts.line(entry["short"]),
        "explanation": texts.rich(entry["explanation"], language),
    }
    found = GlossaryTerm.objects.filter(key=entry["key"], locale=locale(language)).first()
    if found is None:
        translation_key = texts.stable_id("word", entry["key"])
        found = GlossaryTerm(key=entry["key"], locale=locale(language), translation_key=translation_key)
    if any(getattr(found, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(found, name, value)
        found.full_clean()
        found.save()


def load_help_now(home: HomePage, editor: User) -> None:
    said = texts.read("help_now.yaml")
    page = put(HelpNowPage, home, "help-now", help_now(said["ru"], "ru"), editor)
    translate(page, locale("en"), "help-now", help_now(said["en"], "en"), editor)


def help_now(said: dict[str, Any], language: str) -> Wish:
    situations = [{"situation": entry} for entry in said["situations"]]
    return Wish(
        {"title": said["title"], "intro": texts.line(said["intro"]), "promise": texts.line(said["promise"])},
        blocks={"situations": BodyWriter(language, "help-now").write(situations)},
    )


def load_articles(home: HomePage, editor: User) -> None:
    said = texts.read("articles.yaml")
    for russian, english in zip(said["ru"], said["en"], strict=True):
        page = put(ArticlePage, home, russian["slug"], article(russian, "ru", russian["slug"]), editor)
        translate(page, locale("en"), english["slug"], article(english, "en", russian["slug"]), editor)


def article(entry: dict[str, Any], language: str, source_slug: str) -> Wish:
    return Wish(
        {"title": entry["title"], "summary": texts.line(entry["summary"]), "in_footer": source_slug in IN_FOOTER},
        blocks={"body": BodyWriter(language, source_slug).write(sections(entry["body"]))},
    )


def load_first_steps(homes: Homes, courses: dict[str, CoursePage], editor: User) -> None:
    """«С чего начнём?»: the topics that have a course in this language."""
    said = texts.read("home.yaml")
    for language, home in (("ru", homes.ru), ("en", homes.en)):
        rows = [
            {"title": topic["title"], "text": topic["text"], "drawing": topic["key"], "target": target.page_ptr}
            for topic in said[language]["topics"]
            if (target := in_language(courses.get(topic["key"]), language)) is not None
        ]
        put(HomePage, home.get_parent(), home.slug, Wish({}, rows={"topics": rows}), editor)


def in_language(course: CoursePage | None, language: str) -> CoursePage | None:
    if course is None or course.locale.language_code == language:
        return course
    return course.get_translation_or_none(locale(language))
