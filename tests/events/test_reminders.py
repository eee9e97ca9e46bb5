"""Reminders: once each, at a decent hour, for those who want them, whatever the clock does."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts import dead_addresses, mail
from accounts.mailboxes import replace_address
from accounts.models import Learner, Mail, User
from events import booking, dates, reminders
from events.letters import REMINDER_DAY, REMINDER_HOUR
from events.models import Booking, Call, Occurrence, Reminding
from events.reminders import Choice
from tests.factories.events import make_date, make_dates, make_venue
from tests.factories.people import make_user

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
DAILY = "RRULE:FREQ=DAILY"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def make_learner(number: int = 0) -> Learner:
    user = make_user(f"p{number}@example.org", name="Нина")
    replace_address(user, user.email, is_verified=True)
    return user.learner


@pytest.fixture
def nina(user: User) -> Learner:
    """With an address that she has confirmed."""
    replace_address(user, user.email, is_verified=True)
    return user.learner


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = MOSCOW) -> datetime:
    return datetime.combine(day, time(hour, minute), zone)


def book(learner: Learner, occurrence: Occurrence, now: datetime) -> Booking:
    made = booking.book(learner, occurrence.pk, actor=None, now=now)
    Mail.objects.all().delete()
    return made


def work(now: datetime) -> None:
    """What the worker does at this moment."""
    reminders.remind(now)
    mail.send_due(now)


def gone() -> Counter[str]:
    return Counter(Mail.objects.filter(sent_at__isnull=False).values_list("kind", flat=True))


def sent_at(kind: str) -> datetime:
    return Mail.objects.get(kind=kind).sent_at.replace(microsecond=0)


# --- when ------------------------------------------------------------------------------------------------------------


def test_a_day_before_at_the_same_hour_and_an_hour_before(nina: Learner, now: datetime) -> None:
    lesson = make_date(now)  # 1 December, 18:00
    book(nina, lesson, now)
    for before in (
        25 * HOUR,
        DAY + MINUTE,
        DAY,
        DAY - MINUTE,
        9 * HOUR,
        HOUR + MINUTE,
        HOUR,
        HOUR - MINUTE,
        MINUTE,
        -HOUR,
    ):
        work(lesson.starts_at - before)
    assert gone() == {REMINDER_DAY: 1, REMINDER_HOUR: 1}
    assert sent_at(REMINDER_DAY) == lesson.starts_at - DAY
    assert sent_at(REMINDER_HOUR) == lesson.starts_at - HOUR


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "hour_of_the_day_before"),
    [
        (time(6), 9),
        (time(9), 9),
        (time(12), 12),
        (time(20), 20),
        (time(21, 30), 20),
        (time(0, 30), 9),
        (time(23, 59), 20),
    ],
)
def test_nothing_rings_in_the_night(now: datetime, starts: time, hour_of_the_day_before: int) -> None:
    (lesson, *_later) = make_dates(now, starts_at=starts, starts_on=date(2026, 12, 1))
    due = reminders.due_at(REMINDER_DAY, lesson).astimezone(MOSCOW)
    assert due == at(date(2026, 11, 30), hour_of_the_day_before)
    assert due < reminders.due_at(REMINDER_HOUR, lesson)
    assert lesson.starts_at - due <= reminders.FARTHEST[REMINDER_DAY]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "day_before"),
    [(date(2027, 3, 28), timedelta(hours=23)), (date(2027, 10, 31), timedelta(hours=25))],
)
def test_the_same_hour_on_the_wall_though_the_clocks_change(now: datetime, day: date, day_before: timedelta) -> None:
    """In Berlin the day before a change is an hour shorter or longer."""
    lesson = make_date(at(day - 9 * DAY, 9), rule=DAILY, starts_on=day - DAY, zone="Europe/Berlin", ends_on=day)
    assert lesson.local_start.date() == day
    assert lesson.starts_at - reminders.due_at(REMINDER_DAY, lesson) == day_before
    assert lesson.starts_at - reminders.due_at(REMINDER_HOUR, lesson) == HOUR


def test_a_worker_that_was_down_reminds_late_and_not_in_the_night(nina: Learner, now: datetime) -> None:
    lesson = make_date(now)
    book(nina, lesson, now)
    work(at(date(2026, 12, 1), 3))
    assert gone() == {}
    work(at(date(2026, 12, 1), 9))
    assert gone() == {REMINDER_DAY: 1}


def test_one_that_was_down_for_the_day_sends_the_hour_alone(nina: Learner, now: datetime) -> None:
    lesson = make_date(now)
    book(nina, lesson, now)
    work(lesson.starts_at - timedelta(minutes=20))
    assert gone() == {REMINDER_HOUR: 1}
    work(lesson.starts_at)
    assert gone() == {REMINDER_HOUR: 1}


def test_whoever_books_late_is_not_told_twice(nina: Learner, now: datetime) -> None:
    lesson = make_date(now)
    book(nina, lesson, lesson.starts_at - 3 * HOUR)
    work(lesson.starts_at - 3 * HOUR)
    assert gone() == {}
    work(lesson.starts_at - HOUR)
    assert gone() == {REMINDER_HOUR: 1}


# --- who -------------------------------------------------------------------------------------------------------------


def test_a_guest_with_a_confirmed_address_and_nobody_else(guest: Learner, now: datetime) -> None:
    lesson = make_date(now)
    made = booking.book(guest, lesson.pk, actor=None, now=now, email="guest@example.org", phone="8 900 000-00-00")
    Mail.objects.all().delete()
    work(lesson.starts_at - DAY)
    assert not Mail.objects.exists()
    Booking.objects.filter(pk=made.pk).update(email_confirmed_at=now)
    work(lesson.starts_at - DAY)
    assert Mail.objects.get().to == "guest@example.org"
    assert not Call.objects.exists(), "nobody is telephoned for a reminder"


def test_nobody_who_waits_has_cancelled_or_gets_no_letters(db: None, now: datetime) -> None:
    lesson = make_date(now, capacity=2)
    stays, goes, waits = make_learner(1), make_learner(2), make_learner(3)
    book(stays, lesson, now)
    ends = book(goes, lesson, now)
    booking.book(waits, lesson.pk, actor=None, now=now, may_wait=True)
    booking.cancel(ends.pk, now=now)
    dead_addresses.bury("p1@example.org", "550", now)
    Mail.objects.all().delete()
    work(lesson.starts_at - DAY)
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice(day_before=False), {REMINDER_HOUR: 1}),
        (Choice(hour_before=False), {REMINDER_DAY: 1}),
        (Choice(day_before=False, hour_before=False), {}),
    ],
)
def test_each_persons_choice(nina: Learner, now: datetime, choice: Choice, told: dict[str, int]) -> None:
    lesson = make_date(now)
    book(nina, lesson, now)
    reminders.choose(nina, choice, now)
    work(lesson.starts_at - DAY)
    work(lesson.starts_at - HOUR)
    assert gone() == told


# --- what changes ----------------------------------------------------------------------------------------------------


def test_said_no_after_it_was_written(nina: Learner, now: datetime) -> None:
    lesson = make_date(now)
    book(nina, lesson, now)
    reminders.remind(lesson.starts_at - DAY)
    reminders.choose(nina, Choice(False, False), now)
    mail.send_due(lesson.starts_at - DAY)
    assert gone() == {}


def test_cancelled_after_it_was_written_and_taken_back(nina: Learner, now: datetime) -> None:
    lesson = make_date(now)
    made = book(nina, lesson, now)
    day = lesson.starts_at - DAY
    reminders.remind(day)
    booking.cancel(made.pk, now=day)
    work(day)
    assert gone() == {}
    booking.give_back(made.pk, now=day + timedelta(seconds=30))
    work(day + timedelta(seconds=30))
    assert gone() == {REMINDER_DAY: 1}


def test_a_cancelled_date_reminds_nobody(nina: Learner, now: datetime) -> None:
    lesson = make_date(now)
    book(nina, lesson, now)
    reminders.remind(lesson.starts_at - DAY)
    dates.cancel(lesson.pk, "Болеет ведущая", now)
    work(lesson.starts_at - DAY)
    work(lesson.starts_at - HOUR)
    assert gone() == {"date_cancelled": 1}


def test_a_moved_date_reminds_for_its_new_hour(nina: Learner, now: datetime) -> None:
    lesson = make_date(now)
    book(nina, lesson, now)
    day = lesson.starts_at - DAY
    reminders.remind(day)  # written for the old hour, not sent yet
    moved = dates.move(lesson.pk, datetime(2026, 12, 3, 12, 0), day)  # noqa: DTZ001
    work(day)
    assert gone() == {"moved": 1}
    for moment in (lesson.starts_at - HOUR, moved.starts_at - DAY, moved.starts_at - HOUR, moved.starts_at):
        work(moment)
    assert gone() == {"moved": 1, REMINDER_DAY: 1, REMINDER_HOUR: 1}


def test_moved_and_moved_back_it_still_reminds(nina: Learner, now: datetime) -> None:
    lesson = make_date(now)
    book(nina, lesson, now)
    day = lesson.starts_at - DAY
    reminders.remind(day)
    dates.move(lesson.pk, datetime(2026, 12, 3, 12, 0), day)  # noqa: DTZ001
    work(day)
    dates.move(lesson.pk, datetime(2026, 12, 1, 18, 0), day + HOUR)  # noqa: DTZ001
    work(day + HOUR)
    assert gone()[REMINDER_DAY] == 1


def test_another_room_is_told_once(nina: Learner, now: datetime) -> None:
    """The letter about the room says it; the day is not reminded of again."""
    lesson = make_date(now, venue=make_venue())
    book(nina, lesson, now)
    day = lesson.starts_at - DAY
    work(day)
    dates.move(lesson.pk, datetime(2026, 12, 1, 18, 0), day + HOUR, venue=make_venue("Школа"))  # noqa: DTZ001
    work(day + HOUR)
    assert gone() == {REMINDER_DAY: 1, "moved": 1}


def test_an_old_letter_is_not_sent_after_the_move(nina: Learner, now: datetime) -> None:
    """The mail server was down while the date moved: only the newest hour goes out."""
    lesson = make_date(now)
    booking.book(nina, lesson.pk, actor=None, now=now)
    dates.move(lesson.pk, datetime(2026, 12, 2, 18, 0), now)  # noqa: DTZ001
    dates.move(lesson.pk, datetime(2026, 12, 3, 18, 0), now)  # noqa: DTZ001
    mail.send_due(now)
    assert gone() == {"moved": 1}
    assert "3 декабря" in Mail.objects.get(sent_at__isnull=False).text.replace("\xa0", " ")


# --- clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY])
@pytest.mark.parametrize(
    "before", [timedelta(hours=26), timedelta(hours=23), timedelta(minutes=90), timedelta(minutes=30)]
)
def test_a_clock_that_jumps_and_comes_back(nina: Learner, now: datetime, jump: timedelta, before: timedelta) -> None:
    """For a quarter of an hour the machine's clock is wrong; whatever it was doing, each reminder goes once."""
    lesson = make_date(now)
    book(nina, lesson, now)
    jumps_at = lesson.starts_at - before
    telling = [jumps_at, lesson.starts_at - DAY, lesson.starts_at - HOUR, lesson.starts_at]
    moments = {one + step for one in telling for step in (-15 * MINUTE, -MINUTE, 0 * MINUTE, MINUTE, 14 * MINUTE)}
    for true in sorted(moments):
        is_wrong = jumps_at <= true < jumps_at + 15 * MINUTE
        work(true + jump if is_wrong else true)
    assert gone() == {REMINDER_DAY: 1, REMINDER_HOUR: 1}


class AnyClock(TestCase):
    @hypothesis_settings(max_examples=8, deadline=None)
    @given(
        st.lists(st.integers(-30 * 60, 90), min_size=1, max_size=6),
        st.sampled_from([(MOSCOW, date(2026, 12, 2)), (BERLIN, date(2027, 3, 28)), (BERLIN, date(2027, 10, 31))]),
        st.sampled_from([time(2, 30), time(9), time(18), time(23, 30)]),
    )
    def test_never_twice_and_not_left_out(self, minutes: list[int], place: tuple[ZoneInfo, date], hour: time) -> None:
        """The worker looks at any moments in any order, and at last at the right ones."""
        zone, day = place
        made = at(day - 9 * DAY, 10)
        with time_machine.travel(made, tick=False):
            fields = {"ends_on": day, "starts_on": day - DAY, "starts_at": hour, "zone": zone.key}
            lesson = make_date(made, rule=DAILY, **fields)
            book(make_learner(), lesson, made)
        for minute in minutes:
            work(lesson.starts_at + timedelta(minutes=minute))
        for kind in reminders.CHOICES:
            work(reminders.due_at(kind, lesson))
        assert gone() == {REMINDER_DAY: 1, REMINDER_HOUR: 1}


# --- what it costs ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_sweep_costs_the_same_when_all_are_told(now: datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert reminders.remind(lesson.starts_at - DAY) == 0
        return len(captured)

    lesson = make_date(now, capacity=10)
    costs = []
    for number in range(2):
        for person in range(number * 4 + 1):
            book(make_learner(number * 10 + person), lesson, now)
        reminders.remind(lesson.starts_at - DAY)
        costs.append(cost())
    assert costs[0] == costs[1]


# --- one press -------------------------------------------------------------------------------------------------------


@pytest.fixture
def stop_path(nina: Learner) -> str:
    return reminders.stop_url_of(nina).removeprefix("http://127.0.0.1:8000")


def test_the_letter_brings_the_way_to_stop(nina: Learner, now: datetime, mailoutbox: list[Any]) -> None:
    lesson = make_date(now)
    book(nina, lesson, now)
    work(lesson.starts_at - DAY)
    (sent,) = mailoutbox
    stop = reminders.stop_url_of(nina)
    assert sent.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert stop in sent.body


def test_a_mail_program_ends_them_by_one_post(client: Client, site: Any, nina: Learner, stop_path: str) -> None:
    """RFC 8058: no cookie, no token of a form, no redirect."""
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(stop_path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert reminders.choice_of(nina).is_off
    assert not strict.cookies


def test_a_look_ends_nothing_and_a_press_does(site: Any, client: Client, nina: Learner, stop_path: str) -> None:
    page = client.get(stop_path)
    assert "Не напоминать" in page.content.decode()
    assert "no-cache" in page["Cache-Control"]
    assert not Reminding.objects.exists()
    page = client.post(stop_path, follow=True).content.decode()
    assert reminders.choice_of(nina).is_off
    assert "Напоминать снова" in page
    client.post(stop_path, {"again": "on"}, follow=True)
    assert reminders.choice_of(nina) == Choice(True, True)


def test_in_the_language_of_the_letter(site: Any, client: Client, nina: Learner) -> None:
    with translation.override("en"):
        path = reminders.stop_url_of(nina).removeprefix("http://127.0.0.1:8000")
    assert path.startswith("/en/unsubscribe/")
    assert "Stop reminders" in client.get(path).content.decode()


@pytest.mark.parametrize("token", ["abc", "0" * 32 + ".abc", "%00"])
def test_a_link_that_nobody_was_given(site: Any, client: Client, token: str) -> None:
    assert client.get(f"/unsubscribe/{token}/").status_code in (400, 404)
    assert client.post(f"/unsubscribe/{token}/").status_code in (400, 404)
    assert not Reminding.objects.exists()


def test_a_link_of_a_guest_who_made_a_page_since(site: Any, client: Client, guest: Learner, nina: Learner) -> None:
    path = reminders.stop_url_of(guest).removeprefix("http://127.0.0.1:8000")
    guest.merged_into = nina
    guest.save()
    client.post(path)
    assert reminders.choice_of(nina).is_off


def test_a_link_of_somebody_who_was_erased(site: Any, client: Client, guest: Learner) -> None:
    path = reminders.stop_url_of(guest).removeprefix("http://127.0.0.1:8000")
    guest.delete()
    assert client.post(path).status_code == 404


# --- one's own choice ------------------------------------------------------------------------------------------------


def test_chosen_on_ones_own_page(site: Any, member_client: Client, nina: Learner) -> None:
    page = member_client.get("/my/").content.decode()
    assert "/my/reminders/" in page
    page = member_client.get("/my/reminders/").content.decode()
    assert page.count("checked") == 2
    answer = member_client.post("/my/reminders/", {"hour_before": "on"})
    assert answer.status_code == 302
    assert reminders.choice_of(nina) == Choice(day_before=False, hour_before=True)


def test_chosen_by_a_guest(site: Any, guest_client: Client, guest: Learner) -> None:
    guest_client.post("/my/reminders/", {})
    assert reminders.choice_of(guest).is_off


def test_a_newcomer_has_nothing_to_choose(site: Any, client: Client) -> None:
    assert client.get("/my/reminders/").status_code == 200
    client.post("/my/reminders/", {})
    assert not Learner.objects.exists()


def test_says_where_reminders_go(site: Any, member_client: Client, nina: Learner, now: datetime) -> None:
    assert "Пишем на nina@example.org" in member_client.get("/my/reminders/").content.decode()
    dead_addresses.bury("nina@example.org", "550", now)
    assert "Письма до вас не доходят" in member_client.get("/my/reminders/").content.decode()


def test_series_of_another_city(nina: Learner, now: datetime) -> None:
    """Its own clock, not ours: 18:00 in Vladivostok is 11:00 in Moscow."""
    lesson = make_date(now, zone="Asia/Vladivostok")
    assert reminders.due_at(REMINDER_DAY, lesson).astimezone(MOSCOW).hour == 11


def test_a_series_of_many_dates_reminds_of_the_next_alone(nina: Learner, now: datetime) -> None:
    first, second, *_rest = make_dates(now)
    for one in (first, second):
        book(nina, one, now - DAY)
    work(second.starts_at - DAY)
    assert gone() == {REMINDER_DAY: 1}
