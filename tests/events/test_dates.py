"""Single dates: cancelled, moved, added, hosted by somebody else."""

from datetime import datetime, timedelta

import pytest

from accounts.models import Learner
from events import booking, dates, series
from events.models import Call, Occurrence
from tests.factories.events import make_dates, make_series, make_venue
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
EVENING = datetime.fromisoformat("2026-12-03T19:00")


@pytest.fixture
def made(now: datetime) -> list[Occurrence]:
    return make_dates(now)


def test_a_cancelled_date_tells_everybody_once(now: datetime, made: list[Occurrence]) -> None:
    for _ in range(4):
        booking.book(Learner.objects.create(), made[1].pk, actor=None, now=now, may_wait=True)
    for _twice in range(2):
        assert dates.cancel(made[1].pk, "ремонт", now).cancel_reason == "ремонт"
    assert Call.objects.filter(kind="date_cancelled", words__contains="ремонт").count() == 4
    assert Occurrence.objects.get(pk=made[1].pk).revision == 1


def test_the_job_does_not_bring_a_cancelled_or_moved_date_back(now: datetime, made: list[Occurrence]) -> None:
    dates.cancel(made[1].pk, "ремонт", now)
    dates.move(made[2].pk, EVENING + timedelta(days=7), now)
    assert series.extend_all(now) == 0
    assert Occurrence.objects.count() == len(made)


def test_moved_twice_is_told_twice(now: datetime, made: list[Occurrence], guest: Learner) -> None:
    row = booking.book(guest, made[1].pk, actor=None, now=now)
    for hours in range(2):
        dates.move(made[1].pk, EVENING + timedelta(hours=hours), now)
    row.refresh_from_db()
    assert (row.state, row.occurrence.local_start.hour) == ("confirmed", 20)
    assert Call.objects.filter(learner=guest, kind="moved").count() == 2


def test_the_past_is_frozen(made: list[Occurrence]) -> None:
    late = made[0].starts_at
    for act in (
        lambda: dates.cancel(made[0].pk, "", late),
        lambda: dates.move(made[0].pk, EVENING, late),
        lambda: dates.move(made[1].pk, datetime.fromisoformat("2026-11-24T10:00"), late),
        lambda: dates.add(made[0].series_id, datetime.fromisoformat("2026-11-24T10:00"), late),
        lambda: dates.set_hosts(made[0].pk, [], late),
    ):
        with pytest.raises(dates.PastIsFrozen):
            act()


def test_two_dates_of_a_series_never_begin_together(now: datetime, made: list[Occurrence]) -> None:
    there = made[2].local_start.replace(tzinfo=None)
    with pytest.raises(dates.AlreadyThere):
        dates.move(made[1].pk, there, now)
    with pytest.raises(dates.AlreadyThere):
        dates.add(made[1].series_id, there, now)
    dates.move(made[1].pk, EVENING, now)
    with pytest.raises(dates.AlreadyThere):
        dates.add(made[1].series_id, EVENING, now)


def test_a_taken_room_is_refused(now: datetime) -> None:
    venue = make_venue()
    series.extend(make_series(venue=venue).pk, now)
    other = make_dates(now)[1]
    with pytest.raises(series.RoomTaken):
        dates.move(other.pk, datetime.fromisoformat("2026-12-08T18:30"), now, venue=venue)
    moved = dates.move(other.pk, datetime.fromisoformat("2026-12-08T19:30"), now, venue=venue)
    assert moved.room == venue


def test_somebody_else_hosts_one_date(now: datetime, made: list[Occurrence]) -> None:
    usual, other = make_user("usual@example.org"), make_user("other@example.org")
    made[0].series.hosts.add(usual)
    dates.set_hosts(made[1].pk, [other], now)
    assert Occurrence.objects.hosted_by(usual).count() == len(made) - 1
    assert Occurrence.objects.hosted_by(other).get() == made[1]
    dates.set_hosts(made[1].pk, [], now)
    assert not Occurrence.objects.hosted_by(other).exists()
