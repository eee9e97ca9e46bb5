"""A place that falls free on the day of the date: those who wait are asked in order, and say whether they come.

Until they do, their place is kept and nobody else gets it (`booking.promote` asks). The host asks by telephone and
notes the answer; whoever can be mailed may answer by themselves. See docs/decisions on the day itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Mail, User
from events import audit, booking, telling
from events.models import Booking, Occurrence


class NothingKept(booking.BookingError):
    """No place is kept for this booking, and none is free: it was answered already, or went on to the next."""


class Answer(TextChoices):
    COMES = "comes", _("Придёт")
    DECLINES = "declines", _("Не придёт")
    UNREACHED = "unreached", _("Не дозвонились")


@dataclass(frozen=True)
class Offer:
    """Somebody who is to be asked, and whether a letter asks them too."""

    booking: Booking
    is_mailed: bool


def listed(asked: Iterable[Booking]) -> list[Offer]:
    """One query, however many are asked."""
    rows = list(asked)
    letters = Mail.objects.filter(kind=telling.PLACE_FREE, learner__in=[row.learner_id for row in rows])
    mailed = {key.split(":")[1] for key in letters.values_list("key", flat=True) if key}
    return [Offer(row, str(row.pk) in mailed) for row in rows]


@transaction.atomic
def accept(booking_id: UUID, *, now: datetime, actor: User | None = None) -> Booking:
    """They come: the booking has its place. Whoever could not be reached before gets one while one is still free.

    Said twice is said once. Raises NothingKept, DateCancelled, TooLate.
    """
    row, occurrence = booking.lock_booking(booking_id)
    booking.refuse_unless_open(occurrence, now)
    if row.state == "confirmed":
        return row
    booking.promote(occurrence, now)
    row.refresh_from_db(fields=["asked_at", "unreached_at"])
    if row.state == "cancelled" or row.asked_at is None:
        raise NothingKept
    if not row.is_asked:
        if booking.places_left(occurrence) < row.party:
            raise NothingKept
        booking.seat(row, occurrence)
    booking.confirm(row, now)
    audit.note(row, audit.PLACE_TAKEN, actor)
    return row


@transaction.atomic
def decline(booking_id: UUID, *, now: datetime, actor: User | None = None) -> Booking:
    """They do not come: the booking is over, and the next is asked at once. For a minute it can be returned into the
    queue, under its number. Raises NothingKept, DateCancelled, TooLate.
    """
    row, occurrence = asked(booking_id, now)
    row.cancelled_at, row.held_until = now, now + booking.HELD
    row.asked_at = None
    row.save(update_fields=["cancelled_at", "held_until", "asked_at"])
    audit.note(row, audit.PLACE_DECLINED, actor)
    go_on(row, occurrence, now)
    return row


@transaction.atomic
def miss(booking_id: UUID, *, now: datetime, actor: User | None = None) -> Booking:
    """Nobody could be reached: they keep their number and their right to a place that is left over, and the next is
    asked at once. Raises NothingKept, DateCancelled, TooLate.
    """
    row, occurrence = asked(booking_id, now)
    row.unreached_at = now
    row.save(update_fields=["unreached_at"])
    audit.note(row, audit.NOT_REACHED, actor)
    go_on(row, occurrence, now)
    return row


def answer(said: str, booking_id: UUID, *, now: datetime, actor: User | None) -> Booking:
    """What the host heard (an `Answer`). Raises as the three."""
    acts = {Answer.COMES: accept, Answer.DECLINES: decline, Answer.UNREACHED: miss}
    return acts[Answer(said)](booking_id, now=now, actor=actor)


# --- under the lock --------------------------------------------------------------------------------------------------


def asked(booking_id: UUID, now: datetime) -> tuple[Booking, Occurrence]:
    row, occurrence = booking.lock_booking(booking_id)
    booking.refuse_unless_open(occurrence, now)
    if not row.is_asked:
        raise NothingKept
    return row, occurrence


def go_on(row: Booking, occurrence: Occurrence, now: datetime) -> None:
    row.seats.all().delete()
    booking.promote(occurrence, now)
