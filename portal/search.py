"""One search over everything public: title first, in the reader's language, kind to slips of the finger."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import Request
from content.search.asking import ask, ask_again
from content.search.documents import Reach
from portal import excerpts
from portal.sources import GROUPS, QUESTIONS, SOURCES, Source
from questions import listing
from questions.visibility import viewer_of

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
class Choice:
    """A link to what was found of one group (of all, when `group` is empty); `count` is None where nobody counted."""

    group: str
    label: str
    count: int | None
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Found:
    """`said` is what was looked for instead of the query; `is_partial`: no text has all the words, these have some.

    `count` is of what is shown, `elsewhere` of what other groups have.
    """

    sheet: Sheet
    results: list[Result]
    count: int = 0
    said: str = ""
    is_partial: bool = False
    elsewhere: int = 0
    choices: list[Choice] = field(default_factory=list)

    @property
    def chosen_query(self) -> str:
        """The query string of the chosen group, with nothing else chosen."""
        return next((choice.query for choice in self.choices if choice.is_chosen), "")

    @property
    def is_more(self) -> bool:
        return self.count >= MOST_FOUND


@require_safe
@never_cache
def search(request: Request) -> HttpResponse:
    """`q` is looked for; `kind` is a group of sources; of questions also what their list is narrowed by."""
    query, language = request.GET.get("q", "").strip(), get_language() or "ru"
    group = request.GET.get("kind", "") if request.GET.get("kind", "") in GROUPS else ""
    narrow = listing.narrowed(request.GET, viewer_of(request), language) if query and group == QUESTIONS else None
    kept = [("q", query), *([("kind", group)] if group else []), *(narrow.kept if narrow else [])]
    context = {
        "query": query,
        "group": group,
        "narrow": narrow,
        "kept": kept[1:],
        "here": urlencode(kept),
        "found": find(query, language, request.GET.get("page", ""), group, narrow) if query else None,
    }
    return render(request, "portal/search.html", context)


def find(
    query: str, language: str, sheet_number: str = "", group: str = "", narrow: listing.Narrowed | None = None
) -> Found:
    """One sheet of what was found for a query that is not empty; at most MOST_FOUND in all.

    How kindly the words are taken is decided by everything public, so that no count changes with the group; where
    questions are narrowed, by those alone.
    """
    is_narrow = bool(narrow and narrow.kept)
    reaches = [reach_of_questions(narrow)] if narrow and is_narrow else reaches_of(language)
    asked = ask(query[:LONGEST_QUERY], language, reaches, MOST_FOUND)
    keys = asked.keys
    counts = counted(keys) if not is_narrow and len(keys) < MOST_FOUND else None
    if group and not is_narrow:
        keys = ask_again(asked, reaches_of(language, [group]), MOST_FOUND) if keys else []
    sheet = Paginator(keys, ON_A_SHEET).get_page(sheet_number)
    results = describe(list(sheet.object_list), excerpts.stems_in(asked.terms))
    elsewhere = 0 if is_narrow else len(asked.keys) - len(keys)
    choices = choices_of(query, group, counts) if keys or elsewhere or is_narrow else []
    return Found(sheet, results, len(keys), asked.said, asked.is_partial, elsewhere, choices)


def counted(keys: list[tuple[int, str]]) -> Counter[str]:
    """How many of each group."""
    groups = {content_type(source): source.group for source in SOURCES}
    return Counter(groups[key] for key, _pk in keys)


def choices_of(query: str, chosen: str, counts: Counter[str] | None) -> list[Choice]:
    """All, and each group that has something; or each, where nobody counted."""
    told = [("", _("Всё"), None if counts is None else counts.total())]
    told += [(group, str(label), None if counts is None else counts[group]) for group, label in GROUPS.items()]
    return [
        Choice(group, label, count, urlencode({"q": query, **({"kind": group} if group else {})}), group == chosen)
        for group, label, count in told
        if count is None or count or group in ("", chosen)
    ]


def reach_of_questions(narrow: listing.Narrowed) -> Reach:
    kinds = [content_type(source) for source in SOURCES if source.group == QUESTIONS]
    return Reach(kinds, narrow.questions)


def reaches_of(language: str, groups: Collection[str] = tuple(GROUPS)) -> list[Reach]:
    """What everybody may see of these groups. Sources with the same visibility are asked for together."""
    together: dict[object, list[Source]] = {}
    for source in SOURCES:
        if source.group in groups:
            together.setdefault(source.visible, []).append(source)
    alike = together.values()
    return [Reach(list(map(content_type, sources)), sources[0].visible(language)) for sources in alike]


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
