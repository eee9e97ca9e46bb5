"""One search over everything public: title first, in the reader's language, kind to slips of the finger."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.search.backends import get_search_backend

from content.search import words
from content.search.documents import Reach
from portal import excerpts, misspellings
from portal.sources import SOURCES, Source

ON_A_SHEET = 20
# Nobody reads so far; the count then says «больше».
MOST_FOUND = 1000
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Result:
    """One thing found; `title` and `excerpt` are HTML with the found words marked."""

    kind: Promise
    title: SafeString
    url: str
    place: str
    excerpt: SafeString


@dataclass(frozen=True)
class Found:
    """`said` is what was looked for instead of the query; `is_partial`: no text has all the words, these have some."""

    sheet: Sheet
    results: list[Result]
    count: int = 0
    said: str = ""
    is_partial: bool = False

    @property
    def is_more(self) -> bool:
        return self.count >= MOST_FOUND


@dataclass
class Question:
    """What is looked for now; it gives way when nothing is found."""

    terms: list[words.Term]
    said: str = ""
    is_partial: bool = False
    keys: list[tuple[int, str]] = field(default_factory=list)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    found = find(query, get_language() or "ru", request.GET.get("page", "")) if query else None
    return render(request, "portal/search.html", {"query": query, "found": found})


def find(query: str, language: str, sheet_number: str = "") -> Found:
    """One sheet of what was found for a query that is not empty; at most MOST_FOUND in all."""
    question = ask(query[:LONGEST_QUERY], language)
    sheet = Paginator(question.keys, ON_A_SHEET).get_page(sheet_number)
    results = describe(list(sheet.object_list), excerpts.stems_in(question.terms))
    return Found(sheet, results, len(question.keys), question.said, question.is_partial)


def ask(query: str, language: str) -> Question:
    """All words as they are; else as they may have been meant; else any of them."""
    question = Question(words.terms(query))
    if not question.terms:
        return question
    reaches = reaches_of(language)
    rank = get_search_backend().rank
    question.keys = rank(question.terms, "and", reaches, MOST_FOUND)
    if not question.keys and (meant := misspellings.meant(query, language)):
        question.terms, question.said = meant.terms, meant.said
        question.keys = rank(question.terms, "and", reaches, MOST_FOUND)
    if not question.keys and len(question.terms) > 1:
        question.is_partial = True
        question.keys = rank(question.terms, "or", reaches, MOST_FOUND)
    return question


def reaches_of(language: str) -> list[Reach]:
    """Sources with the same visibility are asked for together."""
    together: dict[object, list[Source]] = {}
    for source in SOURCES:
        together.setdefault(source.visible, []).append(source)
    groups = together.values()
    return [Reach(list(map(content_type, group)), group[0].visible(language)) for group in groups]


def content_type(source: Source) -> int:
    return ContentType.objects.get_for_model(source.model).pk


def describe(keys: list[tuple[int, str]], stems: frozenset[str]) -> list[Result]:
    """The results for keys, in their order; what was deleted meanwhile is left out."""
    told: dict[tuple[int, str], Result] = {}
    for source in SOURCES:
        own = content_type(source)
        for pk, about in source.load([pk for key, pk in keys if key == own]):
            title, excerpt = excerpts.mark(about.title, stems), excerpts.excerpt(about.texts, stems)
            told[own, pk] = Result(source.kind, title, about.url, about.place, excerpt)
    return [told[key] for key in keys if key in told]
