"""People who come or telephone without a page of their own: a name, perhaps a number, and a place."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Learner, User
from events import attendance, booking, guest_booking
from events.guest_booking import Contact
from events.models import Attendance, Booking, Occurrence


@transaction.atomic
def walk_in(name: str, occurrence: Occurrence, actor: User, now: datetime) -> Attendance:
    """«Добавить пришедшего»: only a name. Raises what `attendance.attend` raises."""
    learner = Learner.objects.create(name=name)
    return attendance.attend(learner, occurrence, Attendance.How.WALK_IN, actor, now)


@transaction.atomic
def book_caller(
    caller: Contact, occurrence_id: UUID, *, actor: User, now: datetime, party: int = 1, may_wait: bool = False
) -> Booking:
    """A place for somebody on the telephone. Who has called before, by the same name and number, is the same learner.

    Raises what `booking.book` raises; then no learner is left behind.
    """
    learner = known_caller(caller) or Learner.objects.create(name=caller.name)
    guest_booking.introduce(learner, caller, now)
    return booking.book(
        learner, occurrence_id, actor=actor, now=now, party=party, may_wait=may_wait, phone=caller.phone
    )


def known_caller(caller: Contact) -> Learner | None:
    rows = Booking.objects.filter(phone=caller.phone, learner__user__isnull=True, learner__merged_into__isnull=True)
    called = caller.name.casefold()
    return next((row.learner for row in rows.select_related("learner") if row.learner.name.casefold() == called), None)
