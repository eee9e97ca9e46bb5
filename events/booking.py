"""Places at a date: sold once, queued in order, given on when somebody cannot come.

Every act locks the date first (a row lock on PostgreSQL, the write lock of an IMMEDIATE transaction on SQLite), then
counts. Should a rule ever forget, `Seat` is unique by date and number, and the database refuses the second sale.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import Learner, User
from events import audit, telling
from events.models import Booking, Occurrence, Seat
from events.models.bookings import LARGEST_PARTY

HELD = timedelta(seconds=60)


class BookingError(Exception):
    """There is no booking to be had, or to be changed."""


class DateCancelled(BookingError):
    """The date falls away."""


class Withdrawn(BookingError):
    """The page of the workshop was taken down: who has booked comes, nobody else books."""


class TooLate(BookingError):
    """The date has begun (or is over)."""


class NoPlaces(BookingError):
    """All places are taken. `position` is the number that a newcomer would have in the queue."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class WrongParty(BookingError):
    """A party is one person or two."""


class NotReturnable(BookingError):
    """The minute for «Вернуть» is over, or the learner has booked anew."""


@transaction.atomic
def book(
    learner: Learner,
    occurrence_id: UUID,
    *,
    actor: User | None,
    now: datetime,
    party: int = 1,
    may_wait: bool = False,
    email: str = "",
    phone: str = "",
    tells: bool = True,
) -> Booking:
    """A place for the learner, or with `may_wait` a place in the queue. Booked twice is booked once: the first.

    Without `tells` the caller tells the learner, in the same transaction.
    Raises DateCancelled, TooLate, Withdrawn, WrongParty, and NoPlaces without `may_wait`.
    """
    if not 1 <= party <= LARGEST_PARTY:
        raise WrongParty(party)
    occurrence = lock(occurrence_id)
    refuse_unless_open(occurrence, now)
    already = Booking.objects.live().filter(learner=learner, occurrence=occurrence).first()
    if already is not None:
        return already
    held = Booking.objects.filter(learner=learner, occurrence=occurrence, held_until__gt=now).first()
    if held is not None:
        return take_back(held, occurrence, now)
    if occurrence.is_withdrawn:
        raise Withdrawn
    promote(occurrence, now)
    fits = places_left(occurrence) >= party
    if not fits and not may_wait:
        raise NoPlaces(next_position(occurrence))
    booking = Booking.objects.create(
        learner=learner,
        occurrence=occurrence,
        party=party,
        queue_number=None if fits else next_queue_number(occurrence),
        made_at=now,
        made_by=actor,
        confirmed_at=now if fits else None,
        email=email,
        phone=phone,
    )
    if fits:
        seat(booking, occurrence)
    if tells:
        telling.tell(booking, telling.BOOKED if fits else telling.WAITLISTED, now)
    return booking


@transaction.atomic
def cancel(booking_id: UUID, *, now: datetime, actor: User | None = None) -> Booking:
    """«Не смогу прийти». The seats are held for a minute, for «Вернуть»; then they are offered. Raises TooLate.

    Cancelled twice is cancelled once. `actor`: who did it for somebody who asked them to.
    """
    booking, occurrence = lock_booking(booking_id)
    if occurrence.has_begun(now):
        raise TooLate
    if booking.cancelled_at is None:
        booking.cancelled_at, booking.held_until = now, now + HELD
        booking.save(update_fields=["cancelled_at", "held_until"])
        telling.tell_of_end(booking, now)
        audit.note(booking, audit.BOOKING_CANCELLED, actor)
    return booking


@transaction.atomic
def give_back(booking_id: UUID, *, now: datetime) -> Booking:
    """«Вернуть»: the booking is as it was, with its seats or its number in the queue. Raises NotReturnable, TooLate."""
    booking, occurrence = lock_booking(booking_id)
    if booking.cancelled_at is None:
        return booking
    refuse_unless_open(occurrence, now)
    booked_anew = Booking.objects.live().filter(learner=booking.learner_id, occurrence=occurrence).exists()
    if booked_anew or not booking.can_be_returned(now):
        raise NotReturnable
    return take_back(booking, occurrence, now)


@transaction.atomic
def set_capacity(occurrence_id: UUID, capacity: int | None, *, now: datetime, actor: User | None = None) -> int:
    """Another number of places. More: the queue moves up. Fewer: nobody is thrown out.

    Returns how many have a place too many.
    """
    occurrence = lock(occurrence_id)
    occurrence.capacity = capacity
    occurrence.save(update_fields=["capacity"])
    promote(occurrence, now)
    audit.note(occurrence, audit.DATE_PLACES, actor, capacity=capacity)
    return max(0, occurrence.seats.count() - occurrence.places)


@transaction.atomic
def offer_freed(occurrence_id: UUID, *, now: datetime) -> int:
    """When a hold has run out: how many bookings moved up."""
    return promote(lock(occurrence_id), now)


def offer_all_freed(now: datetime) -> int:
    """For the worker: the same for every date to come that has such a hold, each in a transaction of its own."""
    run_out = Occurrence.objects.planned().filter(starts_at__gt=now, seats__booking__held_until__lte=now)
    return sum(offer_freed(key, now=now) for key in run_out.order_by("pk").values_list("pk", flat=True).distinct())


# --- under the lock --------------------------------------------------------------------------------------------------


def lock(occurrence_id: UUID) -> Occurrence:
    """The date, locked until the transaction ends. Whoever counts places holds this."""
    Occurrence.objects.select_for_update().get(pk=occurrence_id)
    return Occurrence.objects.select_related("series__workshop", "series__venue", "venue").get(pk=occurrence_id)


def lock_booking(booking_id: UUID) -> tuple[Booking, Occurrence]:
    occurrence_id = Booking.objects.values_list("occurrence", flat=True).get(pk=booking_id)
    occurrence = lock(occurrence_id)
    return Booking.objects.select_related("learner__user").get(pk=booking_id), occurrence


def refuse_unless_open(occurrence: Occurrence, now: datetime) -> None:
    if occurrence.is_cancelled:
        raise DateCancelled
    if occurrence.has_begun(now):
        raise TooLate


def take_back(booking: Booking, occurrence: Occurrence, now: datetime) -> Booking:
    booking.cancelled_at = booking.held_until = None
    booking.save(update_fields=["cancelled_at", "held_until"])
    promote(occurrence, now)
    return booking


def promote(occurrence: Occurrence, now: datetime) -> int:
    """Give free places to those who wait, in order; a single may pass a pair, which keeps its place. How many moved up.

    On the day itself nobody is promoted without being asked: a place is kept for each of the first who fit, and no
    newcomer gets it, until they or the host say whether they come (`offers`).
    """
    Seat.objects.filter(occurrence=occurrence, booking__held_until__lte=now).delete()
    if occurrence.is_cancelled or occurrence.has_begun(now):
        return 0
    free = places_left(occurrence)
    if free <= 0:
        return 0
    by_itself = now < last_promotion(occurrence)
    moved = 0
    for booking in Booking.objects.waiting().filter(occurrence=occurrence).select_related("learner__user"):
        if booking.party > free or (booking.asked_at is not None and not by_itself):
            continue
        seat(booking, occurrence)
        if by_itself:
            confirm(booking, now)
            telling.tell(booking, telling.PROMOTED, now)
            moved += 1
        else:
            ask(booking, now)
        free -= booking.party
        if free == 0:
            break
    return moved


def confirm(booking: Booking, now: datetime) -> None:
    """The booking has its seats, and waits no longer."""
    booking.confirmed_at, booking.asked_at, booking.unreached_at = now, None, None
    booking.save(update_fields=["confirmed_at", "asked_at", "unreached_at"])


def ask(booking: Booking, now: datetime) -> None:
    """The host's list shows them by this mark; whoever can be mailed may answer by themselves."""
    booking.asked_at, booking.unreached_at = now, None
    booking.save(update_fields=["asked_at", "unreached_at"])
    telling.tell(booking, telling.PLACE_FREE, now)


def keep_promises(occurrence: Occurrence, now: datetime) -> None:
    """The date was moved off the day on which people were being asked: they have the places kept for them."""
    if now >= last_promotion(occurrence):
        return
    asked = Booking.objects.waiting().filter(occurrence=occurrence, asked_at__isnull=False)
    for booking in asked.select_related("learner__user"):
        if booking.is_asked:
            confirm(booking, now)
            telling.tell(booking, telling.PROMOTED, now)
        else:
            booking.asked_at = booking.unreached_at = None
            booking.save(update_fields=["asked_at", "unreached_at"])
    promote(occurrence, now)


def last_promotion(occurrence: Occurrence) -> datetime:
    """Midnight before the day of the date, by its own clock."""
    return occurrence.local_start.replace(hour=0, minute=0, second=0, microsecond=0)


def places_left(occurrence: Occurrence) -> int:
    """Held seats count as taken; may be below 0 after the capacity was lowered."""
    return occurrence.places - Seat.objects.filter(occurrence=occurrence).count()


def seat(booking: Booking, occurrence: Occurrence) -> None:
    """The lowest free numbers, one for each of the party. None is above the number of places: with the constraint that
    makes overselling impossible even without the lock. Raises NoPlaces then, and the transaction ends.
    """
    taken = set(Seat.objects.filter(occurrence=occurrence).values_list("number", flat=True))
    free = [number for number in range(1, occurrence.places + 1) if number not in taken]
    if len(free) < booking.party:
        raise NoPlaces(next_position(occurrence))
    seats = [Seat(occurrence=occurrence, number=number, booking=booking) for number in free[: booking.party]]
    Seat.objects.bulk_create(seats)


def next_queue_number(occurrence: Occurrence) -> int:
    """Never given twice for one date, so that «вы под номером» keeps its order after cancellations."""
    highest = Booking.objects.filter(occurrence=occurrence).aggregate(highest=Max("queue_number"))["highest"]
    return (highest or 0) + 1


def next_position(occurrence: Occurrence) -> int:
    return Booking.objects.waiting().filter(occurrence=occurrence).count() + 1


def position(booking: Booking) -> int:
    """«Вы будете под номером 3»: how many wait before this booking, plus one."""
    before = Booking.objects.waiting().filter(occurrence=booking.occurrence_id, queue_number__lt=booking.queue_number)
    return before.count() + 1
