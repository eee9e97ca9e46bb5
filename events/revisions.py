"""The revision of a date: it rises with whatever a calendar must be told, so that programs take the newer for newer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from events.models import Occurrence, Venue
from events.models.series import Place
from events.querysets import OccurrenceQuerySet

TOLD_OF_A_VENUE = ("name", "address", "metro", "way_in")


@transaction.atomic
def raise_for(dates: OccurrenceQuerySet, now: datetime) -> None:
    """One more for each. Held in order of their keys, as everywhere: two who change dates wait for each other."""
    keys = list(dates.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Occurrence.objects.filter(pk__in=keys).update(revision=F("revision") + 1, changed_at=now)


def of_workshop(workshop: UUID, now: datetime) -> None:
    """Its name is another. What is over keeps the name that it had."""
    raise_for(Occurrence.objects.filter(series__workshop=workshop, ends_at__gt=now), now)


def of_venue(venue: Venue, now: datetime) -> None:
    """Before a room is saved: the dates in it are told of anew if what is told of it changes."""
    was = Venue.objects.filter(pk=venue.pk).values(*TOLD_OF_A_VENUE).first()
    if was is None or all(getattr(venue, name) == value for name, value in was.items()):
        return
    there = Q(venue=venue) | Q(venue__isnull=True, series__venue=venue) & ~Q(series__place=Place.ONLINE)
    raise_for(Occurrence.objects.filter(there, ends_at__gt=now), now)
