"""Short lists of dates: what comes next, and what somebody has booked."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.models import Learner
from events import lines as listing
from events.lines import Line
from events.models import Attendance, Booking, Material
from events.querysets import MaterialQuerySet, OccurrenceQuerySet

# Enough for a day cut into consultations to fold into one line and others to follow it.
LOOKED_AT = 60
KEPT_IN_VIEW, MOST_KEPT = timedelta(days=60), 6


def next_lines(
    now: datetime, language: str, learner: Learner | None, *, limit: int, workshops: Collection[UUID] | None = None
) -> list[Line]:
    """The next dates that take place and have not begun; of some workshops, or of all. Two queries at most."""
    dates = listing.public(now, language).planned().filter(starts_at__gt=now)
    if workshops is not None:
        dates = dates.filter(series__workshop__in=workshops)
    return listing.fold(listing.lines(dates[:LOOKED_AT], learner, language))[:limit]


def to_look_back_at(learner: Learner | None, now: datetime, language: str) -> list[Line]:
    """Dates that the learner booked or came to not long ago, and that something is kept of; the latest first."""
    if learner is None:
        return []
    booked = Booking.objects.confirmed().filter(learner=learner).values("occurrence")
    came = Attendance.objects.filter(learner=learner).values("occurrence")
    dates = listing.everything().filter(Q(pk__in=booked) | Q(pk__in=came), starts_at__gt=now - KEPT_IN_VIEW)
    return latest_kept(dates, Material.objects.live(), now, learner, language)


def kept_for_everybody(workshop: UUID, now: datetime, language: str) -> list[Line]:
    dates = listing.everything().filter(series__workshop=workshop)
    return latest_kept(dates, Material.objects.live().for_everybody(), now, None, language)


def latest_kept(
    dates: OccurrenceQuerySet, materials: MaterialQuerySet, now: datetime, learner: Learner | None, language: str
) -> list[Line]:
    kept = dates.planned().filter(starts_at__lte=now, pk__in=materials.values("occurrence")).order_by("-starts_at")
    return listing.lines(kept[:MOST_KEPT], learner, language)


def booked(learner: Learner | None, now: datetime, language: str) -> list[Line]:
    """What the learner has booked or waits for, until it is over; dates that were cancelled too. Two queries."""
    if learner is None:
        return []
    mine = Booking.objects.live().filter(learner=learner, occurrence__ends_at__gt=now).values("occurrence")
    dates = listing.everything().filter(pk__in=mine)
    return listing.lines(dates, learner, language)
