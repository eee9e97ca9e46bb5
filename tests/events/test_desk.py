"""The desk: who may open what, the sheet, ticks, callers, the call list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts import roles
from accounts.models import Learner, User
from events import booking, dates, posters
from events import series as rules
from events.models import Attendance, Booking, Call, Occurrence, Series
from tests.events.places import dates_of, make_schedule, make_workshop
from tests.factories.accounts import browser_of
from tests.factories.events import make_date, make_series, make_venue
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """A date today at 18:00 with its host, the date of another host, and people of every role."""

    now: datetime
    today: Occurrence
    elsewhere: Occurrence
    host: User
    people: dict[str, User]

    def browser(self, who: str) -> Client:
        return Client() if who == "nobody" else browser_of(self.people[who])


@pytest.fixture
def desk(now: datetime) -> Desk:
    host, other = make_user("host@example.org", roles.HOSTS, name="Ирина"), make_user("other@example.org", roles.HOSTS)
    mine, theirs = make_series(venue=make_venue()), make_series(venue=make_venue("Клуб"))
    mine.hosts.add(host)
    theirs.hosts.add(other)
    people = {
        "learner": make_user("learner@example.org", name="Нина"),
        "editor": make_user("editor@example.org", roles.EDITORS),
        "host": host,
        "dispatcher": make_user("dispatcher@example.org", roles.DISPATCHERS, name="Светлана"),
        "manager": make_user("manager@example.org", roles.MANAGERS),
    }
    return Desk(now, rules.extend(mine.pk, now)[0], rules.extend(theirs.pk, now)[0], host, people)


def guest(name: str = "Раиса") -> Learner:
    return Learner.objects.create(name=name)


def book(date: Occurrence, now: datetime, learner: Learner | None = None, **fields: object) -> Booking:
    return booking.book(learner or guest(), date.pk, actor=None, now=now, **fields)


# --- who may open what -----------------------------------------------------------------------------------------------

# Nobody is sent to sign in (302); people without work here are refused (403); what is not theirs does not exist (404).
WHO = ["nobody", "learner", "editor", "host", "dispatcher", "manager"]
PAGES = {
    "/desk/": [302, 403, 403, 200, 200, 200],
    "/desk/calls/": [302, 403, 403, 200, 200, 200],
    "/desk/date/{mine}/": [302, 403, 403, 200, 200, 200],
    "/desk/date/{mine}/book/": [302, 403, 403, 200, 200, 200],
    "/desk/date/{mine}/poster/": [302, 403, 403, 200, 200, 200],
    "/desk/date/{mine}/change/": [302, 403, 403, 200, 200, 200],
    "/desk/date/{theirs}/": [302, 403, 403, 404, 200, 200],
    "/desk/date/{theirs}/book/": [302, 403, 403, 404, 200, 200],
    "/desk/date/{theirs}/poster/": [302, 403, 403, 404, 200, 200],
    "/desk/date/{theirs}/change/": [302, 403, 403, 404, 200, 200],
    "/desk/booking/{mine_booked}/": [302, 403, 403, 200, 200, 200],
    "/desk/booking/{theirs_booked}/": [302, 403, 403, 404, 200, 200],
    "/desk/series/": [302, 403, 403, 200, 403, 200],
    "/desk/series/new/": [302, 403, 403, 200, 403, 200],
    "/desk/series/{my_series}/": [302, 403, 403, 200, 403, 200],
    "/desk/series/{my_series}/edit/": [302, 403, 403, 200, 403, 200],
    "/desk/series/{their_series}/": [302, 403, 403, 404, 403, 200],
    "/desk/series/{their_series}/edit/": [302, 403, 403, 404, 403, 200],
}
ACTS = {
    "/desk/date/{theirs}/tick/": [302, 403, 403, 404, 404, 404],  # nobody is named: 404 for all who get so far
    "/desk/date/{theirs}/walk-in/": [302, 403, 403, 404, 400, 400],
    "/desk/date/{theirs}/book/": [302, 403, 403, 404, 400, 400],
    "/desk/date/{theirs}/move/": [302, 403, 403, 404, 400, 400],
    "/desk/date/{theirs}/hosts/": [302, 403, 403, 404, 302, 302],
    "/desk/date/{theirs}/places/": [302, 403, 403, 404, 400, 400],
    "/desk/date/{theirs}/cancel/": [302, 403, 403, 404, 400, 400],
    "/desk/booking/{theirs_booked}/cancel/": [302, 403, 403, 404, 302, 302],
    "/desk/booking/{theirs_booked}/return/": [302, 403, 403, 404, 302, 302],
    "/desk/booking/{theirs_booked}/answer/": [302, 403, 403, 404, 404, 404],  # nothing is said: 404 for all
    "/desk/calls/{their_call}/": [302, 403, 403, 404, 400, 400],
    "/desk/series/new/": [302, 403, 403, 400, 403, 400],
    "/desk/series/{their_series}/edit/": [302, 403, 403, 404, 403, 400],
    "/desk/series/{their_series}/dates/": [302, 403, 403, 404, 404, 400],
}


@pytest.fixture
def places(desk: Desk) -> dict[str, object]:
    theirs = book(desk.elsewhere, desk.now)
    call = Call.objects.create(
        learner=theirs.learner, occurrence=desk.elsewhere, kind="moved", words="Позвоните", made_at=desk.now
    )
    return {
        "mine": desk.today.pk,
        "theirs": desk.elsewhere.pk,
        "mine_booked": book(desk.today, desk.now).pk,
        "theirs_booked": theirs.pk,
        "their_call": call.pk,
        "my_series": desk.today.series_id,
        "their_series": desk.elsewhere.series_id,
    }


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_to_their_people(desk: Desk, places: dict[str, object], page: str) -> None:
    assert [desk.browser(who).get(page.format(**places)).status_code for who in WHO] == PAGES[page]


@pytest.mark.parametrize("act", ACTS)
def test_acts_belong_to_their_people(desk: Desk, places: dict[str, object], act: str) -> None:
    assert [desk.browser(who).post(act.format(**places)).status_code for who in WHO] == ACTS[act]


def test_an_address_that_only_acts_is_no_page(desk: Desk) -> None:
    answer = desk.browser("host").get(f"/desk/date/{desk.today.pk}/tick/")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_a_substitute_sees_the_one_date(desk: Desk) -> None:
    """And the host whom they replace still plans it, without the sheet of people."""
    substitute = make_user("substitute@example.org", roles.HOSTS)
    dates.set_hosts(desk.today.pk, [substitute], desk.now)
    assert browser_of(substitute).get(f"/desk/date/{desk.today.pk}/").status_code == 200
    assert desk.browser("host").get(f"/desk/date/{desk.today.pk}/").status_code == 404
    assert desk.browser("host").get(f"/desk/date/{desk.today.pk}/change/").status_code == 200


# --- today and the sheet ---------------------------------------------------------------------------------------------


def titles(answer: object) -> list[str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [link["href"] for link in page.select(".desk-date h3 a")]


def test_a_host_sees_theirs_and_a_dispatcher_all(desk: Desk) -> None:
    mine, theirs = f"/desk/date/{desk.today.pk}/", f"/desk/date/{desk.elsewhere.pk}/"
    assert [mine in titles(desk.browser(who).get("/desk/")) for who in ("host", "dispatcher")] == [True, True]
    assert [theirs in titles(desk.browser(who).get("/desk/")) for who in ("host", "dispatcher")] == [False, True]


def test_many_dates_cost_no_more_queries(desk: Desk, django_assert_max_num_queries: object) -> None:
    for hour in range(8, 16):
        rules.extend(make_series(starts_at=datetime(2026, 1, 1, hour + 3).time()).pk, desk.now)  # noqa: DTZ001
    browser = desk.browser("dispatcher")
    with django_assert_max_num_queries(9):
        assert len(titles(browser.get("/desk/"))) >= 10


def test_a_full_sheet_costs_no_more_queries(desk: Desk, django_assert_max_num_queries: object) -> None:
    booking.set_capacity(desk.today.pk, 30, now=desk.now)
    for number in range(30):
        book(desk.today, desk.now, guest(f"Ученик {number}"))
    browser = desk.browser("host")
    with django_assert_max_num_queries(9):
        assert browser.get(f"/desk/date/{desk.today.pk}/").content.count(b"desk-person-name") == 30


def test_a_tap_ticks_and_another_takes_it_back(desk: Desk) -> None:
    row = book(desk.today, desk.now)
    address, browser = f"/desk/date/{desk.today.pk}/tick/", desk.browser("host")
    answer = browser.post(address, {"learner": row.learner.key, "came": "1"})
    assert answer["Location"] == f"/desk/date/{desk.today.pk}/#person-{row.learner.key}"
    came = Attendance.objects.get()
    assert (came.learner, came.how, came.actor, came.at) == (row.learner, "host", desk.host, desk.now)
    browser.post(address, {"learner": row.learner.key, "came": "0"})
    assert not Attendance.objects.exists()


def test_only_people_of_the_date_can_be_ticked(desk: Desk) -> None:
    stranger = book(desk.elsewhere, desk.now).learner
    answer = desk.browser("host").post(f"/desk/date/{desk.today.pk}/tick/", {"learner": stranger.key, "came": "1"})
    assert (answer.status_code, Attendance.objects.count()) == (404, 0)


def test_nobody_has_come_before_the_day(desk: Desk) -> None:
    later = desk.today.series.occurrences.order_by("starts_at")[1]
    row = book(later, desk.now)
    browser = desk.browser("host")
    assert "Отмечать можно в день занятия" in browser.get(f"/desk/date/{later.pk}/").content.decode()
    browser.post(f"/desk/date/{later.pk}/tick/", {"learner": row.learner.key, "came": "1"})
    assert not Attendance.objects.exists()


def test_whoever_comes_is_added_by_name_alone(desk: Desk) -> None:
    browser = desk.browser("host")
    browser.post(f"/desk/date/{desk.today.pk}/walk-in/", {"name": "  Мария   Ивановна "})
    came = Attendance.objects.get()
    assert (came.learner.name, came.learner.is_guest) == ("Мария Ивановна", True)
    assert (came.how, came.actor) == ("walk_in", desk.host)
    assert "Мария Ивановна" in browser.get(f"/desk/date/{desk.today.pk}/").content.decode()


def test_a_walk_in_needs_a_name(desk: Desk) -> None:
    answer = desk.browser("host").post(f"/desk/date/{desk.today.pk}/walk-in/", {"name": " "})
    assert answer.status_code == 400
    assert "Напишите имя" in answer.content.decode()
    assert not Learner.objects.filter(user=None).exists()


# --- somebody telephones ---------------------------------------------------------------------------------------------

CALLER = {"name": "Раиса Михайловна", "phone": "8 900 000-00-18", "party": "1", "agrees": "on"}


def test_a_caller_gets_a_place_and_a_slip(desk: Desk) -> None:
    browser = desk.browser("dispatcher")
    answer = browser.post(f"/desk/date/{desk.today.pk}/book/", CALLER, follow=True)
    row = Booking.objects.get()
    assert (row.learner.name, row.phone) == ("Раиса Михайловна", "8 900 000-00-18")
    assert row.made_by == desk.people["dispatcher"]
    assert row.learner.consents.filter(withdrawn_at=None).exists()
    page = answer.content.decode()
    assert [words in page for words in ("Место есть", "Вторник, 24 ноября", "18:00", "Лесная, 5")] == [True] * 4


def test_a_caller_who_calls_again_is_the_same_learner(desk: Desk) -> None:
    browser = desk.browser("dispatcher")
    for _ in range(2):
        browser.post(f"/desk/date/{desk.today.pk}/book/", CALLER)
    browser.post(f"/desk/date/{desk.elsewhere.pk}/book/", CALLER | {"name": "раиса михайловна"})
    assert Booking.objects.count() == 2
    assert Learner.objects.filter(user=None).count() == 1


def test_a_full_date_asks_before_it_queues(desk: Desk) -> None:
    booking.set_capacity(desk.today.pk, 1, now=desk.now)
    book(desk.today, desk.now)
    browser, address = desk.browser("dispatcher"), f"/desk/date/{desk.today.pk}/book/"
    answer = browser.post(address, CALLER)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 409
    assert "под номером 1" in page.get_text()
    assert page.select_one("[name=phone]")["value"] == CALLER["phone"]
    assert Learner.objects.filter(user=None).count() == 1, "nobody is left behind"
    browser.post(address, CALLER | {"wait": "1"})
    assert Booking.objects.get(learner__name=CALLER["name"]).state == "waitlisted"


@pytest.mark.parametrize(
    ("field", "words"), [("name", "Спросите имя"), ("phone", "Спросите номер"), ("agrees", "Спросите согласие")]
)
def test_what_is_missing_is_asked_for(desk: Desk, field: str, words: str) -> None:
    sent = {name: value for name, value in CALLER.items() if name != field}
    answer = desk.browser("dispatcher").post(f"/desk/date/{desk.today.pk}/book/", sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_a_booking_is_cancelled_for_a_caller_and_given_back(desk: Desk) -> None:
    row, browser = book(desk.today, desk.now), desk.browser("dispatcher")
    browser.post(f"/desk/booking/{row.pk}/cancel/")
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert ModelLogEntry.objects.get(action="events.booking.cancel").user == desk.people["dispatcher"]
    browser.post(f"/desk/booking/{row.pk}/return/")
    row.refresh_from_db()
    assert row.state == "confirmed"


# --- whom we telephone -----------------------------------------------------------------------------------------------


def test_who_cannot_be_mailed_is_on_the_list_until_somebody_called(desk: Desk) -> None:
    row = book(desk.today, desk.now, phone="8 900 000-00-19")
    dates.cancel(desk.today.pk, "Заболел ведущий", desk.now)
    browser, call = desk.browser("dispatcher"), Call.objects.get()
    page = browser.get("/desk/calls/").content.decode()
    assert [words in page for words in (str(row.learner), "8 900 000-00-19", "Заболел ведущий")] == [True] * 3
    assert browser.post(f"/desk/calls/{call.pk}/", {"outcome": ""}).status_code == 400
    browser.post(f"/desk/calls/{call.pk}/", {"outcome": "told"})
    call.refresh_from_db()
    assert (call.done_by, call.done_at, call.outcome) == (desk.people["dispatcher"], desk.now, "Поговорили, всё знает")
    assert "Звонить некому" in browser.get("/desk/calls/").content.decode()


def test_the_first_who_called_stays(desk: Desk) -> None:
    book(desk.today, desk.now)
    dates.cancel(desk.today.pk, "Ремонт", desk.now)
    call = Call.objects.get()
    desk.browser("dispatcher").post(f"/desk/calls/{call.pk}/", {"outcome": "told"})
    desk.browser("manager").post(f"/desk/calls/{call.pk}/", {"outcome": "not"})
    call.refresh_from_db()
    assert (call.done_by, call.outcome) == (desk.people["dispatcher"], "Поговорили, всё знает")


# --- a single date ---------------------------------------------------------------------------------------------------


def move(browser: Client, date: Occurrence, **changes: str) -> object:
    local = date.local_start
    room = {"venue": str(date.room.pk)} if date.room else {}
    sent = {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}", "minutes": "90"} | room
    return browser.post(f"/desk/date/{date.pk}/move/", sent | changes)


def test_a_date_moves_and_who_did_it_is_known(desk: Desk) -> None:
    book(desk.today, desk.now)
    assert move(desk.browser("host"), desk.today, day="2026-11-26", time="19:30").status_code == 302
    desk.today.refresh_from_db()
    assert f"{desk.today.local_start:%d.%m %H:%M}" == "26.11 19:30"
    assert Call.objects.filter(kind="moved").count() == 1
    assert ModelLogEntry.objects.get(action="events.date.move").user == desk.host


def test_a_taken_room_names_the_other_date_and_nothing_typed_is_lost(desk: Desk) -> None:
    answer = move(desk.browser("host"), desk.today, venue=str(desk.elsewhere.room.pk), minutes="45")
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 409
    assert "«Телефон без спешки», 24 ноября, 18:00" in page.select_one(".error-summary").get_text()
    assert page.select_one("#move_minutes")["value"] == "45"
    assert page.select_one("#move_venue [selected]")["value"] == str(desk.elsewhere.room.pk)


def test_what_has_begun_is_not_changed(desk: Desk) -> None:
    with time_machine.travel(desk.today.starts_at + HOUR, tick=False):
        browser = desk.browser("host")
        assert "не меняют" in browser.get(f"/desk/date/{desk.today.pk}/change/").content.decode()
        assert move(browser, desk.today).status_code == 409
        assert browser.post(f"/desk/date/{desk.today.pk}/cancel/", {"reason": "Поздно"}).status_code == 409


def test_a_date_is_cancelled_with_its_reason(desk: Desk) -> None:
    browser, address = desk.browser("host"), f"/desk/date/{desk.today.pk}/cancel/"
    assert browser.post(address, {"reason": ""}).status_code == 400
    browser.post(address, {"reason": "Ремонт"})
    desk.today.refresh_from_db()
    assert (desk.today.is_cancelled, desk.today.cancel_reason) == (True, "Ремонт")
    assert ModelLogEntry.objects.get(action="events.date.cancel").user == desk.host


def test_fewer_places_throw_nobody_out(desk: Desk) -> None:
    for _ in range(3):
        book(desk.today, desk.now)
    answer = desk.browser("host").post(f"/desk/date/{desk.today.pk}/places/", {"capacity": "1"}, follow=True)
    assert "никого не убрали" in answer.content.decode()
    assert Booking.objects.confirmed().count() == 3
    assert ModelLogEntry.objects.get(action="events.date.places").user == desk.host


def test_somebody_else_hosts_this_once(desk: Desk) -> None:
    other = User.objects.get(email="other@example.org")
    desk.browser("host").post(f"/desk/date/{desk.today.pk}/hosts/", {"hosts": [other.pk]})
    assert list(desk.today.hosts.all()) == [other]
    assert list(desk.today.series.hosts.all()) == [desk.host]


# --- paper -----------------------------------------------------------------------------------------------------------


def test_a_poster_without_a_page_leads_to_its_date(desk: Desk) -> None:
    page = BeautifulSoup(desk.browser("host").get(f"/desk/date/{desk.today.pk}/poster/").content, "html.parser")
    assert page.select_one("svg.qr path")
    assert f"/n/{desk.today.number}" in page.select_one(".desk-poster").get_text()
    assert "Каждый вторник в 18:00" in page.get_text()


def test_a_poster_leads_to_all_dates_of_the_workshop(site: SiteTree, now: datetime, settings: Any) -> None:
    settings.SITE_URL = "https://prosvet.example"
    date = dates_of(make_workshop(make_schedule(site)), now)[0]
    manager = browser_of(make_user("manager@example.org", roles.MANAGERS))
    page = BeautifulSoup(manager.get(f"/desk/date/{date.pk}/poster/").content, "html.parser")
    assert page.select_one(".desk-poster strong:-soup-contains('prosvet.example/workshops/telefon')")
    drawn = BeautifulSoup(posters.code("https://prosvet.example/workshops/telefon/"), "html.parser")
    assert page.select_one("svg.qr path")["d"] == drawn.path["d"]


def test_a_date_by_video_has_no_room_to_name(now: datetime) -> None:
    date = make_date(now)
    manager = browser_of(make_user("manager@example.org", roles.MANAGERS))
    for page in ("", "poster/", "change/", "book/"):
        assert "по видео" in manager.get(f"/desk/date/{date.pk}/{page}").content.decode()
    assert move(manager, date, time="12:00").status_code == 302
    assert Series.objects.get().venue is None
