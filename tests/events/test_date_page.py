"""One date: what the page says to people and to programs, and booking, giving up and taking back from it."""

import json
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts import guests
from accounts.mailboxes import replace_address
from accounts.models import Learner, Mail
from events import booking, dates
from events.models import Booking, Occurrence, Seat
from tests.events.places import dates_of, make_schedule, make_workshop
from tests.factories.accounts import browser_of
from tests.factories.courses import CourseTree
from tests.factories.events import make_date, make_dates, make_venue
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db


def address(date: Occurrence, act: str = "") -> str:
    return f"/workshops/date/{date.pk}/{act}"


def page_of(client: Client, date: Occurrence) -> str:
    return client.get(address(date)).content.decode()


def marks(page: str) -> tuple[str, str]:
    """(places left, booking state) as programs read them."""
    found = re.search(r'data-places-left="(\d+)" data-booking-state="(\w+)"', page)
    return found[1], found[2]


def described(page: str) -> dict[str, Any]:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def fill(date: Occurrence, now: datetime) -> list[Booking]:
    return [
        booking.book(Learner.objects.create(), date.pk, actor=None, now=now) for _ in range(booking.places_left(date))
    ]


# --- seeing ----------------------------------------------------------------------------------------------------------


def test_when_where_and_how_to_get_in(site: SiteTree, client: Client, now: datetime) -> None:
    venue = make_venue(metro="Пушкинская", way_in="Вход со двора, звонок справа.", is_step_free=True)
    date = make_date(now, venue=venue)
    date.series.hosts.add(make_user("host@example.org", name="Ирина Соколова"))
    page = page_of(client, date)
    for words in (
        "1 декабря",
        "18:00",
        "19:30",
        "по московскому времени",
        "Лесная, 5",
        "Пушкинская",
        "Вход со двора",
        "Вход без ступенек",
        "Ирина Соколова",
        f"/n/{date.number}/",
    ):
        assert words in page
    assert marks(page) == ("3", "none")


def test_somebody_else_hosts_this_once(site: SiteTree, client: Client, now: datetime) -> None:
    date = make_date(now)
    date.series.hosts.add(make_user("host@example.org", name="Ирина"))
    dates.set_hosts(date.pk, [make_user("other@example.org", name="Пётр")], now)
    page = page_of(client, date)
    assert "Пётр" in page
    assert "Ирина" not in page


def test_an_event_for_programs(site: SiteTree, client: Client, now: datetime) -> None:
    event = described(page_of(client, make_date(now, venue=make_venue())))
    assert event["@type"] == "Event"
    assert event["startDate"] == "2026-12-01T18:00:00+03:00"
    assert event["endDate"] == "2026-12-01T19:30:00+03:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert (event["remainingAttendeeCapacity"], event["maximumAttendeeCapacity"]) == (3, 3)
    assert event["location"]["@type"] == "Place"


def test_a_video_session_is_a_virtual_place(site: SiteTree, client: Client, now: datetime) -> None:
    date = make_date(now)
    assert described(page_of(client, date))["location"] == {
        "@type": "VirtualLocation",
        "url": f"http://127.0.0.1:8000{address(date)}",
    }
    both = make_date(now, venue=make_venue(), place="both")
    assert [one["@type"] for one in described(page_of(client, both))["location"]] == ["Place", "VirtualLocation"]


def test_moved_and_cancelled_dates_say_so(site: SiteTree, client: Client, now: datetime) -> None:
    moved, cancelled = make_dates(now)[1:3]
    dates.move(moved.pk, datetime(2026, 12, 2, 17, 30), now)  # noqa: DTZ001  (the rule takes local times)
    dates.cancel(cancelled.pk, "Болеет ведущая", now)
    event = described(page_of(client, moved))
    assert event["eventStatus"].endswith("EventRescheduled")
    assert event["previousStartDate"] == "2026-12-01T18:00:00+03:00"
    assert event["startDate"] == "2026-12-02T17:30:00+03:00"
    page = page_of(client, cancelled)
    assert described(page)["eventStatus"].endswith("EventCancelled")
    assert marks(page) == ("0", "none")
    assert "Болеет ведущая" in page
    assert "Записаться</button>" not in page


def test_the_clock_of_another_city(site: SiteTree, client: Client, now: datetime) -> None:
    page = page_of(client, make_date(now, zone="Europe/Berlin"))
    assert '<time datetime="2026-12-01T18:00:00+01:00"' in page
    assert ">18:00</time>" in page


def test_in_english(site: SiteTree, client: Client, now: datetime) -> None:
    date = make_date(now)
    answer = client.get(f"/en{address(date)}")
    assert answer.status_code == 200
    assert "1 December" in answer.content.decode()
    assert client.get(f"/en/n/{date.number}/").url == f"/en{address(date)}"


def test_a_short_address_leads_to_a_date(site: SiteTree, client: Client, now: datetime) -> None:
    date = make_date(now)
    assert client.get(f"/n/{date.number}/").url == address(date)


def test_looking_writes_nothing(site: SiteTree, client: Client, now: datetime) -> None:
    page_of(client, make_date(now))
    assert Learner.objects.count() == 0
    assert guests.COOKIE not in client.cookies


@pytest.mark.parametrize("act", ["", "book/", "cancel/", "return/"])
def test_an_unknown_date_is_404(site: SiteTree, client: Client, act: str) -> None:
    send = client.post if act else client.get
    assert send(f"/workshops/date/{uuid.uuid4()}/{act}").status_code == 404
    assert send(f"/workshops/date/nonsense/{act}").status_code == 404


def test_lessons_and_courses_show_their_dates(
    site: SiteTree, course: CourseTree, client: Client, now: datetime
) -> None:
    schedule = make_schedule(site)
    page = make_workshop(schedule, course=course.page, lessons=[course.lessons[0]])
    date = dates_of(page, now)[0]
    assert address(date) in client.get(course.page.url).content.decode()
    assert address(date) in client.get(course.lessons[0].url).content.decode()
    assert address(date) not in client.get(course.lessons[1].url).content.decode()
    about = client.get(page.url).content.decode()
    assert course.page.url in about
    assert course.lessons[0].url in about


# --- booking ---------------------------------------------------------------------------------------------------------


def test_booked_in_two_taps(site: SiteTree, member_client: Client, learner: Learner, now: datetime) -> None:
    date = make_date(now)
    answer = member_client.post(address(date, "book/"), {"party": "1"})
    assert answer.status_code == 302
    assert answer.url == address(date)
    page = page_of(member_client, date)
    assert marks(page) == ("2", "confirmed")
    assert "Вы записаны" in page
    assert Booking.objects.get().learner == learner


def test_pressed_twice_is_booked_once(site: SiteTree, member_client: Client, now: datetime) -> None:
    date = make_date(now)
    for _ in range(2):
        member_client.post(address(date, "book/"), {"party": "2"})
    assert Booking.objects.count() == 1
    assert Seat.objects.count() == 2


def test_a_full_date_asks_before_it_queues(
    site: SiteTree, member_client: Client, learner: Learner, now: datetime
) -> None:
    date = make_date(now)
    fill(date, now)
    for _ in range(2):
        booking.book(Learner.objects.create(), date.pk, actor=None, now=now, may_wait=True)
    assert "Вы будете под номером 3" in page_of(member_client, date)
    refused = member_client.post(address(date, "book/"), {"party": "1"})
    assert refused.status_code == 409
    assert "Мест нет. Записать вас в очередь? Вы будете под номером 3" in refused.content.decode()
    assert not Booking.objects.filter(learner=learner).exists()
    member_client.post(address(date, "book/"), {"party": "1", "wait": "yes"})
    page = page_of(member_client, date)
    assert marks(page) == ("0", "waitlisted")
    assert "Вы в очереди под номером 3" in page


def test_a_pair_for_whom_one_place_is_left(site: SiteTree, member_client: Client, now: datetime) -> None:
    date = make_date(now, capacity=2)
    booking.book(Learner.objects.create(), date.pk, actor=None, now=now)
    refused = member_client.post(address(date, "book/"), {"party": "2"}).content.decode()
    assert "Вы будете под номером 1" in refused
    assert re.search(r'value="2"[^>]*checked', refused)


def test_all_dates_of_the_series_at_once(
    site: SiteTree, member_client: Client, learner: Learner, now: datetime
) -> None:
    replace_address(learner.user, "nina@example.org", is_verified=True)
    all_dates = make_dates(now)
    fill(all_dates[3], now)
    dates.cancel(all_dates[4].pk, "Ремонт", now)
    Mail.objects.all().delete()
    answer = member_client.post(address(all_dates[1], "book/"), {"party": "1", "all": "yes"}, follow=True)
    mine = Booking.objects.confirmed().filter(learner=learner)
    assert mine.count() == len(all_dates) - 2
    assert f"Вы записаны на {len(all_dates) - 2}" in answer.content.decode()
    assert "мест нет" in answer.content.decode()
    assert Mail.objects.get().kind == "booked_all"
    member_client.post(address(all_dates[1], "book/"), {"party": "1", "all": "yes"})
    assert mine.count() == len(all_dates) - 2


def test_consultations_are_booked_one_by_one(site: SiteTree, member_client: Client, now: datetime) -> None:
    date = make_date(now, minutes=60, slot_minutes=20)
    page = page_of(member_client, date)
    assert 'name="all"' not in page
    assert 'name="party"' not in page
    member_client.post(address(date, "book/"), {"all": "yes"})
    assert Booking.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"party": "3"}, 400),
        ({"party": "0"}, 400),
        ({"party": "-1"}, 400),
        ({"party": "много"}, 400),
        ({"party": "1" * 5000}, 400),
        ({"party": ["1", "2"]}, 302),
        ({"party": "", "wait": "\x01", "all": ""}, 302),
        ({}, 302),
        ({"once": "x" * 5000}, 400),
        ({"once": "подделка"}, 302),
        ({"name": "\x00", "email": "\x00"}, 302),
    ],
)
def test_odd_forms_are_no_errors(
    site: SiteTree, member_client: Client, now: datetime, data: dict[str, Any], status: int
) -> None:
    assert member_client.post(address(make_date(now), "book/"), data).status_code == status


def test_a_date_that_has_begun_takes_nobody(site: SiteTree, member_client: Client, now: datetime) -> None:
    date = make_date(now)
    with time_machine.travel(date.starts_at, tick=False):
        assert "уже началось" in page_of(member_client, date)
        member_client.post(address(date, "book/"), {"party": "1"})
    with time_machine.travel(date.ends_at, tick=False):
        assert "Занятие прошло" in page_of(member_client, date)
        member_client.post(address(date, "book/"), {"party": "1", "all": "yes"})
    assert not Booking.objects.filter(occurrence=date).exists()


def test_booking_is_a_post_with_a_token(site: SiteTree, now: datetime) -> None:
    date = make_date(now)
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(address(date, "book/")).status_code == 405
    assert strict.post(address(date, "book/"), {"party": "1"}).status_code == 403


# --- giving up and taking back ---------------------------------------------------------------------------------------


def test_given_up_and_taken_back_within_a_minute(site: SiteTree, member_client: Client, now: datetime) -> None:
    date = make_date(now)
    member_client.post(address(date, "book/"), {"party": "2"})
    for _ in range(2):
        assert member_client.post(address(date, "cancel/")).url == address(date)
    page = page_of(member_client, date)
    assert marks(page)[1] == "cancelled"
    assert "Вернуть</button>" in page
    member_client.post(address(date, "return/"))
    assert marks(page_of(member_client, date)) == ("1", "confirmed")


def test_after_the_minute_one_books_anew(site: SiteTree, member_client: Client, now: datetime) -> None:
    date = make_date(now)
    member_client.post(address(date, "book/"), {"party": "1"})
    member_client.post(address(date, "cancel/"))
    with time_machine.travel(now + timedelta(seconds=61), tick=False):
        answer = member_client.post(address(date, "return/"), follow=True).content.decode()
        assert "Минута прошла" in answer
        assert "Записаться</button>" in answer
        member_client.post(address(date, "book/"), {"party": "1"})
        assert marks(page_of(member_client, date)) == ("2", "confirmed")


@pytest.mark.parametrize("act", ["cancel/", "return/"])
def test_nobody_touches_the_booking_of_another(
    site: SiteTree, client: Client, member_client: Client, learner: Learner, now: datetime, act: str
) -> None:
    date = make_date(now)
    made = booking.book(learner, date.pk, actor=None, now=now)
    stranger = browser_of(make_user("stranger@example.org"))
    for other in (client, stranger):
        assert other.post(address(date, act)).status_code == 404
        assert marks(page_of(other, date))[1] == "none"
    made.refresh_from_db()
    assert made.state == "confirmed"


def test_the_page_costs_the_same_for_any_crowd(
    site: SiteTree, member_client: Client, now: datetime, django_assert_max_num_queries: Any
) -> None:
    date = make_date(now, venue=make_venue(), capacity=30)
    fill(date, now)
    for _ in range(20):
        booking.book(Learner.objects.create(), date.pk, actor=None, now=now, may_wait=True)
    page_of(member_client, date)
    with django_assert_max_num_queries(10):
        page_of(member_client, date)
