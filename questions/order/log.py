"""The log of all that was done to keep order: who, what, why, when."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from courses.catalogue import Filter, build
from questions.listing import turned
from questions.models import Act

ON_A_SHEET = 30
WHO, WHAT = "who", "what"
# What a line of the log tells of besides its own columns; pictures only by their being there.
SHOWN_WITH = ("question", "answer", "whose", "target", "topic")


@dataclass(frozen=True)
class Log:
    sheet: Sheet
    filters: list[Filter]
    is_filtered: bool
    newer: str
    older: str


def read(query: QueryDict) -> Log:
    """The last first; the same number of queries whatever was done. A value that no filter knows narrows nothing."""
    people = User.objects.filter(pk__in=Act.objects.exclude(actor=None).values("actor")).order_by("name", "pk")
    actors = [(str(one.pk), str(one)) for one in people]
    acts: Any = Act.objects.select_related("actor", *SHOWN_WITH).order_by("-at", "-pk")
    who, what = query.get(WHO, ""), query.get(WHAT, "")
    by_who, by_what = who in dict(actors), what in Act.Kind.values
    if by_who:
        acts = acts.filter(actor=int(who))
    if by_what:
        acts = acts.filter(kind=what)
    sheet = Paginator(acts, ON_A_SHEET).get_page(query.get("page", ""))
    narrowed = query.copy()
    narrowed.pop("page", None)
    kinds = [(value, str(words)) for value, words in Act.Kind.choices]
    return Log(
        sheet,
        [build(WHO, _("Кто"), actors, narrowed), build(WHAT, _("Что сделано"), kinds, narrowed)],
        by_who or by_what,
        newer=turned(narrowed, sheet.previous_page_number()) if sheet.has_previous() else "",
        older=turned(narrowed, sheet.next_page_number()) if sheet.has_next() else "",
    )
