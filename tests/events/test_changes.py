"""Another rule for a booked series: nobody is lost, no date is doubled, everybody whom it touches is told."""

import os
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import recurrence
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from accounts.mailboxes import replace_address
from accounts.models import Learner, Mail, User
from events import booking, changes, dates, series
from events.changes import Orphans
from events.models import Booking, Call, Occurrence, Series
from tests.conftest import NOW
from tests.factories.events import make_series, make_venue
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
EXAMPLES = 200 if os.environ.get("PROSVET_STRESS") else 20
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@pytest.fixture
def host(db: None) -> User:
    return make_user("host@example.org")


def rule(text: str) -> recurrence.Recurrence:
    return recurrence.deserialize(f"RRULE:{text}", include_dtstart=False)


def booked(one: Series, place: int, learner: Learner, now: datetime, **fields: Any) -> Booking:
    date = one.occurrences.order_by("starts_at")[place]
    return booking.book(learner, date.pk, actor=None, now=now, may_wait=True, **fields)


def told(learner: Learner) -> list[str]:
    mails = Mail.objects.filter(learner=learner).exclude(kind__in=["booked", "waitlisted"])
    return [*mails.values_list("kind", flat=True), *Call.objects.filter(learner=learner).values_list("kind", flat=True)]


# --- what is shown and asked first -----------------------------------------------------------------------------------


def test_the_human_cost_is_counted_and_nothing_is_changed(now: datetime, host: User, guest: Learner) -> None:
    one = make_series()
    series.extend(one.pk, now)
    booked(one, 1, guest, now)
    booked(one, 2, guest, now)
    before = list(Occurrence.objects.order_by("pk").values())
    plan = changes.plan(one, {"rule": rule("FREQ=WEEKLY;BYDAY=WE")}, now)
    assert (plan.people, len(plan.orphaned), plan.needs_answer) == (1, 2, True)
    assert len(plan.added) > 20
    assert list(Occurrence.objects.order_by("pk").values()) == before


def test_an_answer_is_needed(now: datetime, host: User, guest: Learner) -> None:
    one = make_series()
    series.extend(one.pk, now)
    booked(one, 1, guest, now)
    with pytest.raises(changes.AnswerNeeded):
        changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=WE")}, now, actor=host)
    assert one.occurrences.order_by("starts_at")[1].local_start.isoweekday() == 2


def test_moved_to_the_nearest_date_that_stays(now: datetime, host: User, guest: Learner) -> None:
    one = make_series()
    series.extend(one.pk, now)
    rows = [booked(one, place, guest, now) for place in (1, 2)]
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=TH")}, now, actor=host, orphans=Orphans.MOVE)
    for row, day in zip(rows, (3, 10), strict=True):
        row.refresh_from_db()
        assert row.occurrence.local_start.date() == date(2026, 12, day)
        assert row.seats.get().occurrence == row.occurrence
    assert told(guest) == ["moved", "moved"]


def test_who_has_the_nearest_date_already_is_told_that_the_other_falls_away(
    now: datetime, host: User, guest: Learner
) -> None:
    one = make_series("RRULE:FREQ=WEEKLY;BYDAY=TU,WE")
    series.extend(one.pk, now)
    tuesday, wednesday = booked(one, 2, guest, now), booked(one, 3, guest, now)
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=WE")}, now, actor=host, orphans=Orphans.MOVE)
    tuesday.refresh_from_db()
    wednesday.refresh_from_db()
    assert tuesday.occurrence.is_cancelled
    assert wednesday.state == "confirmed"
    assert told(guest) == ["date_cancelled"]


def test_those_who_do_not_fit_join_the_queue_in_their_order(now: datetime, host: User) -> None:
    one = make_series("RRULE:FREQ=WEEKLY;BYDAY=TU,WE", capacity=2)
    series.extend(one.pk, now)
    there, first, second, third = Learner.objects.bulk_create([Learner() for _ in range(4)])
    booked(one, 3, there, now)
    rows = [booked(one, 2, learner, now + timedelta(minutes=n)) for n, learner in enumerate((first, second, third))]
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=WE")}, now, actor=host, orphans=Orphans.MOVE)
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["confirmed", "waitlisted", "waitlisted"]
    assert [row.queue_number for row in rows] == [None, 1, 2]


def test_kept_dates_stay_though_the_rule_has_them_no_more(now: datetime, host: User, guest: Learner) -> None:
    one = make_series()
    series.extend(one.pk, now)
    row = booked(one, 1, guest, now)
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=WE")}, now, actor=host, orphans=Orphans.KEEP)
    row.refresh_from_db()
    assert row.occurrence.is_one_off
    assert row.occurrence.local_start.date() == date(2026, 12, 1)
    assert told(guest) == []


def test_a_date_that_all_have_left_is_cancelled_not_deleted(now: datetime, host: User, guest: Learner) -> None:
    one = make_series()
    series.extend(one.pk, now)
    row = booked(one, 1, guest, now)
    booking.cancel(row.pk, now=now)
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=WE")}, now, actor=host)
    row.refresh_from_db()
    assert row.occurrence.is_cancelled
    plan = changes.plan(one, {"rule": rule("FREQ=WEEKLY;BYDAY=TU")}, now)
    assert row.occurrence.local_start.replace(tzinfo=None) not in plan.added


def test_another_room_is_told_to_everybody(now: datetime, host: User, guest: Learner) -> None:
    one = make_series(venue=make_venue())
    series.extend(one.pk, now)
    row = booked(one, 1, guest, now)
    changes.change(one.pk, {"venue": make_venue("Клуб")}, now, actor=host)
    row.refresh_from_db()
    assert row.occurrence.room.name == "Клуб"
    assert told(guest) == ["moved"]
    assert "Клуб" in Call.objects.get().words


def test_more_places_move_the_queue_up(now: datetime, host: User) -> None:
    one = make_series(capacity=1)
    series.extend(one.pk, now)
    rows = [booked(one, 1, Learner.objects.create(), now) for _ in range(2)]
    changes.change(one.pk, {"capacity": 2}, now, actor=host)
    rows[1].refresh_from_db()
    assert rows[1].state == "confirmed"


def test_a_date_moved_by_itself_is_not_doubled_by_the_rule(now: datetime, host: User, guest: Learner) -> None:
    one = make_series()
    series.extend(one.pk, now)
    row = booked(one, 1, guest, now)
    dates.move(row.occurrence_id, datetime.fromisoformat("2026-12-03T18:00"), now)
    made = changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=TH")}, now, actor=host)
    starts = list(Occurrence.objects.planned().filter(series=one).values_list("starts_at", flat=True))
    assert len(starts) == len(set(starts))
    assert datetime.fromisoformat("2026-12-03T18:00") not in made.added


# --- anything at all -------------------------------------------------------------------------------------------------


@some.composite
def rules(draw: some.DrawFn) -> str:
    if draw(some.booleans()):
        days = draw(some.lists(some.sampled_from(DAYS), min_size=1, max_size=3, unique=True))
        text = f"FREQ=WEEKLY;INTERVAL={draw(some.integers(1, 3))};BYDAY={','.join(days)}"
    else:
        text = f"FREQ=MONTHLY;BYDAY={draw(some.integers(1, 4))}{draw(some.sampled_from(DAYS))}"
    return text + draw(some.sampled_from(["", "", ";COUNT=5", ";COUNT=12"]))


fields = some.fixed_dictionaries(
    {},
    optional={
        "rule": rules().map(rule),
        "starts_at": some.sampled_from([time(9, 0), time(18, 0), time(20, 30)]),
        "minutes": some.sampled_from([45, 90, 120]),
        "ends_on": some.dates(date(2026, 12, 1), date(2027, 1, 10)),
        "capacity": some.integers(1, 5),
        "skips_holidays": some.booleans(),
    },
)
step = some.one_of(
    some.tuples(some.just("change"), fields, some.sampled_from(Orphans.values)),
    some.tuples(some.just("following"), fields, some.sampled_from(Orphans.values), some.integers(1, 45)),
    some.tuples(some.just("split"), some.integers(1, 45)),
    some.tuples(some.just("move"), some.integers(0, 12), some.integers(-60, 60)),
    some.tuples(some.just("cancel"), some.integers(0, 12)),
    some.tuples(some.just("add"), some.integers(1, 45)),
)


def act(host: User, kind: str, *values: Any) -> None:
    """One change of one of the series; what the rules refuse is refused whole."""
    one = Series.objects.order_by("-pk").first()
    to_come = Occurrence.objects.planned().filter(starts_at__gt=NOW).order_by("starts_at")
    date_at = to_come[values[0] % to_come.count()] if kind in ("move", "cancel") and to_come else None
    refused = (series.SeriesError, dates.DateError, booking.BookingError)
    try:
        with transaction.atomic():
            if kind == "change":
                changes.change(one.pk, values[0], NOW, actor=host, orphans=values[1])
            elif kind == "following":
                day = NOW.date() + timedelta(days=values[2])
                changes.change_following(one.pk, day, values[0], NOW, actor=host, orphans=values[1])
            elif kind == "split":
                series.split(one.pk, NOW.date() + timedelta(days=values[0]), NOW)
            elif kind == "add":
                dates.add(one.pk, datetime.combine(NOW.date() + timedelta(days=values[0]), time(18, 0)), NOW)
            elif kind == "move" and date_at:
                start = date_at.local_start.replace(tzinfo=None)
                dates.move(date_at.pk, start + timedelta(hours=values[1]), NOW)
            elif date_at:
                dates.cancel(date_at.pk, "ремонт", NOW)
    except refused:
        pass


def state(row: Booking) -> tuple[Any, ...]:
    """What somebody who booked would have to know."""
    date = row.occurrence
    return date.starts_at, date.ends_at, date.state, row.state, row.occurrence_id


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=some.lists(step, min_size=1, max_size=4), at=some.lists(some.integers(0, 7), min_size=6, max_size=6))
def test_nobody_is_lost_and_everybody_is_told(steps: list[tuple[Any, ...]], at: list[int], now: datetime) -> None:
    """Seven weeks ahead instead of six months: more collisions, fewer rows."""
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(series, "AHEAD", timedelta(days=49))
        host, member = make_user("host@example.org"), make_user("member@example.org")
        replace_address(member, member.email, is_verified=True)
        one = make_series("RRULE:FREQ=WEEKLY;BYDAY=TU,TH", capacity=2)
        made = series.extend(one.pk, NOW)
        people = [member.learner, *(Learner.objects.create() for _ in range(5))]
        for learner, place in zip(people, at, strict=True):
            for far in (0, 3):
                booking.book(learner, made[place + far].pk, actor=None, now=NOW, may_wait=True)
        before_all = Occurrence.objects.filter(starts_at__lte=NOW).count()
        known = {row.pk: row for row in Booking.objects.select_related("occurrence", "learner")}
        for one_step in steps:
            before = {key: state(row) for key, row in known.items()}
            news = {learner.pk: len(told(learner)) for learner in people}
            act(host, *one_step)
            known = {row.pk: row for row in Booking.objects.live().select_related("occurrence", "learner")}
            assert known.keys() == before.keys(), "a booking was lost"
            touched = {known[key].learner for key in before if state(known[key]) != before[key]}
            assert not [one for one in touched if len(told(one)) == news[one.pk]], "somebody was not told"
            check_dates()
        assert Occurrence.objects.filter(starts_at__lte=NOW).count() == before_all
        transaction.set_rollback(True)


def check_dates() -> None:
    workshops = Occurrence.objects.planned().values_list("series__workshop", "starts_at")
    assert len(workshops) == len(set(workshops)), "a date was doubled"
    days = Occurrence.objects.filter(is_one_off=False).values_list("series__workshop", "recurrence_id", "slot")
    assert len(days) == len(set(days)), "a date of the rule was doubled"
    for row in Booking.objects.confirmed().select_related("occurrence"):
        assert row.seats.filter(occurrence=row.occurrence).count() == row.party
    assert not Booking.objects.waiting().filter(seats__isnull=False).exists()


def test_a_series_that_would_end_before_it_starts_is_refused(db: None, now: datetime) -> None:
    one = make_series()
    host = make_user("host@example.org")
    with pytest.raises(series.EndsBeforeItStarts):
        changes.change(one.pk, {"ends_on": one.starts_on - timedelta(days=1)}, now, actor=host, orphans="cancel")
