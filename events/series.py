"""A series and its dates: the rule says when, rows say what became of it.

A date of a rule is known by its day: there is one a day (a consultation is one day cut into slots). So a new hour moves
the dates that exist, and what was booked stays booked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import recurrence
from django.db import transaction
from django.db.models import Q
from recurrence import Recurrence

from content import numbers
from events import days_off, revisions
from events.models import Occurrence, Series, Venue
from events.models.series import Place
from events.recurrence import end_of, local_time, moment

State = Occurrence.State
AHEAD = timedelta(days=184)
# A rule that gives no date for so long is at its end.
FAR = timedelta(days=366 * 4)
DATE = "date"


class SeriesError(Exception):
    """The series cannot be as asked."""


class NothingToSplit(SeriesError):
    """No date of the rule stands before that day, or none from it on."""


class EndsBeforeItStarts(SeriesError):
    """The last day lies before the first."""


class RoomTaken(SeriesError):
    """`other` is in the room at that time."""

    def __init__(self, other: Occurrence) -> None:
        super().__init__(str(other))
        self.other = other


class SlotTaken(RoomTaken):
    """`other` is a consultation of the same series that stays at that time."""


@dataclass(frozen=True)
class Slot:
    """One date to be: its local start, what it is known by, its moments."""

    recurrence_id: str
    number: int
    starts_at: datetime
    ends_at: datetime


def day_of(recurrence_id: str) -> date:
    return date.fromisoformat(recurrence_id[:10])


def local_starts(series: Series, now: datetime, until: date | None = None) -> list[datetime]:
    """The naive local starts that the rule gives from `now` on, without holidays and closed days."""
    last = until or local_time(now + AHEAD, series.zone_info).date()
    here = local_time(now, series.zone_info)
    closed = days_off.closed(series.venue if series.place != Place.ONLINE else None)
    return [
        start
        for start in series.schedule.starts(last)
        if start >= here
        and start.date() not in closed
        and not (series.skips_holidays and days_off.is_holiday(start.date(), series.zone))
    ]


def slots_of(series: Series, start: datetime) -> list[Slot]:
    """One slot, or as many consultations as the minutes hold."""
    length = series.slot_minutes or series.minutes
    count = series.minutes // length if series.slot_minutes else 1
    first = moment(start, series.zone_info)
    return [
        Slot(
            recurrence_id=start.isoformat(timespec="minutes"),
            number=number,
            starts_at=end_of(first, number * length),
            ends_at=end_of(first, (number + 1) * length),
        )
        for number in range(count)
    ]


@transaction.atomic
def extend(series_id: int, now: datetime, *, strict: bool = False, until: date | None = None) -> list[Occurrence]:
    """Make the dates of the coming six months that are not there yet. Changes nothing the second time.

    A one-off date that the rule now gives is adopted. With `strict` a taken room is refused (RoomTaken), as when an
    editor saves; without it (the worker) such a date is left out until the room is free.
    """
    series = Series.objects.select_for_update(of=("self",)).select_related("workshop", "venue").get(pk=series_id)
    if series.archived_at is not None or series.workshop.archived_at is not None:
        return []
    return fill(series, local_starts(series, now, until), now, strict=strict)


def fill(series: Series, starts: Iterable[datetime], now: datetime, *, strict: bool) -> list[Occurrence]:
    adopt_one_offs(series, starts := list(starts))
    made, among = [], parts_of(series)
    for slot in missing_slots(series, starts):
        if stands_there(series, slot.starts_at, slot.ends_at, among=among) is not None:
            continue
        if (other := in_the_room(room_of(series), slot.starts_at, slot.ends_at)) is not None:
            if strict:
                raise RoomTaken(other)
            continue
        fallen = fallen_at(series, slot)
        made.append(make_date(series, slot) if fallen is None else bring_back(fallen, slot, now))
    return made


def fallen_at(series: Series, slot: Slot) -> Occurrence | None:
    """The date of that day that an earlier rule took away."""
    fallen = series.occurrences.filter(fell_with_rule=True, slot=slot.number)
    return fallen.filter(recurrence_id__startswith=slot.recurrence_id[:10]).order_by("recurrence_id").first()


def bring_back(fallen: Occurrence, slot: Slot, now: datetime) -> Occurrence:
    """Planned again, for calendars too. Who had booked it was told that it falls away: their bookings stay ended."""
    fallen.bookings.live().update(cancelled_at=now, held_until=None)
    fallen.seats.all().delete()
    fallen.starts_at, fallen.ends_at = slot.starts_at, slot.ends_at
    fallen.state, fallen.cancel_reason = State.PLANNED, ""
    fallen.fell_with_rule = fallen.is_changed = False
    fallen.save(update_fields=["starts_at", "ends_at", "state", "cancel_reason", "fell_with_rule", "is_changed"])
    revisions.raise_for(Occurrence.objects.filter(pk=fallen.pk), now)
    return fallen


def missing_slots(series: Series, starts: Iterable[datetime]) -> list[Slot]:
    """What the rule gives and no row is yet. A day known already gains consultations (shorter ones, or longer hours)
    only where one of its own still stands as the rule put it: not when the day was cancelled or moved by itself. What
    fell with an earlier rule is missing.
    """
    rows = series.occurrences.filter(is_one_off=False, fell_with_rule=False).values_list(
        "recurrence_id", "slot", "state", "is_changed"
    )
    known = {(day_of(key), slot) for key, slot, _state, _is_changed in rows}
    days = {day for day, _slot in known}
    names = {day_of(key): key for key, _slot, state, is_changed in rows if state == State.PLANNED and not is_changed}
    made = []
    for start in starts:
        day = start.date()
        if day in days and (day not in names or not series.is_consultation):
            continue
        slots = [slot for slot in slots_of(series, start) if (day, slot.number) not in known]
        made += [replace(slot, recurrence_id=names.get(day, slot.recurrence_id)) for slot in slots]
    return made


def adopt_one_offs(series: Series, starts: list[datetime]) -> None:
    """Consultations that were kept though the day is now cut into fewer stay what they are."""
    keys = [start.isoformat(timespec="minutes") for start in starts]
    count = series.minutes // series.slot_minutes if series.slot_minutes else 1
    series.occurrences.filter(is_one_off=True, recurrence_id__in=keys, slot__lt=count).update(is_one_off=False)


def make_date(series: Series, slot: Slot, **fields: Any) -> Occurrence:
    occurrence = Occurrence(
        series=series,
        recurrence_id=slot.recurrence_id,
        slot=slot.number,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        **fields,
    )
    occurrence.number = numbers.give(DATE, occurrence.pk)
    if series.is_consultation:
        occurrence.capacity = 1
    occurrence.save()
    return occurrence


def parts_of(series: Series) -> list[int]:
    """The keys of the series, of those that it continues, and of those that continue it: dates of one sequence."""
    links = list(Series.objects.filter(workshop=series.workshop_id).values_list("pk", "continues"))
    before, after = dict(links), {earlier: key for key, earlier in links if earlier is not None}
    parts = [series.pk]
    for way in (before, after):
        key = way.get(series.pk)
        while key is not None:
            parts.append(key)
            key = way.get(key)
    return parts


def stands_there(
    series: Series,
    starts_at: datetime,
    ends_at: datetime,
    apart_from: Iterable[Occurrence] = (),
    among: list[int] | None = None,
) -> Occurrence | None:
    """A planned date of the series, or of its other parts, that begins at that very moment (one that was moved there,
    perhaps), or a consultation that needs some of that time. `among`: what `parts_of` said.
    """
    dates = Occurrence.objects.planned().filter(series__in=among or parts_of(series))
    dates = dates.exclude(pk__in=[one.pk for one in apart_from])
    if series.is_consultation:
        return dates.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).first()
    return dates.filter(starts_at=starts_at).first()


def room_of(series: Series) -> Venue | None:
    return None if series.place == Place.ONLINE else series.venue


def in_the_room(
    venue: Venue | None, starts_at: datetime, ends_at: datetime, apart_from: Iterable[Occurrence] = ()
) -> Occurrence | None:
    """Another planned date that needs the room at that time. One date may begin when another ends."""
    if venue is None:
        return None
    there = Q(venue=venue) | Q(venue__isnull=True, series__venue=venue) & ~Q(series__place=Place.ONLINE)
    return (
        Occurrence.objects.planned()
        .filter(there, starts_at__lt=ends_at, ends_at__gt=starts_at)
        .exclude(pk__in=[one.pk for one in apart_from])
        .select_related("series__workshop")
        .first()
    )


@transaction.atomic
def split(series_id: int, first_day: date, now: datetime, **changes: Any) -> Series:
    """«Это и следующие»: the series ends the day before, and another begins, with the changes, for the same workshop.

    Dates from `first_day` on go over to the new series as they are, with everybody who booked. The rule goes on where
    it was: in the same weeks of «каждые две недели», with what is left of a number of times. Raises NothingToSplit.
    """
    old = Series.objects.select_for_update().get(pk=series_id)
    new = Series.objects.get(pk=series_id)
    new.pk, new._state.adding = None, True
    new.starts_on, new.rule = anchor_after(old, first_day)
    for name, value in changes.items():
        setattr(new, name, value)
    refuse_backwards(new)
    old.ends_on = first_day - timedelta(days=1)
    old.save(update_fields=["ends_on"])
    later = Series.objects.filter(continues=old).first()
    Series.objects.filter(continues=old).update(continues=None)
    new.continues = old
    new.save()
    new.hosts.set(old.hosts.all())
    if later is not None:
        Series.objects.filter(pk=later.pk).update(continues=new)
    for occurrence in old.occurrences.filter(starts_at__gte=now):
        if day_of(occurrence.recurrence_id) >= first_day:
            occurrence.series = new
            occurrence.save(update_fields=["series"])
    revisions.raise_for(new.occurrences.all(), now)
    return new


def refuse_backwards(series: Series) -> None:
    if series.ends_on is not None and series.ends_on < series.starts_on:
        raise EndsBeforeItStarts


def anchor_after(series: Series, first_day: date) -> tuple[date, Recurrence]:
    """Where the rule stands on `first_day`: its next day from then on, and the rule with what is left of its count."""
    before = 0
    for start in series.schedule.starts(first_day + FAR):
        if start.date() < first_day:
            before += 1
        elif before:
            rest = recurrence.deserialize(recurrence.serialize(series.rule), include_dtstart=False)
            if rest.rrules[0].count is not None:
                rest.rrules[0].count -= before
            return start.date(), rest
        else:
            break
    raise NothingToSplit(first_day)


def extend_all(now: datetime) -> int:
    """The worker's daily round; how many dates were made."""
    going_on = Series.objects.filter(archived_at__isnull=True, workshop__archived_at__isnull=True).order_by("pk")
    return sum(len(extend(key, now)) for key in going_on.values_list("pk", flat=True))
