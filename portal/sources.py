"""What the search looks through: one row for each kind of thing. A room that moves in adds its rows here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.search.index import SearchField

from content import versions
from content.models import ArticlePage, GlossaryPage, GlossaryTerm, HelpNowPage
from content.routing import restricted_paths
from content.search import documents, vocabulary
from courses.models import CoursePage, LessonPage
from events.models import WorkshopPage
from questions import addresses, shelf
from questions.models import Question

# Of a kind, the newest. More texts hardly have more words, and each change has all of them read again.
MOST_READ_FOR_WORDS = 5000


@dataclass(frozen=True)
class Description:
    """An object as the search shows it: `place` is what it belongs to or how it stands, `texts` what an excerpt may be
    taken from.
    """

    title: str
    url: str
    texts: list[str]
    place: str = ""


# Key, title, address.
Name = tuple[str, str, str]


@dataclass(frozen=True)
class Source:
    """`visible` gives what everybody may see in a language; `describe` one description for each object, in order;
    `name` only the names of those that still are. `group` is what people narrow a search to (`GROUPS`).

    `version` is another one after each change of what everybody may see; `related` is what texts are read from besides.
    """

    model: type[Model]
    group: str
    kind: Promise
    visible: Callable[[str], QuerySet[Any]]
    describe: Callable[[Sequence[Any]], list[Description]]
    name: Callable[[list[str]], list[Name]]
    version: Callable[[], str] = versions.current
    related: tuple[str, ...] = ()

    def read(self, ids: Any) -> QuerySet[Any]:
        return self.model._default_manager.filter(pk__in=ids).prefetch_related(*self.related)

    def load(self, ids: list[str]) -> list[tuple[str, Description]]:
        objects = list(self.read(ids))
        return [(str(found.pk), told) for found, told in zip(objects, self.describe(objects), strict=True)]


def public_pages(language: str) -> QuerySet[Page]:
    return public(Page).filter(locale__language_code=language)


def public(model: type[Page]) -> QuerySet[Any]:
    """Wagtail's `public()` would ask the database for the restrictions each time."""
    pages = model.objects.live()
    for path in restricted_paths():
        pages = pages.exclude(path__startswith=path)
    return pages


def explained_terms(language: str) -> QuerySet[GlossaryTerm]:
    """A word is found where its glossary can be read."""
    glossaries = public(GlossaryPage).filter(locale__language_code=language)
    return GlossaryTerm.objects.filter(locale__in=glossaries.values("locale"))


def public_questions(language: str) -> QuerySet[Question]:
    return Question.objects.public().filter(language=language)


def texts_of(found: Any) -> list[str]:
    fields = documents.texts_of(found, found.get_search_fields())
    return [
        line
        for field, text in fields
        if isinstance(field, SearchField) and not documents.is_title(field)
        for line in text.splitlines()
        if line.strip()
    ]


def describe_pages(pages: Sequence[Page]) -> list[Description]:
    return [Description(page.title, page.url or "", texts_of(page)) for page in pages]


def describe_lessons(lessons: Sequence[LessonPage]) -> list[Description]:
    paths = {lesson.path: lesson.path[: -lesson.steplen] for lesson in lessons}
    courses = dict(Page.objects.filter(path__in=set(paths.values())).values_list("path", "title"))
    return [
        Description(lesson.title, lesson.url or "", texts_of(lesson), place=courses.get(paths[lesson.path], ""))
        for lesson in lessons
    ]


def describe_terms(terms: Sequence[GlossaryTerm]) -> list[Description]:
    addresses_of = glossary_addresses() if terms else {}
    return [
        Description(term.term, addresses_of.get(term.locale_id, "") + f"#{term.key}", texts_of(term)) for term in terms
    ]


def glossary_addresses() -> dict[int, str]:
    """By locale. They change with the pages only."""
    key = f"glossary-addresses:{versions.current()}"
    found = cache.get(key)
    if found is None:
        found = {page.locale_id: page.url or "" for page in public(GlossaryPage)}
        cache.set(key, found, timeout=None)
    return found


def describe_questions(questions: Sequence[Question]) -> list[Description]:
    return [
        Description(asked.title, addresses.path_of(asked), texts_of(asked), place=asked.get_state_display())
        for asked in questions
    ]


def name_pages(ids: list[str]) -> list[Name]:
    return [(str(page.pk), page.title, page.url or "") for page in Page.objects.filter(pk__in=ids)]


def name_terms(ids: list[str]) -> list[Name]:
    terms = GlossaryTerm.objects.filter(pk__in=ids).only("key", "term", "locale_id")
    addresses_of = glossary_addresses() if ids else {}
    return [(str(term.pk), term.term, addresses_of.get(term.locale_id, "") + f"#{term.key}") for term in terms]


def name_questions(ids: list[str]) -> list[Name]:
    asked = Question.objects.filter(pk__in=ids).only("title", "slug")
    return [(str(question.pk), question.title, addresses.path_of(question)) for question in asked]


QUESTIONS = "questions"
GROUPS = {
    QUESTIONS: _("Вопросы"),
    "lessons": _("Уроки"),
    "workshops": _("Занятия"),
    "words": _("Слова"),
    "articles": _("Статьи"),
}
SOURCES = (
    Source(HelpNowPage, "articles", _("срочная помощь"), public_pages, describe_pages, name_pages),
    Source(CoursePage, "lessons", _("курс"), public_pages, describe_pages, name_pages),
    Source(LessonPage, "lessons", _("урок"), public_pages, describe_lessons, name_pages),
    Source(WorkshopPage, "workshops", _("занятие"), public_pages, describe_pages, name_pages),
    Source(ArticlePage, "articles", _("статья"), public_pages, describe_pages, name_pages),
    Source(GlossaryTerm, "words", _("слово"), explained_terms, describe_terms, name_terms),
    Source(
        Question,
        QUESTIONS,
        _("вопрос"),
        public_questions,
        describe_questions,
        name_questions,
        shelf.version_of_words,
        ("answers",),
    ),
)


def register_words() -> None:
    """Those that change together are read together; pages come first."""
    together: dict[Callable[[], str], list[Source]] = {}
    for source in SOURCES:
        together.setdefault(source.version, []).append(source)
    for version, sources in together.items():
        vocabulary.register(version, partial(public_texts, sources))


def public_texts(sources: Sequence[Source], language: str) -> Iterator[str]:
    for source in sources:
        newest = source.visible(language).order_by("-pk").values("pk")[:MOST_READ_FOR_WORDS]
        for found in source.read(newest).iterator(chunk_size=100):
            yield str(found)
            yield from texts_of(found)
