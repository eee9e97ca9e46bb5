"""Dates as rows: six months ahead, once; rooms; splitting."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.management import call_command

from accounts.models import Learner
from events import booking, changes, dates, series
from events.models import Booking, Occurrence, Series, Venue
from tests.factories.events import make_series, make_venue
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def local_days(one: Series) -> list[date]:
    return [row.local_start.date() for row in Occurrence.objects.filter(series=one).order_by("starts_at")]


def test_six_months_ahead_and_nothing_the_second_time(now: datetime) -> None:
    one = make_series()
    made = series.extend(one.pk, now)
    assert len(made) > 20
    assert made[-1].starts_at <= now + series.AHEAD + timedelta(days=1)
    assert series.extend(one.pk, now) == []
    call_command("extend_series", verbosity=0)
    assert Occurrence.objects.count() == len(made)
    assert series.extend_all(now + timedelta(days=14)) == 2


def test_holidays_and_closed_days_are_left_out(now: datetime) -> None:
    venue = make_venue()
    venue.closed_days.create(on=date(2026, 12, 8))
    venue.save()
    one = make_series("RRULE:FREQ=DAILY", venue=venue)
    series.extend(one.pk, now)
    days = local_days(one)
    assert date(2026, 12, 7) in days
    assert not {date(2026, 12, 8), date(2027, 1, 1)} & set(days)


def test_a_taken_room_is_refused_with_the_other_named(now: datetime) -> None:
    venue = make_venue()
    first = make_series(venue=venue)
    series.extend(first.pk, now)
    late = make_series(venue=venue, starts_at=time(19, 0))
    with pytest.raises(series.RoomTaken) as refused:
        series.extend(late.pk, now, strict=True)
    assert refused.value.other.series == first
    assert series.extend(late.pk, now) == []
    assert series.extend(make_series(venue=venue, starts_at=time(19, 30)).pk, now, strict=True)


def test_a_new_hour_may_not_take_a_room_that_is_taken(now: datetime) -> None:
    venue = make_venue()
    series.extend(make_series(venue=venue).pk, now)
    other = make_series(venue=venue, starts_at=time(12, 0))
    series.extend(other.pk, now)
    with pytest.raises(series.RoomTaken):
        changes.change(other.pk, {"starts_at": time(17, 0)}, now, actor=make_user("host@example.org"))


def test_a_one_off_date_that_the_rule_gives_later_is_adopted(now: datetime) -> None:
    one = make_series()
    series.extend(one.pk, now)
    extra = dates.add(one.pk, datetime.fromisoformat("2026-11-25T18:00"), now)
    made = changes.change(
        one.pk, {"rule": make_series("RRULE:FREQ=WEEKLY;BYDAY=TU,WE").rule}, now, actor=make_user("host@example.org")
    )
    extra.refresh_from_db()
    assert not extra.is_one_off
    assert datetime.fromisoformat("2026-11-25T18:00") not in made.added
    assert local_days(one).count(date(2026, 11, 25)) == 1


def test_a_split_goes_on_with_what_is_left_of_the_count(now: datetime) -> None:
    one = make_series("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=10", skips_holidays=False)
    series.extend(one.pk, now)
    days = local_days(one)
    new = series.split(one.pk, days[4], now)
    series.extend_all(now)
    assert new.rule.rrules[0].count == 6
    assert (local_days(one), local_days(new)) == (days[:4], days[4:])


@pytest.mark.parametrize("after", range(1, 14))
def test_a_split_keeps_the_weeks_of_every_second_week(now: datetime, after: int) -> None:
    one = make_series("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", skips_holidays=False)
    series.extend(one.pk, now)
    days = local_days(one)
    new = series.split(one.pk, one.starts_on + timedelta(days=after), now)
    series.extend_all(now)
    assert sorted(local_days(one) + local_days(new)) == days


def test_splitting_what_was_split_keeps_the_order_of_series(now: datetime) -> None:
    one = make_series()
    series.extend(one.pk, now)
    last = series.split(one.pk, date(2027, 2, 2), now)
    middle = series.split(one.pk, date(2026, 12, 15), now)
    last.refresh_from_db()
    assert (middle.continues, last.continues) == (one, middle)
    assert middle.ends_on == date(2027, 2, 1)
    assert last.ends_on is None


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 1, 1), date(2027, 3, 1)])
def test_there_must_be_dates_on_both_sides(now: datetime, day: date) -> None:
    one = make_series(ends_on=date(2027, 2, 20))
    with pytest.raises(series.NothingToSplit):
        series.split(one.pk, day, now)
    assert Series.objects.count() == 1


def test_this_and_following_get_another_hour_and_people_stay(now: datetime, guest: Learner) -> None:
    one = make_series()
    made = series.extend(one.pk, now)
    early, late = (booking.book(guest, made[place].pk, actor=None, now=now) for place in (1, 5))
    host = make_user("host@example.org")
    plan = changes.change_following(one.pk, local_days(one)[4], {"starts_at": time(17, 0)}, now, actor=host)
    for row in (early, late):
        row.refresh_from_db()
    assert len(plan.moved) > 10
    assert (early.occurrence.series, early.occurrence.local_start.hour) == (one, 18)
    assert (late.occurrence.series.continues, late.occurrence.local_start.hour) == (one, 17)
    assert Booking.objects.live().count() == 2


def test_an_online_date_has_no_room_left_over_from_before(now: datetime) -> None:
    one = make_series(venue=make_venue())
    made = series.extend(one.pk, now)[0]
    assert made.room == Venue.objects.get()
    one.place = "online"
    one.save()
    made.refresh_from_db()
    assert made.room is None
