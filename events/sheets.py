"""Who is expected at a date and who has come: the sheet on the host's table."""

from dataclasses import dataclass

from accounts.models import Learner
from events.models import Attendance, Booking, Occurrence


@dataclass(frozen=True)
class Row:
    """One learner: with a booking, with a tick, or with both. `lesson`: of those who agreed (`sharing`)."""

    learner: Learner
    booking: Booking | None
    attendance: Attendance | None
    lesson: str = ""

    @property
    def is_here(self) -> bool:
        return self.attendance is not None

    @property
    def is_waiting(self) -> bool:
        return self.booking is not None and self.booking.confirmed_at is None

    @property
    def is_unreached(self) -> bool:
        """Asked today whether they come; nobody answered."""
        return self.is_waiting and self.booking is not None and self.booking.unreached_at is not None

    @property
    def is_pair(self) -> bool:
        return self.booking is not None and self.booking.party > 1


@dataclass(frozen=True)
class Sheet:
    """`expected` have a place or came without one; `waiting` are in the queue, in order. `course` is the one of which
    some agreed to show their lesson.
    """

    expected: list[Row]
    waiting: list[Row]
    course: str = ""

    @property
    def here(self) -> int:
        return sum(row.is_here for row in self.expected)

    @property
    def people(self) -> int:
        return sum(row.booking.party if row.booking else 1 for row in self.expected)


def of_date(occurrence: Occurrence) -> Sheet:
    """Two queries, however many people."""
    came = {
        row.learner_id: row
        for row in Attendance.objects.filter(occurrence=occurrence).select_related("learner__user").order_by("at")
    }
    bookings = Booking.objects.live().filter(occurrence=occurrence).order_by("queue_number", "made_at")
    booked = bookings.select_related("learner__user")
    rows = [Row(one.learner, one, came.pop(one.learner_id, None)) for one in booked]
    expected = [row for row in rows if not row.is_waiting or row.is_here]
    expected.sort(key=lambda row: str(row.learner).casefold())
    walked_in = [Row(one.learner, None, one) for one in came.values()]
    return Sheet(expected + walked_in, [row for row in rows if row.is_waiting and not row.is_here])
