"""Another rule for a booked series: nobody is lost, no date is doubled, everybody whom it touches is told."""

import os
from datetime import date, datetime, time, timedelta
from itertools import pairwise
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
    assert row.occurrence.local_start.replace(tzinfo=None) in plan.added


def test_there_and_back_again_brings_the_dates_back(now: datetime, host: User, guest: Learner) -> None:
    """Tuesdays → Wednesdays → Tuesdays: the same Tuesdays, for everybody to book, and whoever moved stays near."""
    one = make_series()
    series.extend(one.pk, now)
    mine, left = booked(one, 3, guest, now), booked(one, 5, Learner.objects.create(), now)
    booking.cancel(left.pk, now=now)
    first, was = mine.occurrence, list(one.occurrences.planned().order_by("starts_at").values_list("starts_at"))
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=WE")}, now, actor=host, orphans=Orphans.MOVE)
    before = Occurrence.objects.get(pk=first.pk).revision
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=TU")}, now, actor=host, orphans=Orphans.MOVE)
    first.refresh_from_db()
    mine.refresh_from_db()
    assert list(one.occurrences.planned().order_by("starts_at").values_list("starts_at")) == was
    assert (first.is_cancelled, first.cancel_reason, first.revision > before) == (False, "", True)
    assert mine.occurrence == first
    assert Booking.objects.live().filter(learner=guest).count() == 1


def test_a_date_that_came_back_seats_nobody_who_was_told_it_fell(now: datetime, host: User, guest: Learner) -> None:
    one = make_series()
    series.extend(one.pk, now)
    mine = booked(one, 1, guest, now)
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=WE")}, now, actor=host, orphans=Orphans.CANCEL)
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=TU")}, now, actor=host)
    mine.refresh_from_db()
    assert mine.state == "cancelled"
    assert booking.places_left(mine.occurrence) == mine.occurrence.places
    assert booked(one, 1, guest, now).state == "confirmed"


def test_a_date_cancelled_for_its_own_reason_stays_cancelled(now: datetime, host: User) -> None:
    one = make_series()
    second = series.extend(one.pk, now)[1]
    dates.cancel(second.pk, "болен ведущий", now)
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=WE")}, now, actor=host)
    changes.change(one.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=TU")}, now, actor=host)
    second.refresh_from_db()
    assert second.cancel_reason == "болен ведущий"


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


def test_two_parts_of_a_series_have_no_date_at_the_same_moment(now: datetime, host: User) -> None:
    one = make_series()
    series.extend(one.pk, now)
    day = datetime.fromisoformat("2026-11-25T18:00")
    dates.add(one.pk, day, now)
    later = series.split(one.pk, date(2026, 12, 8), now)
    with pytest.raises(dates.AlreadyThere):
        dates.add(later.pk, day, now)
    first = one.occurrences.order_by("starts_at")[2]
    dates.move(first.pk, datetime.fromisoformat("2026-12-09T18:00"), now)
    made = changes.change(later.pk, {"rule": rule("FREQ=WEEKLY;BYDAY=WE")}, now, actor=host)
    assert made.added[0] == datetime.fromisoformat("2026-12-16T18:00")
    starts = list(Occurrence.objects.planned().values_list("starts_at", flat=True))
    assert len(starts) == len(set(starts))


# --- consultations ----------------------------------------------------------------------------------------------------


@pytest.fixture
def visits(now: datetime) -> Series:
    """On Tuesdays from 18:00, an hour and a half: three consultations of half an hour."""
    one = make_series(minutes=90, slot_minutes=30)
    series.extend(one.pk, now)
    return one


def hours(one: Series, day: date = date(2026, 12, 1)) -> list[str]:
    planned = Occurrence.objects.planned().filter(series__workshop=one.workshop).order_by("starts_at")
    return [f"{at.local_start:%H:%M}" for at in planned if at.local_start.date() == day]


def test_longer_hours_have_more_consultations(now: datetime, host: User, guest: Learner, visits: Series) -> None:
    row = booked(visits, 4, guest, now)
    plan = changes.plan(visits, {"minutes": 120}, now)
    assert (len(plan.moved), len(plan.orphaned), plan.added[0]) == (0, 0, datetime.fromisoformat("2026-11-24T19:30"))
    changes.change(visits.pk, {"minutes": 120}, now, actor=host)
    assert hours(visits) == ["18:00", "18:30", "19:00", "19:30"]
    row.refresh_from_db()
    assert f"{row.occurrence.local_start:%d %H:%M}" == "01 18:30"
    assert told(guest) == []
    assert {len(group) for group in (hours(visits, date(2026, 12, day)) for day in (8, 15, 22))} == {4}


def test_shorter_consultations_are_more_and_keep_who_booked(
    now: datetime, host: User, guest: Learner, visits: Series
) -> None:
    row = booked(visits, 4, guest, now)
    plan = changes.plan(visits, {"slot_minutes": 20}, now)
    assert (len(plan.orphaned), len({start.date() for start in plan.added})) == (0, len(plan.added))
    changes.change(visits.pk, {"slot_minutes": 20}, now, actor=host)
    assert hours(visits) == ["18:00", "18:20", "18:40", "19:00"]
    row.refresh_from_db()
    assert f"{row.occurrence.local_start:%H:%M}" == "18:20"
    assert told(guest) == ["moved"]


@pytest.mark.parametrize("answer", [Orphans.MOVE, Orphans.CANCEL])
def test_longer_consultations_are_fewer_and_ask_what_to_do_with_people(
    now: datetime, host: User, visits: Series, answer: Orphans
) -> None:
    """In a room: the last consultation is in nobody's way while its people go elsewhere."""
    Series.objects.filter(pk=visits.pk).update(place="room", venue=make_venue())
    second, last = Learner.objects.create(), Learner.objects.create()
    rows = [booked(visits, 4, second, now), booked(visits, 5, last, now)]
    assert changes.plan(visits, {"slot_minutes": 45}, now).people == 1
    with pytest.raises(changes.AnswerNeeded):
        changes.change(visits.pk, {"slot_minutes": 45}, now, actor=host)
    changes.change(visits.pk, {"slot_minutes": 45}, now, actor=host, orphans=answer)
    assert hours(visits) == ["18:00", "18:45"]
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["confirmed", "confirmed"]
    assert rows[1].occurrence.is_cancelled == (answer == Orphans.CANCEL)
    assert f"{rows[1].occurrence.local_start:%H:%M}" == {"move": "18:00", "cancel": "19:00"}[answer], "a free one"
    assert len(told(last)) == 1


def test_a_consultation_is_not_kept_in_the_time_of_another(
    now: datetime, host: User, guest: Learner, visits: Series
) -> None:
    booked(visits, 5, guest, now)
    with pytest.raises(series.SlotTaken):
        changes.change(visits.pk, {"slot_minutes": 45}, now, actor=host, orphans=Orphans.KEEP)
    assert hours(visits) == ["18:00", "18:30", "19:00"]
    changes.change(visits.pk, {"minutes": 60}, now, actor=host, orphans=Orphans.KEEP)
    assert hours(visits) == ["18:00", "18:30", "19:00"], "kept after the hours"
    assert hours(visits, date(2026, 12, 8)) == ["18:00", "18:30"]
    series.extend(visits.pk, now)
    assert changes.plan(visits, {"capacity": 2}, now).people == 0, "asked once"


def test_a_day_that_fell_away_gets_no_more_consultations(now: datetime, host: User, visits: Series) -> None:
    for place in (3, 4, 5):
        dates.cancel(visits.occurrences.order_by("starts_at")[place].pk, "Ремонт", now)
    changes.change(visits.pk, {"minutes": 120}, now, actor=host)
    assert hours(visits) == []


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
        "slot_minutes": some.sampled_from([15, 20, 45]),
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
                changes.change(one.pk, offered(one, values[0]), NOW, actor=host, orphans=values[1])
            elif kind == "following":
                day = NOW.date() + timedelta(days=values[2])
                changes.change_following(one.pk, day, offered(one, values[0]), NOW, actor=host, orphans=values[1])
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


def offered(one: Series, wanted: dict[str, Any]) -> dict[str, Any]:
    """The form offers the minutes of a consultation for consultations only."""
    return {name: value for name, value in wanted.items() if name != "slot_minutes" or one.is_consultation}


def state(row: Booking) -> tuple[Any, ...]:
    """What somebody who booked would have to know."""
    date = row.occurrence
    return date.starts_at, date.ends_at, date.state, row.state, row.occurrence_id


@pytest.mark.stress
@pytest.mark.timeout(1800)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cut=some.sampled_from([None, None, 30]),
    steps=some.lists(step, min_size=1, max_size=4),
    at=some.lists(some.integers(0, 7), min_size=6, max_size=6),
)
def test_nobody_is_lost_and_everybody_is_told(
    cut: int | None, steps: list[tuple[Any, ...]], at: list[int], now: datetime
) -> None:
    """Of a series for all, and of one whose days are cut into consultations. Seven weeks ahead instead of six months:
    more collisions, fewer rows.
    """
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(series, "AHEAD", timedelta(days=49))
        host, member = make_user("host@example.org"), make_user("member@example.org")
        replace_address(member, member.email, is_verified=True)
        one = make_series("RRULE:FREQ=WEEKLY;BYDAY=TU,TH", capacity=2, slot_minutes=cut)
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
    asked = Booking.objects.filter(asked_at__isnull=False)
    assert not Booking.objects.waiting().filter(seats__isnull=False).exclude(pk__in=asked).exists()
    slots = list(Occurrence.objects.planned().order_by("starts_at"))
    if Series.objects.filter(slot_minutes__isnull=False).exists():
        assert all(one.ends_at <= other.starts_at for one, other in pairwise(slots)), "consultations overlap"


def test_a_series_that_would_end_before_it_starts_is_refused(db: None, now: datetime) -> None:
    one = make_series()
    host = make_user("host@example.org")
    with pytest.raises(series.EndsBeforeItStarts):
        changes.change(one.pk, {"ends_on": one.starts_on - timedelta(days=1)}, now, actor=host, orphans="cancel")
