"""Any order of booking, cancelling, returning, resizing, promoting, asking on the day: the records never lie."""

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import Learner
from events import booking, offers, series
from events.models import Booking, Occurrence, Seat
from tests.conftest import NOW
from tests.factories.events import make_dates

# 10,000 steps at full size.
RUNS, STEPS = (200, 50) if os.environ.get("PROSVET_STRESS") else (20, 50)
PEOPLE = 8
who = some.integers(0, PEOPLE - 1)


class Bookings(RuleBasedStateMachine):
    """One date of a few places, and more people than places."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(places=some.integers(1, 5))
    def begin(self, places: int) -> None:
        self.now = NOW
        self.date = make_dates(NOW, capacity=places)[-1]
        self.people = [Learner.objects.create() for _ in range(PEOPLE)]
        self.numbers: dict[Any, int] = {}
        self.was_sold = 0

    @rule(number=who, party=some.integers(1, 2), may_wait=some.booleans())
    def book(self, number: int, party: int, may_wait: bool) -> None:
        waited = self.waiting()
        learner, free = self.people[number], self.free()
        had = Booking.objects.live().filter(learner=learner).first()
        try:
            row = booking.book(learner, self.date.pk, actor=None, now=self.now, party=party, may_wait=may_wait)
        except booking.NoPlaces as refused:
            assert not may_wait
            assert refused.position == len(self.waiting()) + 1
            return
        assert had is None or row == had
        if self.is_the_day() and row.state == "confirmed" and row.made_at == self.now and had is None:
            fitted = [one for one in waited if one.asked_at is None and one.party + party <= free]
            assert not fitted, "a newcomer passed somebody who waits"
        if row.state == "waitlisted" and row.pk not in [one.pk for one in waited]:
            assert self.waiting()[-1] == row or row.pk in self.numbers, "a newcomer stands last"

    @rule(number=who)
    def cancel(self, number: int) -> None:
        for row in Booking.objects.live().filter(learner=self.people[number]):
            assert booking.cancel(row.pk, now=self.now).state == "cancelled"

    @rule(number=who)
    def give_back(self, number: int) -> None:
        row = Booking.objects.filter(learner=self.people[number]).order_by("-cancelled_at", "-made_at").first()
        if row is not None:
            try:
                assert booking.give_back(row.pk, now=self.now).cancelled_at is None
            except booking.NotReturnable:
                assert row.held_until <= self.now or Booking.objects.live().filter(learner=row.learner).exists()

    @rule(number=who, said=some.sampled_from(offers.Answer.values))
    def answer(self, number: int, said: str) -> None:
        """Of whoever is asked and of whoever is not."""
        for row in Booking.objects.live().filter(learner=self.people[number]):
            could = row.is_asked or (said == "comes" and row.unreached_at is not None and self.free() >= row.party)
            try:
                done = offers.answer(said, row.pk, now=self.now, actor=None)
            except offers.NothingKept:
                assert not could
            else:
                assert row.state == "confirmed" or row.asked_at is not None
                assert done.state == {"comes": "confirmed", "declines": "cancelled", "unreached": "waitlisted"}[said]

    @rule()
    def day_comes(self) -> None:
        """Its morning; after that minutes pass as before."""
        self.now = max(self.now, booking.last_promotion(self.date))

    @rule(places=some.integers(1, 6))
    def resize(self, places: int) -> None:
        sold = self.sold()
        too_many = booking.set_capacity(self.date.pk, places, now=self.now)
        assert self.sold() + self.run_out() >= sold, "somebody was thrown out"
        assert too_many == max(0, self.sold() - places)

    @rule()
    def promote(self) -> None:
        before = self.waiting()
        booking.offer_all_freed(self.now)
        moved = [row for row in before if row not in self.waiting()]
        asked = [row for row in self.waiting() if row.asked_at == self.now]
        given = moved or asked
        passed = [row for row in self.waiting() if given and row.queue_number < given[-1].queue_number]
        assert all(row.party == 2 or row.asked_at is not None for row in passed), "only a pair may be passed"
        assert not (moved and self.is_the_day()), "nobody is promoted on the day without being asked"

    @rule(seconds=some.integers(1, 90))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def waiting(self) -> list[Booking]:
        return list(Booking.objects.waiting())

    def sold(self) -> int:
        return Seat.objects.count()

    def free(self) -> int:
        """Once the seats whose minute is over are released."""
        kept = Seat.objects.exclude(booking__held_until__lte=self.now).count()
        return Occurrence.objects.select_related("series").get(pk=self.date.pk).places - kept

    def is_the_day(self) -> bool:
        return self.now >= booking.last_promotion(self.date)

    def run_out(self) -> int:
        """How many seats could have been released since: of those whose minute was over."""
        return sum(Booking.objects.filter(held_until__lte=self.now).values_list("party", flat=True))

    @invariant()
    def seats_are_what_was_sold(self) -> None:
        if not hasattr(self, "date"):
            return
        places = Occurrence.objects.select_related("series").get(pk=self.date.pk).places
        sold = self.sold()
        assert sold <= places or sold <= self.was_sold, "sold more than there was room for"
        self.was_sold = sold
        for row in Booking.objects.all():
            seats = row.seats.count()
            if row.state == "confirmed" or row.is_asked or (row.confirmed_at and row.can_be_returned(self.now)):
                assert seats == row.party
            elif row.state == "waitlisted" or (row.confirmed_at is None and row.asked_at is None):
                assert seats == 0

    @invariant()
    def each_has_one_live_booking_and_keeps_its_number(self) -> None:
        if not hasattr(self, "date"):
            return
        learners = list(Booking.objects.live().values_list("learner", flat=True))
        assert len(learners) == len(set(learners))
        for key, number in Booking.objects.filter(queue_number__isnull=False).values_list("pk", "queue_number"):
            assert self.numbers.setdefault(key, number) == number
        assert len(set(self.numbers.values())) == len(self.numbers)
        assert [booking.position(row) for row in self.waiting()] == list(range(1, len(self.waiting()) + 1))


@pytest.mark.stress
@pytest.mark.timeout(1800)
@pytest.mark.django_db
def test_records_never_lie(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "AHEAD", timedelta(days=15))
    run_state_machine_as_test(
        Bookings,
        settings=settings(
            max_examples=RUNS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
