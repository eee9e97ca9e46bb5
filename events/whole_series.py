"""«На все занятия»: every coming date of a series at once."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Learner, User
from events import booking as rules
from events import telling
from events.models import Booking, Occurrence


class OneAtATime(rules.BookingError):
    """Consultations are booked one by one."""


@dataclass
class Outcome:
    """`full` are the dates without a place: nobody is queued unasked."""

    booked: list[Booking] = field(default_factory=list)
    full: list[UUID] = field(default_factory=list)


@transaction.atomic
def book(
    learner: Learner,
    occurrence_id: UUID,
    *,
    actor: User | None,
    now: datetime,
    party: int = 1,
    email: str = "",
    phone: str = "",
) -> Outcome:
    """A place at each open date of the series that this date is of. What was booked before stays as it was.

    One mail tells of all. Raises OneAtATime, WrongParty, TooLate, and NoPlaces when every date is full.
    """
    series = Occurrence.objects.select_related("series").get(pk=occurrence_id).series
    if series.is_consultation:
        raise OneAtATime
    open_dates = Occurrence.objects.planned().filter(series=series, starts_at__gt=now)
    if not open_dates.exists():
        raise rules.TooLate
    outcome = Outcome()
    # In order of their keys, as everywhere: two who book all dates wait for each other instead of dead-locking.
    for key in list(open_dates.order_by("pk").values_list("pk", flat=True)):
        try:
            made = rules.book(learner, key, actor=actor, now=now, party=party, email=email, phone=phone, tells=False)
        except rules.NoPlaces:
            outcome.full.append(key)
        except (rules.DateCancelled, rules.TooLate):
            continue
        else:
            outcome.booked.append(made)
    if not outcome.booked:
        raise rules.NoPlaces(rules.next_position(rules.lock(occurrence_id)))
    outcome.booked.sort(key=lambda made: made.occurrence.starts_at)
    telling.tell_of_all(outcome.booked, now)
    return outcome
