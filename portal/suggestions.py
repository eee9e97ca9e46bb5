"""What a search field offers while somebody types: titles that begin so or have such words; the same for everybody."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.search.backends import get_search_backend

from content.fields import fold
from content.search import words
from content.search.documents import Reach
from portal import misspellings
from portal.search import LONGEST_QUERY, content_type, reaches_of
from portal.sources import SOURCES, Source

FEWEST_CHARACTERS = 2
MOST_SHOWN = 8
# Enough to put titles that begin so before those that have it within.
LOOKED_AT = 24
SECONDS_KEPT = 30


@dataclass(frozen=True)
class Suggestion:
    title: str
    url: str
    kind: Promise


@require_safe
@cache_control(private=True, max_age=SECONDS_KEPT)
def suggest(request: HttpRequest) -> JsonResponse:
    """`q` is what was typed so far, `kind` a group of sources. `said` is for those who hear the page."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = find(query, get_language() or "ru", request.GET.get("kind", ""))
    shown = [{"title": one.title, "url": one.url, "kind": str(one.kind)} for one in found]
    return JsonResponse({"said": say(len(found)), "found": shown})


def say(count: int) -> str:
    if not count:
        return _("Подсказок нет.")
    found = ngettext("Есть %(count)s подсказка.", "Есть %(count)s подсказок.", count) % {"count": count}
    return f"{found} {_('Листайте стрелками.')}"


def find(query: str, language: str, group: str = "") -> list[Suggestion]:
    """At most MOST_SHOWN; at most six queries, whatever there is."""
    reaches = reaches_of(language, group)
    keys = begun(query, language, reaches) if len(query) >= FEWEST_CHARACTERS else []
    named = {key: one for own in together() for key, one in read(own, keys)}
    found = [named[key] for key in keys if key in named]
    typed = fold(query)
    return sorted(found, key=lambda one: not fold(one.title).startswith(typed))[:MOST_SHOWN]


def together() -> list[list[Source]]:
    """Sources whose names are read at once."""
    alike: dict[object, list[Source]] = {}
    for source in SOURCES:
        alike.setdefault(source.name, []).append(source)
    return list(alike.values())


def read(sources: list[Source], keys: list[tuple[int, str]]) -> Iterator[tuple[tuple[int, str], Suggestion]]:
    kinds = {content_type(source): source for source in sources}
    own = {pk: kind for kind, pk in keys if kind in kinds}
    for pk, title, url in sources[0].name(list(own)) if own else ():
        yield (own[pk], pk), Suggestion(title, url, kinds[own[pk]].kind)


def begun(query: str, language: str, reaches: list[Reach]) -> list[tuple[int, str]]:
    """Titles with all the words, of which the last may be half typed; else with what may have been meant."""
    typed = get_search_backend().typed
    terms = words.terms_typed(query)
    if not terms:
        return []
    if keys := typed(terms, reaches, LOOKED_AT):
        return keys
    meant = misspellings.meant(query, language)
    terms = meant.terms if meant else words.terms_typed(misspellings.retyped(query))
    return typed(terms, reaches, LOOKED_AT) if terms else []
