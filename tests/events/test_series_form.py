"""A host plans a series on one page: preview, making, the cost of a change, «это и следующие», one more date."""

from datetime import date, datetime, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts import roles
from accounts.models import Learner, Organisation, User
from events import booking
from events import series as rules
from events.models import Booking, Call, Occurrence, Series, Workshop
from events.models.series import ClosedDay
from tests.factories.accounts import browser_of
from tests.factories.events import make_series, make_venue
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def host(now: datetime) -> User:
    return make_user("host@example.org", roles.HOSTS, name="Ирина")


@pytest.fixture
def browser(host: User) -> Client:
    return browser_of(host)


@pytest.fixture
def series(host: User, now: datetime) -> Series:
    """On Tuesdays at 18:00, in a room, three places."""
    made = make_series(venue=make_venue(), ends_on=date(2027, 1, 31))
    made.hosts.add(host)
    rules.extend(made.pk, now)
    return made


def page_of(answer: object) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def filled(page: BeautifulSoup, **changes: object) -> dict[str, object]:
    """What a browser sends of the form as it is drawn, with changes."""
    data: dict[str, object] = {}
    form = page.select_one("main form.form")
    for control in form.select("input, select"):
        name, kind = control["name"], control.get("type", "select")
        if kind in ("radio", "checkbox"):
            if control.has_attr("checked"):
                data.setdefault(name, []).append(control.get("value", "on"))
        elif kind == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            data[name] = chosen["value"]
        else:
            data[name] = control.get("value", "")
    return data | changes


def new(**changes: object) -> dict[str, object]:
    """A whole form for Thursdays by video."""
    workshop = Workshop.objects.first() or Workshop.objects.create(title="Звонки недели", language="ru")
    return {
        "workshop": str(workshop.pk),
        "rule_how": "weeks",
        "rule_weekdays": ["3"],
        "starts_on": "2026-11-26",
        "starts_at": "18:00",
        "minutes": "60",
        "place": "online",
        "capacity": "10",
        "skips_holidays": "on",
        **changes,
    }


# --- making ----------------------------------------------------------------------------------------------------------


def test_a_series_is_made_with_its_dates_and_its_maker(host: User, browser: Client) -> None:
    answer = browser.post("/desk/series/new/", new(hosts=[host.pk]))
    made = Series.objects.get()
    assert answer["Location"] == f"/desk/series/{made.pk}/"
    assert made.schedule.rule.until is None
    assert list(made.hosts.all()) == [host]
    assert {f"{one.local_start:%a %H:%M}" for one in made.occurrences.all()} == {"Thu 18:00"}
    assert ModelLogEntry.objects.get(action="events.series.make").user == host


def test_the_preview_keeps_nothing_and_leaves_holidays_out(browser: Client) -> None:
    sent = new(rule_weekdays=["4"], starts_on="2026-12-18", preview="1")
    page = page_of(browser.post("/desk/series/new/", sent))
    shown = page.select_one("#preview").get_text(" ")
    assert "Каждую пятницу в 18:00" in shown
    assert len(page.select("#preview .desk-days li")) == 6
    assert "1 января 2027" in shown
    assert "Новогодние каникулы" in shown
    assert page.select_one("[name=starts_on]")["value"] == "2026-12-18"
    assert page.select_one("[name=rule_weekdays][value='4']").has_attr("checked")
    assert not Series.objects.exists()


def test_the_preview_names_closed_days_and_other_people_in_the_room(browser: Client, series: Series) -> None:
    ClosedDay.objects.create(venue=series.venue, on=date(2026, 12, 8))
    sent = new(rule_weekdays=["1"], place="room", venue=series.venue_id, preview="1")
    shown = page_of(browser.post("/desk/series/new/", sent)).select_one("#preview").get_text(" ")
    assert "8 декабря 2026: в этот день закрыто" in shown
    assert "зал занят: «Телефон без спешки»" in shown


def test_a_taken_room_names_the_date_and_nothing_typed_is_lost(browser: Client, series: Series) -> None:
    sent = new(rule_weekdays=["1"], place="room", venue=series.venue_id, minutes="75")
    answer = browser.post("/desk/series/new/", sent)
    page = page_of(answer)
    assert answer.status_code == 409
    assert "«Телефон без спешки», 1 декабря, 18:00" in page.select_one(".error-summary").get_text()
    assert page.select_one("[name=minutes]")["value"] == "75"
    assert Series.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rule_weekdays": []}, "Отметьте хотя бы один день недели"),
        ({"place": "room", "venue": ""}, "Выберите зал"),
        ({"ends_on": "2026-11-25"}, "Последний день раньше первого"),
        ({"starts_on": "2026-11-20"}, "Этот день прошёл"),
        ({"starts_on": "завтра"}, "правильную дату"),
        ({"minutes": "1"}, "от 5 до 600"),
        ({"capacity": "100000"}, "от 1 до 500"),
        ({"starts_on": "9999-12-31"}, "Проверьте год"),
        ({"slot_minutes": "90"}, "не дольше всего приёма"),
        ({"workshop": "нет"}, ""),
        ({"rule_interval": "9" * 40}, "меньше либо равно 52"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(browser: Client, wrong: dict[str, object], words: str) -> None:
    answer = browser.post("/desk/series/new/", new(starts_at="17:15", **wrong))
    page = page_of(answer)
    assert answer.status_code == 400
    assert words in page.select_one(".error-summary").get_text()
    assert page.select_one("[name=starts_at]")["value"] == "17:15"
    assert not Series.objects.exists()


def test_the_length_of_a_consultation_is_changed_with_its_cost_shown(
    browser: Client, host: User, now: datetime
) -> None:
    visits = make_series(minutes=60, slot_minutes=20)
    visits.hosts.add(host)
    rules.extend(visits.pk, now)
    last = visits.occurrences.order_by("starts_at")[5]
    booking.book(Learner.objects.create(), last.pk, actor=None, now=now)
    address = f"/desk/series/{visits.pk}/edit/"
    sent = filled(page_of(browser.get(address)), slot_minutes="30", save="1")
    page = page_of(browser.post(address, sent))
    assert "1 человек записан на даты, которых больше не будет" in page.select_one("#plan").get_text(" ")
    confirm = page.select_one("#plan [name=confirm]")["value"]
    answer = browser.post(address, sent | {"confirm": confirm, "orphans": "keep"})
    assert (answer.status_code, "её время займёт другая" in answer.content.decode()) == (409, True)
    browser.post(address, sent | {"confirm": confirm, "orphans": "move"})
    assert Booking.objects.live().get().occurrence.starts_at == last.starts_at - timedelta(minutes=10)
    assert browser.post(address, sent | {"slot_minutes": ""}).status_code == 400


def test_consultations_are_cut_into_slots(browser: Client) -> None:
    browser.post("/desk/series/new/", new(slot_minutes="20"))
    day = Occurrence.objects.filter(recurrence_id="2026-11-26T18:00")
    assert [one.places for one in day] == [1, 1, 1]


def test_the_organisation_is_one_of_the_hosts_own(host: User, browser: Client) -> None:
    own, other = Organisation.objects.create(name="Библиотека"), Organisation.objects.create(name="Клуб")
    assert "organisation" not in page_of(browser.get("/desk/series/new/")).decode()
    host.groups.add(roles.ensure_organisation_group(own))
    assert browser.post("/desk/series/new/", new(organisation=other.pk)).status_code == 400
    browser.post("/desk/series/new/", new(organisation=own.pk))
    colleague = make_user("colleague@example.org", roles.HOSTS)
    made = Series.objects.get()
    assert browser_of(colleague).get(f"/desk/series/{made.pk}/").status_code == 404
    colleague.groups.add(own.group)
    assert browser_of(colleague).get(f"/desk/series/{made.pk}/edit/").status_code == 200


# --- changing --------------------------------------------------------------------------------------------------------


def people_on(occurrence: Occurrence, now: datetime, number: int = 2) -> list[Booking]:
    learners = [Learner.objects.create(name=f"Ученик {one}") for one in range(number)]
    return [booking.book(one, occurrence.pk, actor=None, now=now, phone="8 900 000-00-10") for one in learners]


def test_an_untouched_form_changes_nothing(browser: Client, series: Series) -> None:
    before = list(series.occurrences.values_list("pk", "starts_at", "revision"))
    address = f"/desk/series/{series.pk}/edit/"
    answer = browser.post(address, filled(page_of(browser.get(address))))
    assert answer.status_code == 302
    assert list(series.occurrences.values_list("pk", "starts_at", "revision")) == before


def test_the_cost_is_shown_before_it_is_paid(browser: Client, series: Series, now: datetime) -> None:
    people_on(series.occurrences.order_by("starts_at")[1], now)
    address = f"/desk/series/{series.pk}/edit/"
    sent = filled(page_of(browser.get(address)), rule_weekdays=["3"])
    page = page_of(browser.post(address, sent))
    assert "2 человека записаны на даты, которых больше не будет" in page.select_one("#plan").get_text(" ")
    assert page.select_one("[name=rule_weekdays][value='3']").has_attr("checked")
    series.refresh_from_db()
    assert series.occurrences.filter(starts_at__iso_week_day=4).count() == 0

    confirm = page.select_one("[name=confirm]")["value"]
    refused = browser.post(address, sent | {"confirm": confirm})
    assert refused.status_code == 409
    assert "Выберите, что сделать с людьми" in page_of(refused).get_text()

    browser.post(address, sent | {"confirm": confirm, "orphans": "move"})
    booked = set(Occurrence.objects.filter(bookings__cancelled_at=None, bookings__isnull=False))
    assert {one.local_start.weekday() for one in booked} == {3}
    assert Call.objects.filter(kind="moved").count() == 2
    log = ModelLogEntry.objects.get(action="events.series.change")
    assert (log.user.email, log.data["people"], log.data["orphans"]) == ("host@example.org", 2, "move")


def test_a_cost_that_grew_meanwhile_is_shown_again(browser: Client, series: Series, now: datetime) -> None:
    address = f"/desk/series/{series.pk}/edit/"
    sent = filled(page_of(browser.get(address)), rule_weekdays=["3"])
    shown = page_of(browser.post(address, sent)).select_one("[name=confirm]")["value"]
    people_on(series.occurrences.order_by("starts_at")[1], now)
    page = page_of(browser.post(address, sent | {"confirm": shown}))
    assert page.select_one("[name=orphans]")
    assert page.select_one("[name=confirm]")["value"] != shown
    assert Booking.objects.live().count() == 2


def test_this_and_the_following(browser: Client, series: Series, now: datetime) -> None:
    second = series.occurrences.order_by("starts_at")[1]
    people_on(second, now)
    link = page_of(browser.get(f"/desk/date/{second.pk}/change/")).select_one("a[href*=since]")["href"]
    sent = filled(page_of(browser.get(link)), starts_at="17:00")
    assert sent["since"] == "2026-12-01"
    page = page_of(browser.post(link, sent))
    assert Series.objects.count() == 1, "only looked at"
    browser.post(link, sent | {"confirm": page.select_one("[name=confirm]")["value"]})
    series.refresh_from_db()
    later = Series.objects.get(continues=series)
    assert (series.ends_on, series.starts_at) == (date(2026, 11, 30), time(18, 0))
    second.refresh_from_db()
    assert (second.series, f"{second.local_start:%H:%M}") == (later, "17:00")
    assert Booking.objects.live().filter(occurrence=second).count() == 2
    assert [one.email for one in later.hosts.all()] == ["host@example.org"]


def test_a_room_that_is_taken_refuses_the_change(browser: Client, series: Series, now: datetime) -> None:
    other = make_series(venue=make_venue("Клуб"), workshop=series.workshop)
    rules.extend(other.pk, now)
    address = f"/desk/series/{series.pk}/edit/"
    sent = filled(page_of(browser.get(address)), venue=str(other.venue_id))
    page = page_of(browser.post(address, sent))
    refused = browser.post(address, sent | {"confirm": page.select_one("[name=confirm]")["value"]})
    assert refused.status_code == 409
    assert "Зал в это время занят: «Телефон без спешки»" in page_of(refused).select_one(".error-summary").get_text()
    series.refresh_from_db()
    assert series.venue != other.venue


def test_more_places_move_the_queue_up(browser: Client, series: Series, now: datetime) -> None:
    later = series.occurrences.order_by("starts_at")[1]
    people_on(later, now, 3)
    waits = booking.book(Learner.objects.create(), later.pk, actor=None, now=now, may_wait=True)
    address = f"/desk/series/{series.pk}/edit/"
    browser.post(address, filled(page_of(browser.get(address)), capacity="4"))
    waits.refresh_from_db()
    assert waits.state == "confirmed"


# --- one more date ---------------------------------------------------------------------------------------------------


def test_one_more_date(browser: Client, series: Series, host: User) -> None:
    address = f"/desk/series/{series.pk}/dates/"
    browser.post(address, {"day": "2026-11-28", "time": "12:00"})
    assert series.occurrences.get(is_one_off=True).recurrence_id == "2026-11-28T12:00"
    assert ModelLogEntry.objects.get(action="events.date.add").user == host
    again = browser.post(address, {"day": "2026-11-28", "time": "12:00"})
    assert (again.status_code, page_of(again).select_one("[name=time]")["value"]) == (409, "12:00")
    assert browser.post(address, {"day": "2026-11-20", "time": "12:00"}).status_code == 409
    for day in ("", "0001-01-01", "9999-12-31"):
        assert browser.post(address, {"day": day, "time": "12:00"}).status_code == 400


def test_a_list_of_many_series_costs_no_more_queries(
    browser: Client, host: User, django_assert_max_num_queries: object
) -> None:
    for _ in range(12):
        make_series().hosts.add(host)
    with django_assert_max_num_queries(7):
        assert len(page_of(browser.get("/desk/series/")).select(".grid > li")) == 12
