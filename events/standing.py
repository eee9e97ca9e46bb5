"""How a date stands for one person: is there a place, have they booked, what may they do now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accounts.models import Learner
from events import booking as rules
from events.models import Booking, Occurrence


@dataclass(frozen=True)
class DateStanding:
    """`booking` is the live one, else the one that was cancelled last. `occurrence` carries `places_left`.

    `position` is the number in the queue: of the booking that waits, or of whoever would join now.
    `coming` counts the dates of the series that are still open, this one among them.
    """

    occurrence: Occurrence
    now: datetime
    booking: Booking | None = None
    position: int = 0
    coming: int = 1

    @property
    def state(self) -> str:
        """For `data-booking-state`."""
        return self.booking.state if self.booking else "none"

    @property
    def places_left(self) -> int:
        return 0 if self.occurrence.is_cancelled else self.occurrence.places_left

    @property
    def is_open(self) -> bool:
        return not self.occurrence.is_cancelled and not self.occurrence.has_begun(self.now)

    @property
    def is_over(self) -> bool:
        return self.occurrence.is_over(self.now)

    @property
    def is_mine(self) -> bool:
        return self.state in ("confirmed", "waitlisted")

    @property
    def may_book(self) -> bool:
        return self.is_open and not self.is_mine and not self.occurrence.is_withdrawn

    @property
    def must_wait(self) -> bool:
        return self.may_book and self.places_left == 0

    @property
    def may_cancel(self) -> bool:
        return self.is_open and self.is_mine

    @property
    def is_last_day(self) -> bool:
        """Places that fall free now are offered to those who wait, one by one."""
        return self.now >= rules.last_promotion(self.occurrence)

    @property
    def is_asked(self) -> bool:
        return self.is_open and self.booking is not None and self.booking.is_asked

    @property
    def may_accept(self) -> bool:
        """«Приду»: a place is kept for them, or one is left though nobody reached them."""
        if self.is_asked or self.booking is None or self.state != "waitlisted":
            return self.is_asked
        return self.is_open and self.booking.unreached_at is not None and self.places_left >= self.booking.party

    @property
    def may_return(self) -> bool:
        booking = self.booking
        return self.is_open and booking is not None and self.state == "cancelled" and booking.can_be_returned(self.now)

    @property
    def offers_pair(self) -> bool:
        return self.occurrence.places > 1

    @property
    def offers_all(self) -> bool:
        """«На все занятия»; a consultation is for one person and one day."""
        return self.may_book and self.coming > 1 and not self.occurrence.series.is_consultation

    @property
    def seat(self) -> int | None:
        """The lowest of the party's chairs: with the number of the date it names the booking on paper."""
        if self.booking is None or self.state != "confirmed":
            return None
        return min(self.booking.seats.values_list("number", flat=True), default=None)


def of_date(occurrence: Occurrence, learner: Learner | None, now: datetime) -> DateStanding:
    """At most four queries. `occurrence` comes from `with_places_left`."""
    return of_booking(occurrence, latest(occurrence, learner), now)


def latest(occurrence: Occurrence, learner: Learner | None) -> Booking | None:
    """The learner's booking of this date: the live one, or the one made last."""
    if learner is None:
        return None
    rows = Booking.objects.filter(occurrence=occurrence, learner=learner)
    return rows.order_by(F("cancelled_at").desc(nulls_first=True)).first()


def of_booking(occurrence: Occurrence, booking: Booking | None, now: datetime) -> DateStanding:
    coming = Occurrence.objects.planned().filter(series=occurrence.series_id, starts_at__gt=now).count()
    return DateStanding(occurrence, now, booking, position_of(occurrence, booking), coming)


def position_of(occurrence: Occurrence, booking: Booking | None) -> int:
    if booking is not None and booking.state == "waitlisted":
        return rules.position(booking)
    return rules.next_position(occurrence) if occurrence.places_left == 0 else 0
