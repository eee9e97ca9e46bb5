"""Another rule for a series: first its human cost is shown, then it is done. Nothing booked disappears silently.

`plan` and `change` look at the same things; `change` looks again under the lock, so that who books meanwhile
is counted.
"""

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import booking, dates, series, telling
from events.models import Booking, Occurrence, Series
from events.recurrence import local_time
from events.series import Slot, day_of

RULE_CHANGED = _("расписание изменилось")


class Orphans(models.TextChoices):
    """«14 человек записаны на вторники. Что с ними сделать?»"""

    MOVE = "move", _("перенести на ближайшую дату")
    KEEP = "keep", _("оставить эти даты")
    CANCEL = "cancel", _("отменить и сообщить")


class AnswerNeeded(Exception):
    """People have booked dates that the new rule does not have, and nobody has said what to do with them."""

    def __init__(self, plan: "Plan") -> None:
        super().__init__(plan)
        self.plan = plan


@dataclass(frozen=True)
class Plan:
    """What a change would do to the dates to come."""

    kept: list[Occurrence] = field(default_factory=list)
    moved: list[tuple[Occurrence, Slot]] = field(default_factory=list)
    added: list[datetime] = field(default_factory=list)
    dropped: list[Occurrence] = field(default_factory=list)
    orphaned: list[Occurrence] = field(default_factory=list)
    people: int = 0

    @property
    def needs_answer(self) -> bool:
        return bool(self.orphaned)


def plan(one: Series, changes: dict[str, Any], now: datetime) -> Plan:
    """The human cost of changing fields of the series, without changing anything."""
    now_is, changed = (Series.objects.select_related("workshop", "venue").get(pk=one.pk) for _copy in range(2))
    for name, value in changes.items():
        setattr(changed, name, value)
    starts = {start.date(): start for start in series.local_starts(changed, now)}
    existing = list(to_come(one, now))
    return compare(now_is, changed, starts, existing)


def to_come(one: Series, now: datetime) -> models.QuerySet[Occurrence]:
    """The dates that a change may touch: to come, and planned."""
    return (
        Occurrence.objects.planned()
        .filter(series=one, starts_at__gt=now)
        .select_related("series__workshop", "series__venue", "venue")
        .order_by("starts_at")
    )


def compare(one: Series, changed: Series, starts: dict[date, datetime], existing: list[Occurrence]) -> Plan:
    booked = set(Booking.objects.live().filter(occurrence__in=existing).values_list("occurrence", flat=True).distinct())
    other_room = series.room_of(one) != series.room_of(changed) or one.place != changed.place
    standing = [occurrence for occurrence in existing if stands(occurrence)] + of_other_parts(one, existing)
    made = Plan()
    for occurrence in existing:
        slot = new_slot(changed, starts, occurrence, standing)
        if slot is None:
            (made.orphaned if occurrence.pk in booked else made.dropped).append(occurrence)
        elif unmoved(occurrence, slot) and not (other_room and occurrence.venue is None):
            made.kept.append(occurrence)
        else:
            made.moved.append((occurrence, slot))
    missing = series.missing_slots(changed, starts.values())
    added = [local_time(slot.starts_at, changed.zone_info) for slot in missing if is_free(changed, slot, standing)]
    people = Booking.objects.live().filter(occurrence__in=made.orphaned).values("learner").distinct().count()
    return replace(made, added=added, people=people)


def of_other_parts(one: Series, existing: list[Occurrence]) -> list[Occurrence]:
    """Dates that stay with what this series continues, or what continues it: moved across the seam, perhaps."""
    if not existing:
        return []
    others = Occurrence.objects.planned().filter(series__in=series.parts_of(one)).exclude(series=one)
    return list(others.filter(starts_at__gte=existing[0].starts_at))


def new_slot(
    changed: Series, starts: dict[date, datetime], occurrence: Occurrence, standing: list[Occurrence]
) -> Slot | None:
    """Where the new rule puts a date; None where it has no place for it."""
    if stands(occurrence):
        return Slot(occurrence.recurrence_id, occurrence.slot, occurrence.starts_at, occurrence.ends_at)
    start = starts.get(day_of(occurrence.recurrence_id))
    slot = slot_for(changed, start, occurrence) if start else None
    return slot if slot is not None and is_free(changed, slot, standing) else None


def is_free(changed: Series, slot: Slot, standing: list[Occurrence]) -> bool:
    """As `series.stands_there`, among those that stay whatever the rule says."""
    if changed.is_consultation:
        return not any(one.starts_at < slot.ends_at and slot.starts_at < one.ends_at for one in standing)
    return not any(one.starts_at == slot.starts_at for one in standing)


def stands(occurrence: Occurrence) -> bool:
    """Added or changed by itself: whatever the rule says, it stays."""
    return occurrence.is_changed or occurrence.is_one_off


def slot_for(changed: Series, start: datetime, occurrence: Occurrence) -> Slot | None:
    return next((slot for slot in series.slots_of(changed, start) if slot.number == occurrence.slot), None)


def unmoved(occurrence: Occurrence, slot: Slot) -> bool:
    return (occurrence.starts_at, occurrence.ends_at) == (slot.starts_at, slot.ends_at)


@transaction.atomic
def change(series_id: int, changes: dict[str, Any], now: datetime, *, actor: User, orphans: str = "") -> Plan:
    """Do it. Raises RoomTaken, and AnswerNeeded when people are left without their date and `orphans` does not say what
    to do with them.
    """
    one = Series.objects.select_for_update(of=("self",)).select_related("workshop", "venue").get(pk=series_id)
    lock_dates(one, now)
    made = plan(one, changes, now)
    if made.needs_answer and orphans not in Orphans.values:
        raise AnswerNeeded(made)
    for name, value in changes.items():
        setattr(one, name, value)
    series.refuse_backwards(one)
    one.save()
    for occurrence in made.dropped:
        drop(occurrence, now)
    for occurrence, slot in made.moved:
        put(one, occurrence, slot, now)
    refuse_overlaps(made, orphans)
    series.extend(one.pk, now, strict=True)
    for occurrence in made.orphaned:
        settle(made, occurrence, orphans, now)
    for occurrence in to_come(one, now).filter(capacity__isnull=True):
        booking.promote(occurrence, now)
    return made


def refuse_overlaps(made: Plan, orphans: str) -> None:
    """Orphans are in nobody's way, unless they are to be kept. Raises RoomTaken, SlotTaken."""
    kept = made.orphaned if orphans == Orphans.KEEP else []
    leaving = [] if kept else made.orphaned
    for occurrence, _slot in made.moved:
        for other in kept if occurrence.series.is_consultation else []:
            if other.starts_at < occurrence.ends_at and occurrence.starts_at < other.ends_at:
                raise series.SlotTaken(other)
        dates.refuse_taken_room(occurrence, leaving)


@transaction.atomic
def change_following(
    series_id: int, first_day: date, changes: dict[str, Any], now: datetime, *, actor: User, orphans: str = ""
) -> Plan:
    """«Это и следующие»: from that day on the series has the changes. Raises as `change`, and NothingToSplit."""
    return change(series.split(series_id, first_day, now).pk, changes, now, actor=actor, orphans=orphans)


def lock_dates(one: Series, now: datetime) -> None:
    """Nobody books while the dates are sorted; in order of their keys, as everywhere."""
    list(Occurrence.objects.select_for_update().filter(series=one, starts_at__gt=now).order_by("pk").values_list("pk"))


def drop(occurrence: Occurrence, now: datetime) -> None:
    """A date without bookings goes; one that was booked once, and cancelled by all, is kept as cancelled."""
    if occurrence.bookings.exists() or occurrence.attendances.exists():
        fall(occurrence, now)
    else:
        occurrence.delete()


def fall(occurrence: Occurrence, now: datetime) -> None:
    """Cancelled because the rule has it no more; if the rule ever gives its day again, it comes back."""
    dates.cancel(occurrence.pk, str(RULE_CHANGED), now)
    Occurrence.objects.filter(pk=occurrence.pk).update(fell_with_rule=True)


def put(one: Series, occurrence: Occurrence, slot: Slot, now: datetime) -> None:
    was = copy(occurrence)
    occurrence.series = one
    occurrence.starts_at, occurrence.ends_at = slot.starts_at, slot.ends_at
    occurrence.revision += 1
    occurrence.changed_at = now
    occurrence.save(update_fields=["starts_at", "ends_at", "revision", "changed_at"])
    telling.everybody(occurrence, telling.MOVED, now, was=was)
    booking.keep_promises(occurrence, now)


def settle(made: Plan, occurrence: Occurrence, orphans: str, now: datetime) -> None:
    """What becomes of a date that the rule no longer has and that people have booked."""
    if orphans == Orphans.KEEP:
        occurrence.is_one_off = True
        occurrence.save(update_fields=["is_one_off"])
        return
    if orphans == Orphans.MOVE and (target := nearest(made, occurrence, now)) is not None:
        move_people(occurrence, target, now)
    fall(occurrence, now)


def nearest(made: Plan, occurrence: Occurrence, now: datetime) -> Occurrence | None:
    """The date of the series that is closest in time and stays; the earlier of two that are equally near. Of
    consultations a free one, if there is any.
    """
    going = [orphan.pk for orphan in made.orphaned]
    others = Occurrence.objects.planned().filter(series=occurrence.series_id, starts_at__gt=now).exclude(pk__in=going)
    one_by_one = occurrence.series.is_consultation

    def distance(other: Occurrence) -> tuple[bool, timedelta, datetime]:
        return one_by_one and not other.places_left, abs(other.starts_at - occurrence.starts_at), other.starts_at

    return min(others.with_places_left(), key=distance, default=None)


def move_people(source: Occurrence, target: Occurrence, now: datetime) -> None:
    """Everybody goes over in the order of their places: with a seat while there is room, else into the queue.

    Who has booked the target already keeps that booking, and is told with the others that this date falls away.
    """
    target = booking.lock(target.pk)
    there = set(Booking.objects.live().filter(occurrence=target).values_list("learner", flat=True))
    people = Booking.objects.live().filter(occurrence=source).select_related("learner__user")
    for row in people.order_by(models.F("confirmed_at").asc(nulls_last=True), "queue_number", "made_at"):
        if row.learner_id in there:
            continue
        row.seats.all().delete()
        leave_trace(row, now)
        fits = row.confirmed_at is not None and booking.places_left(target) >= row.party
        row.occurrence = target
        row.queue_number = None if fits else booking.next_queue_number(target)
        row.confirmed_at = row.confirmed_at if fits else None
        row.asked_at = row.unreached_at = None
        row.save(update_fields=["occurrence", "queue_number", "confirmed_at", "asked_at", "unreached_at"])
        if fits:
            booking.seat(row, target)
        telling.tell(row, telling.MOVED, now, was=source)
    booking.promote(target, now)


def leave_trace(row: Booking, now: datetime) -> None:
    """Before a booking goes over: at the date that it leaves it stays as ended, so that calendars tell of that."""
    Booking.objects.create(
        learner=row.learner,
        occurrence_id=row.occurrence_id,
        party=row.party,
        made_at=row.made_at,
        made_by_id=row.made_by_id,
        confirmed_at=row.confirmed_at,
        cancelled_at=now,
    )
