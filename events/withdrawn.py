"""A workshop whose page is taken down while people have booked: nothing booked disappears, and nobody is told a lie.

Its dates stay, for those who booked and for their hosts; nobody new books. Editors see whom it touches before they take
the page down, hosts as long as it is down.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from wagtail.models import Page

from events.models import Booking, Occurrence, Workshop, WorkshopPage
from events.querysets import OccurrenceQuerySet


@dataclass(frozen=True)
class Cost:
    """So many people have booked, or wait for, dates of one workshop; `first` is the next of these."""

    workshop: Workshop
    first: Occurrence
    people: int


def by_pages(pages: Iterable[Page], now: datetime, *, with_those_below: bool = True) -> list[Cost]:
    """Of taking down these pages. A translation takes nothing away from anybody."""
    below = Q()
    for page in pages:
        below |= Q(path__startswith=page.path) if with_those_below else Q(path=page.path)
    if not below:
        return []
    source = Workshop.objects.filter(pk=OuterRef("translation_key"), language=OuterRef("locale__language_code"))
    keys = WorkshopPage.objects.live().filter(below).filter(Exists(source)).values("translation_key")
    return of(Occurrence.objects.for_lists().filter(series__workshop__in=keys), now)


def by_hosts(dates: OccurrenceQuerySet, now: datetime) -> list[Cost]:
    """Among these dates: of workshops whose page is down already."""
    return of(dates.filter(series__workshop__archived_at__isnull=False), now)


def of(dates: OccurrenceQuerySet, now: datetime) -> list[Cost]:
    """Two queries, however many dates and people."""
    booked = Booking.objects.live().filter(occurrence=OuterRef("pk"))
    coming = dates.planned().filter(Exists(booked), starts_at__gt=now).order_by("starts_at")
    first: dict[object, Occurrence] = {}
    keys = []
    for one in coming:
        first.setdefault(one.series.workshop_id, one)
        keys.append(one.pk)
    live = Booking.objects.live().filter(occurrence__in=keys)
    counts = live.values_list("occurrence__series__workshop").annotate(people=Count("learner", distinct=True))
    people = dict(counts.order_by()) if keys else {}
    return [Cost(one.series.workshop, one, people[key]) for key, one in first.items()]
