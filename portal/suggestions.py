"""What a search field offers while somebody types: what has such words or half words in its title, else in its text;
the same for everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.search.backends import get_search_backend

from content.fields import fold
from content.search import misspellings, words
from portal.search import LONGEST_QUERY, content_type, reaches_of
from portal.sources import GROUPS, QUESTIONS, SOURCES, Source

FEWEST_CHARACTERS = 2
MOST_SHOWN = 8
# Of questions and of all else; enough to put titles that begin so before those that have it within.
LOOKED_AT = 24
SECONDS_KEPT = 30


@dataclass(frozen=True)
class Suggestion:
    title: str
    url: str
    kind: Promise
    is_question: bool
    # The words stand in its text; else in its title.
    is_within: bool = False

    @property
    def said(self) -> str:
        return f"{self.kind} · {_('в тексте')}" if self.is_within else str(self.kind)


@require_safe
@cache_control(private=True, max_age=SECONDS_KEPT)
def suggest(request: HttpRequest) -> JsonResponse:
    """`q` is what was typed so far, `kind` a group of sources. `said` is for those who hear the page."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = find(query, get_language() or "ru", request.GET.get("kind", ""))
    shown = [{"title": one.title, "url": one.url, "kind": one.said} for one in found]
    return JsonResponse({"said": say(len(found)), "found": shown})


def say(count: int) -> str:
    if not count:
        return _("Подсказок нет.")
    found = ngettext("Есть %(count)s подсказка.", "Есть %(count)s подсказок.", count) % {"count": count}
    return f"{found} {_('Листайте стрелками.')}"


def find(query: str, language: str, group: str = "") -> list[Suggestion]:
    """At most MOST_SHOWN; at most seven queries, whatever there is."""
    keys, is_within = begun(query, language, [group] if group in GROUPS else list(GROUPS))
    named = {key: replace(one, is_within=is_within) for own in together() for key, one in read(own, keys)}
    return chosen([named[key] for key in keys if key in named], query)


def chosen(found: list[Suggestion], query: str) -> list[Suggestion]:
    """Names with the whole words first, then what begins so; questions are many, so half of the places are for the
    others, if there are so many.
    """
    typed, whole = fold(query), {words.stem(word) for word in words.telling(query) if word not in words.GLUE}
    found = sorted(found, key=lambda one: (not has_all(one.title, whole), not fold(one.title).startswith(typed)))
    asked = [one for one in found if one.is_question]
    others = [one for one in found if not one.is_question]
    most_asked = max(MOST_SHOWN // 2, MOST_SHOWN - len(others))
    shown = {*asked[:most_asked], *others[: MOST_SHOWN - min(len(asked), most_asked)]}
    return [one for one in found if one in shown]


def has_all(name: str, stems: set[str]) -> bool:
    return stems <= set(words.stems(name).split())


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
        yield (own[pk], pk), Suggestion(title, url, kinds[own[pk]].kind, kinds[own[pk]].group == QUESTIONS)


def begun(query: str, language: str, groups: list[str]) -> tuple[list[tuple[int, str]], bool]:
    """Names with all the words, of which the last may be half typed; else with what may have been meant. Where there
    are none: texts with that, but for a mere letter or two alone, which begin a word of half of all texts.

    With the keys: whether these are texts.
    """
    terms = words.terms_typed(query)
    if len(query) < FEWEST_CHARACTERS or not terms:
        return [], False
    backend = get_search_backend()
    apart = [[group for group in groups if group != QUESTIONS], [group for group in groups if group == QUESTIONS]]
    reaches = [reaches_of(language, some) for some in apart if some]
    if keys := [key for reach in reaches for key in backend.typed(terms, reach, LOOKED_AT)]:
        return keys, False
    together, terms = [one for reach in reaches for one in reach], misspellings.begun(query, language)
    if not terms:
        return [], False
    if keys := backend.typed(terms, together, LOOKED_AT):
        return keys, False
    is_short = len(terms) == 1 and len(words.telling(query)[-1]) < misspellings.SHORTEST_BEGINNING
    return ([], False) if is_short else (backend.rank(terms, "and", together, LOOKED_AT), True)
