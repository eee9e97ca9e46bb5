"""Whether a letter still tells the truth when it goes out: its booking, its hour and its room are asked once more."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts import mail
from accounts.models import Mail
from events import letters
from events.models import Booking, Occurrence

Holds = Callable[[Booking, datetime], bool]


def about(booking: Booking) -> dict[str, Any]:
    """What a letter about a booking must remember to be checked."""
    return {"booking": str(booking.pk), **when_and_where(booking.occurrence)}


def when_and_where(occurrence: Occurrence) -> dict[str, Any]:
    """As JSON keeps it. Not the revision: that also rises for what no letter is written of, a new title."""
    room = occurrence.room
    return {"starts_at": int(occurrence.starts_at.timestamp()), "room": room.pk if room else None}


def booking_of(row: Mail) -> Booking | None:
    """None when it was erased, or the letter is about something else."""
    rows = Booking.objects.select_related("learner", "occurrence__series__venue", "occurrence__venue")
    return rows.filter(pk=row.about["booking"]).first() if row.about.get("booking") else None


def is_as_told(row: Mail, occurrence: Occurrence) -> bool:
    """The hour and the room are those that the letter names."""
    now_is = when_and_where(occurrence)
    return all(row.about.get(name, value) == value for name, value in now_is.items())


def has_place(booking: Booking, now: datetime) -> bool:
    return booking.state == "confirmed" and is_to_come(booking.occurrence, now)


def waits(booking: Booking, now: datetime) -> bool:
    return booking.state == "waitlisted" and is_to_come(booking.occurrence, now)


def is_live(booking: Booking, now: datetime) -> bool:
    return booking.cancelled_at is None and is_to_come(booking.occurrence, now)


def is_asked(booking: Booking, now: datetime) -> bool:
    return booking.is_asked and is_to_come(booking.occurrence, now) and not booking.occurrence.has_begun(now)


def is_unconfirmed(booking: Booking, now: datetime) -> bool:
    return booking.email_confirmed_at is None


def has_ended(booking: Booking, now: datetime) -> bool:
    """«Не смогу прийти» can no longer be taken back. Told of a date that falls away too: it stands in a calendar."""
    has_gone = booking.cancelled_at is not None and not booking.can_be_returned(now)
    return has_gone and not booking.occurrence.is_over(now)


def falls_away(booking: Booking, now: datetime) -> bool:
    return booking.occurrence.is_cancelled


def is_to_come(occurrence: Occurrence, now: datetime) -> bool:
    return not occurrence.is_cancelled and not occurrence.is_over(now)


HOLDS: dict[str, Holds] = {
    letters.BOOKED: has_place,
    letters.WAITLISTED: waits,
    letters.PROMOTED: has_place,
    letters.PLACE_FREE: is_asked,
    letters.MOVED: is_live,
    letters.CANCELLED: falls_away,
    letters.GIVEN_UP: has_ended,
    letters.CONFIRM: is_unconfirmed,
}
# Nobody writes another in their place when the date moves.
STANDS_THOUGH_MOVED = {letters.CONFIRM, letters.GIVEN_UP}


def still_holds(row: Mail, now: datetime) -> bool:
    """For `mail`. A change of hour or room brings a letter of its own, so the older one may go."""
    booking = booking_of(row)
    if booking is None or not HOLDS[row.kind](booking, now):
        return False
    return row.kind in STANDS_THOUGH_MOVED or is_as_told(row, booking.occurrence)


for kind in HOLDS:
    mail.check_before_sending(kind, still_holds)
