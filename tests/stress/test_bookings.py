"""Many people, few places: 8 processes book one date at once. Nothing is sold twice, nobody meets an error."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Learner
from events import booking, offers, series
from events.models import Booking, Occurrence, Seat
from tests import processes
from tests.conftest import NOW
from tests.factories.events import make_series
from tests.factories.sites import make_site
from tests.stress.conftest import Tell, Together

pytestmark = [
    pytest.mark.stress,
    pytest.mark.process,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("stress"),
    pytest.mark.timeout(1800),  # 10,000 bookings at full size
]
PLACES, PROCESSES = 20, 8
Size = Callable[[int], int]


def own_database() -> str:
    """The address of this test's own database, for other processes."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    """The port of a real granian with two workers, on the database of this test."""
    port = processes.free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--port", str(port), "--workers", "2", "--blocking-threads", "4", "portal.wsgi:application"),
    ]
    environment = processes.environment(tmp_path, DATABASE_URL=own_database())
    with (tmp_path / "server.log").open("w") as log:
        running = subprocess.Popen(
            command, cwd=processes.ROOT, env=environment, stdout=log, stderr=log, text=True, start_new_session=True
        )
    try:
        processes.wait_until(lambda: processes.answers(f"http://127.0.0.1:{port}/healthz"))
        yield port
    finally:
        processes.end(running)


def make_date() -> Occurrence:
    now = timezone.now()
    one = make_series("RRULE:FREQ=DAILY", capacity=PLACES, starts_on=timezone.localdate(), skips_holidays=False)
    return series.extend(one.pk, now, until=timezone.localdate() + timedelta(days=9))[-1]


def all_at_once(data: Path, kind: str, seconds: float, *common: str, each: list[str]) -> Counter[str]:
    """What came of the acts of all the processes together; they begin at one moment, in so many `seconds`."""
    at = str(time.time() + seconds)
    environment = processes.environment(data, DATABASE_URL=own_database())
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.stress.bookers", kind, at, *common, *each[start::PROCESSES]],
            cwd=processes.ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        )
        for start in range(PROCESSES)
    ]  # fmt: skip
    outcomes: Counter[str] = Counter()
    for process in running:
        told, _errors = process.communicate(timeout=240)
        assert process.returncode == 0
        outcomes.update(json.loads(told))
    return outcomes


def test_twenty_places_are_sold_once_over_http(server: int, tmp_path: Path, size: Size, tell: Tell) -> None:
    make_site()
    statuses: Counter[str] = Counter()
    for _round in range(size(20)):
        date, many = make_date(), size(500)
        names = [f"Гость {number}" for number in range(many)]
        outcomes = all_at_once(tmp_path, "http", 1, str(server), f"/workshops/date/{date.pk}/book/", each=names)
        statuses.update(outcomes)
        assert outcomes == {"302": many}
        bookings = Booking.objects.filter(occurrence=date)
        sold = list(Seat.objects.filter(occurrence=date).order_by("number").values_list("number", flat=True))
        assert sold == list(range(1, PLACES + 1))
        assert bookings.confirmed().count() == PLACES
        assert list(bookings.waiting().values_list("queue_number", flat=True)) == list(range(1, many - PLACES + 1))
        assert bookings.values("learner").distinct().count() == many
    tell(f"{connection.vendor}, {size(20)} times {many} bookings for {PLACES} places: {dict(statuses)}, {PLACES} sold")


def test_without_the_lock_the_constraint_holds(tmp_path: Path, size: Size, tell: Tell) -> None:
    """The second wall: with the first one gone it is run into, and still stands."""
    met: Counter[str] = Counter()
    most_sold = 0
    for _round in range(max(1, size(20) // 10)):
        date = make_date()
        learners = Learner.objects.bulk_create([Learner() for _ in range(size(500))])
        keys = [str(learner.pk) for learner in learners]
        outcomes = all_at_once(tmp_path, "unlocked", 8, str(date.pk), each=keys)
        assert sum(outcomes.values()) == len(keys)
        most_sold = max(most_sold, Seat.objects.filter(occurrence=date).count())
        assert most_sold <= PLACES
        met.update(outcomes)
    assert met["conflict"] > 0
    tell(f"{connection.vendor}, without the lock: {dict(met)}, at most {most_sold} of {PLACES} sold")


def test_on_the_day_no_newcomer_is_faster_than_the_queue(size: Size, together: Together) -> None:
    """A place falls free; newcomers, the host's list and whoever is asked all act at that moment."""
    for round_number in range(size(100)):
        one = make_series(capacity=1, starts_on=NOW.date())
        date = series.extend(one.pk, NOW)[0]
        left, first, second = [
            booking.book(Learner.objects.create(), date.pk, actor=None, now=NOW, may_wait=True) for _ in range(3)
        ]
        booking.cancel(left.pk, now=NOW)
        later = NOW + timedelta(minutes=1)
        newcomers = [partial(tries_to_book, learner, date, later) for learner in new_learners(4)]
        asks = partial(booking.offer_freed, date.pk, now=later)
        answers = [partial(says, offers.accept if round_number % 2 else offers.decline, first, later)] * 2
        together([*newcomers, asks, *answers])
        first.refresh_from_db()
        second.refresh_from_db()
        assert Booking.objects.filter(occurrence=date, confirmed_at=later).exclude(pk=first.pk).count() == 0
        assert Seat.objects.get(occurrence=date).booking in (first, second)
        assert first.is_asked or first.state == "confirmed" or second.is_asked


def new_learners(count: int) -> list[Learner]:
    return Learner.objects.bulk_create([Learner() for _ in range(count)])


def tries_to_book(learner: Learner, date: Occurrence, now: datetime) -> None:
    with suppress(booking.NoPlaces):
        booking.book(learner, date.pk, actor=None, now=now)


def says(act: Callable[..., Booking], row: Booking, now: datetime) -> None:
    with suppress(offers.NothingKept):
        act(row.pk, now=now)
