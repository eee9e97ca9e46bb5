"""Seats, queue, cancelling and taking back."""

from datetime import datetime, timedelta

import pytest

from accounts.models import Learner, Mail
from events import booking
from events.models import Booking, Call, Seat
from tests.factories.events import make_date

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def learners(number: int) -> list[Learner]:
    return [Learner.objects.create(name=f"Ученик {one}") for one in range(number)]


def book(learner: Learner, date: object, now: datetime, **fields: object) -> Booking:
    return booking.book(learner, date.pk, actor=None, now=now, **fields)


def states(date: object) -> list[str]:
    return [row.state for row in Booking.objects.filter(occurrence=date).order_by("made_at", "queue_number")]


def test_places_are_sold_once_and_the_rest_wait_in_order(now: datetime) -> None:
    date, people = make_date(now), learners(5)
    rows = [book(one, date, now + n * MINUTE, may_wait=True) for n, one in enumerate(people)]
    assert [row.state for row in rows] == ["confirmed"] * 3 + ["waitlisted"] * 2
    assert [booking.position(row) for row in rows[3:]] == [1, 2]
    assert sorted(Seat.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_nobody_is_queued_unasked(now: datetime) -> None:
    date, people = make_date(now, capacity=1), learners(3)
    book(people[0], date, now)
    book(people[1], date, now, may_wait=True)
    with pytest.raises(booking.NoPlaces) as refused:
        book(people[2], date, now)
    assert refused.value.position == 2


def test_booked_twice_is_booked_once(now: datetime) -> None:
    date, (one,) = make_date(now), learners(1)
    assert book(one, date, now) == book(one, date, now)
    assert Seat.objects.count() == 1


def test_a_freed_seat_is_held_a_minute_then_offered(now: datetime) -> None:
    date, people = make_date(now, capacity=1), learners(2)
    first, second = book(people[0], date, now), book(people[1], date, now, may_wait=True)
    booking.cancel(first.pk, now=now)
    assert booking.offer_freed(date.pk, now=now + MINUTE / 2) == 0
    assert booking.offer_freed(date.pk, now=now + MINUTE) == 1
    second.refresh_from_db()
    assert second.state == "confirmed"
    with pytest.raises(booking.NotReturnable):
        booking.give_back(first.pk, now=now + MINUTE)


def test_taken_back_within_the_minute(now: datetime) -> None:
    date, people = make_date(now, capacity=1), learners(2)
    first = book(people[0], date, now)
    booking.cancel(first.pk, now=now)
    assert booking.give_back(first.pk, now=now + MINUTE / 2).state == "confirmed"
    assert Seat.objects.get().booking == first


def test_a_single_passes_a_pair_that_keeps_its_place(now: datetime) -> None:
    date, people = make_date(now, capacity=2), learners(4)
    first, second = book(people[0], date, now), book(people[1], date, now)
    pair = book(people[2], date, now, party=2, may_wait=True)
    single = book(people[3], date, now, may_wait=True)
    booking.cancel(first.pk, now=now)
    booking.offer_freed(date.pk, now=now + MINUTE)
    pair.refresh_from_db(), single.refresh_from_db()
    assert (pair.state, single.state) == ("waitlisted", "confirmed")
    assert booking.position(pair) == 1
    booking.cancel(second.pk, now=now + MINUTE)
    booking.cancel(single.pk, now=now + MINUTE)
    booking.offer_freed(date.pk, now=now + 2 * MINUTE)
    pair.refresh_from_db()
    assert pair.state == "confirmed"
    assert pair.seats.count() == 2


def test_more_places_promote_and_fewer_throw_nobody_out(now: datetime) -> None:
    date, people = make_date(now, capacity=2), learners(4)
    for one in people:
        book(one, date, now, may_wait=True)
    assert booking.set_capacity(date.pk, 3, now=now) == 0
    assert states(date).count("confirmed") == 3
    assert booking.set_capacity(date.pk, 1, now=now) == 2
    assert states(date).count("confirmed") == 3


def test_what_has_begun_is_closed(now: datetime) -> None:
    date, (one, other) = make_date(now), learners(2)
    row = book(one, date, now)
    with pytest.raises(booking.TooLate):
        book(other, date, date.starts_at)
    with pytest.raises(booking.TooLate):
        booking.cancel(row.pk, now=date.starts_at)


@pytest.mark.parametrize("party", [0, 3, -1])
def test_a_party_is_one_or_two(now: datetime, party: int) -> None:
    date, (one,) = make_date(now), learners(1)
    with pytest.raises(booking.WrongParty):
        book(one, date, now, party=party)


def test_a_confirmed_address_is_mailed_and_others_are_called(now: datetime, learner: Learner) -> None:
    from accounts.mailboxes import replace_address

    replace_address(learner.user, "nina@example.org", is_verified=True)
    date, (guest, third) = make_date(now, capacity=1), learners(2)
    first = book(guest, date, now)
    book(learner, date, now, may_wait=True)
    book(third, date, now, may_wait=True)
    booking.cancel(first.pk, now=now)
    booking.offer_freed(date.pk, now=now + MINUTE)
    assert list(Mail.objects.order_by("made_at").values_list("kind", flat=True)) == ["waitlisted", "promoted"]
    row = Booking.objects.get(learner=learner)
    booking.cancel(row.pk, now=now + MINUTE)
    booking.offer_freed(date.pk, now=now + 2 * MINUTE)
    assert Call.objects.get().learner == third
