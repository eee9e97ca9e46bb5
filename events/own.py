"""Short lists of dates: what comes next, and what somebody has booked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from accounts.models import Learner
from events import lines as listing
from events.lines import Line
from events.models import Booking

# Enough for a day cut into consultations to fold into one line and others to follow it.
LOOKED_AT = 60


def next_lines(
    now: datetime, language: str, learner: Learner | None, *, limit: int, workshops: Collection[UUID] | None = None
) -> list[Line]:
    """The next dates that take place and have not begun; of some workshops, or of all. Two queries at most."""
    dates = listing.public(now, language).planned().filter(starts_at__gt=now)
    if workshops is not None:
        dates = dates.filter(series__workshop__in=workshops)
    return listing.fold(listing.lines(dates[:LOOKED_AT], learner, language))[:limit]


def booked(learner: Learner | None, now: datetime, language: str) -> list[Line]:
    """What the learner has booked or waits for, until it is over; dates that were cancelled too. Two queries."""
    if learner is None:
        return []
    mine = Booking.objects.live().filter(learner=learner, occurrence__ends_at__gt=now).values("occurrence")
    dates = listing.everything().filter(pk__in=mine)
    return listing.lines(dates, learner, language)
