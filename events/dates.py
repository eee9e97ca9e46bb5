"""Single dates: cancel, move, another room or host, one more. Everybody who booked is told."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from events import audit, booking, revisions, series, telling
from events.models import Occurrence, Series, Venue
from events.recurrence import end_of, moment


class DateError(Exception):
    """The date cannot be changed as asked."""


class PastIsFrozen(DateError):
    """What has begun is no longer changed."""


class AlreadyThere(DateError):
    """The series has a date at that very time."""


@transaction.atomic
def cancel(occurrence_id: UUID, reason: str, now: datetime, *, actor: User | None = None) -> Occurrence:
    """The date falls away; all who booked or wait are told. Cancelled twice is cancelled once. Raises PastIsFrozen."""
    occurrence = open_date(occurrence_id, now)
    if occurrence.is_cancelled:
        return occurrence
    occurrence.state, occurrence.cancel_reason = Occurrence.State.CANCELLED, reason
    changed(occurrence, "state", "cancel_reason")
    telling.everybody(occurrence, telling.CANCELLED, now)
    audit.note(occurrence, audit.DATE_CANCELLED, actor, reason=reason)
    return occurrence


@transaction.atomic
def move(
    occurrence_id: UUID,
    local_start: datetime,
    now: datetime,
    *,
    minutes: int | None = None,
    venue: Venue | None = None,
    actor: User | None = None,
) -> Occurrence:
    """Another time, or room, for one date: the bookings stay, and all are told. Raises PastIsFrozen, AlreadyThere,
    RoomTaken.

    `local_start` is naive, in the zone of the series; `venue` None keeps the room.
    """
    occurrence = open_date(occurrence_id, now)
    was = copy(occurrence)
    length = minutes or int((occurrence.ends_at - occurrence.starts_at).total_seconds() // 60)
    occurrence.starts_at = moment(local_start, occurrence.series.zone_info)
    occurrence.ends_at = end_of(occurrence.starts_at, length)
    if occurrence.has_begun(now):
        raise PastIsFrozen
    if venue is not None:
        occurrence.venue = venue
    if series.stands_there(occurrence.series, occurrence.starts_at, occurrence.ends_at, [occurrence]) is not None:
        raise AlreadyThere
    refuse_taken_room(occurrence)
    changed(occurrence, "starts_at", "ends_at", "venue")
    telling.everybody(occurrence, telling.MOVED, now, was=was)
    booking.keep_promises(occurrence, now)
    audit.note(occurrence, audit.DATE_MOVED, actor, starts_at=occurrence.starts_at.isoformat())
    return occurrence


@transaction.atomic
def add(series_id: int, local_start: datetime, now: datetime, *, actor: User | None = None) -> Occurrence:
    """One more date, outside the rule. Raises PastIsFrozen, AlreadyThere, RoomTaken."""
    one = Series.objects.select_for_update(of=("self",)).select_related("workshop", "venue").get(pk=series_id)
    slot = series.slots_of(one, local_start)[0]
    if slot.starts_at <= now:
        raise PastIsFrozen
    is_known = one.occurrences.filter(recurrence_id=slot.recurrence_id).exists()
    if is_known or series.stands_there(one, slot.starts_at, slot.ends_at) is not None:
        raise AlreadyThere
    other = series.in_the_room(series.room_of(one), slot.starts_at, slot.ends_at)
    if other is not None:
        raise series.RoomTaken(other)
    occurrence = series.make_date(one, slot, is_one_off=True)
    audit.note(occurrence, audit.DATE_ADDED, actor)
    return occurrence


@transaction.atomic
def set_hosts(occurrence_id: UUID, hosts: Iterable[User], now: datetime, *, actor: User | None = None) -> Occurrence:
    """Who hosts this date instead of the hosts of the series; nobody named: those of the series again."""
    occurrence = open_date(occurrence_id, now)
    occurrence.hosts.set(hosts := list(hosts))
    revisions.raise_for(Occurrence.objects.filter(pk=occurrence.pk), now)
    audit.note(occurrence, audit.DATE_HOSTS, actor, hosts=[host.pk for host in hosts])
    return occurrence


def open_date(occurrence_id: UUID, now: datetime) -> Occurrence:
    occurrence = booking.lock(occurrence_id)
    if occurrence.has_begun(now):
        raise PastIsFrozen
    return occurrence


def refuse_taken_room(occurrence: Occurrence, leaving: Iterable[Occurrence] = ()) -> None:
    """`leaving` are dates that will not be there."""
    room = occurrence.venue or series.room_of(occurrence.series)
    other = series.in_the_room(room, occurrence.starts_at, occurrence.ends_at, apart_from=[occurrence, *leaving])
    if other is not None:
        raise series.RoomTaken(other)


def changed(occurrence: Occurrence, *fields: str) -> None:
    """Save, and let calendars see a newer revision."""
    occurrence.is_changed = True
    occurrence.save(update_fields=[*fields, "is_changed"])
    occurrence.changed_at = timezone.now()
    Occurrence.objects.filter(pk=occurrence.pk).update(revision=F("revision") + 1, changed_at=occurrence.changed_at)
    occurrence.revision += 1
