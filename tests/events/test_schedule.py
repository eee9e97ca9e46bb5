"""«Занятия»: by day, as a month, narrowed by plain links, at the same cost for any number of dates."""

import json
import re
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from accounts.models import Learner
from courses.models import Topic
from events import booking, dates
from events import series as rules
from events.models import Occurrence, SchedulePage, Series
from tests.events.places import dates_of, make_schedule, make_workshop, series_of
from tests.factories.events import make_venue
from tests.factories.sites import SiteTree
from tests.ground import NOW, layer


@pytest.fixture
def schedule(site: SiteTree) -> SchedulePage:
    return make_schedule(site)


@layer(below="site", at=NOW)
def three_workshops(site: SiteTree) -> None:
    """Tuesdays in a library, Wednesdays by video, Saturdays in another district."""
    schedule = make_schedule(site)
    fraud = Topic.objects.create(title="Безопасность", slug="fraud", locale=schedule.locale)
    library = make_venue()
    club = make_venue("Клуб", district="Арбат")
    dates_of(make_workshop(schedule, audience="older"), NOW, venue=library)
    dates_of(make_workshop(schedule, "Звонки недели", "zvonki", topics=[fraud]), NOW, rule="RRULE:FREQ=WEEKLY;BYDAY=WE")
    family = make_workshop(schedule, "Внуки и старшие", "vnuki", audience="families")
    dates_of(family, NOW, rule="RRULE:FREQ=WEEKLY;BYDAY=SA", venue=club, place="both", capacity=1)


@pytest.fixture
def three(three_workshops: None, now: datetime) -> None:
    """The clock stands still on the morning of their first date."""


def shown(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/workshops/{query}")
    assert answer.status_code == 200
    return [f"{day:%d.%m} {line.title}" for day, lines in answer.context["days"].items() for line in lines]


def titles(client: Client, query: str) -> set[str]:
    return {text.partition(" ")[2] for text in shown(client, query)}


def test_the_coming_days_in_order(three: None, client: Client) -> None:
    assert shown(client)[:4] == [
        "24.11 Телефон без спешки",
        "25.11 Звонки недели",
        "28.11 Внуки и старшие",
        "01.12 Телефон без спешки",
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?topic=fraud", {"Звонки недели"}),
        ("?topic=nothing", set()),
        ("?district=Арбат", {"Внуки и старшие"}),
        ("?district=Нигде", {"Телефон без спешки", "Звонки недели", "Внуки и старшие"}),
        ("?online=yes", {"Звонки недели", "Внуки и старшие"}),
        ("?audience=older", {"Телефон без спешки", "Звонки недели"}),
        ("?day=today", {"Телефон без спешки"}),
        ("?day=tomorrow", {"Звонки недели"}),
        ("?day=weekend", {"Внуки и старшие"}),
        ("?day=2026-12-02", {"Звонки недели"}),
        ("?day=2026-12-03", set()),
        ("?online=yes&district=Арбат", {"Внуки и старшие"}),
    ],
)
def test_filters(three: None, client: Client, query: str, expected: set[str]) -> None:
    assert titles(client, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?month=2026-13",
        "?month=0000-00",
        "?month=9999-12",
        "?month=1900-01",
        "?month=декабрь",
        "?month=" + "9" * 4000,
        "?day=9999-12-31",
        "?day=0001-01-01",
        "?day=2026-02-30",
        "?day=%F0%9F%93%85",
        "?since=9999-12-31",
        "?since=x",
        "?since=0001-01-01",
        "?audience=nonsense&online=maybe&free=да",
        "?month=2026-12&month=2027-01",
        "?topic=%27%22--",
        "?month=2026-12&day=2027-01-05&since=2026-11-30",
        "?month=٢٠٢٦-١٢",
    ],
)
def test_odd_addresses_are_no_errors(three: None, client: Client, query: str) -> None:
    assert client.get(f"/workshops/{query}").status_code == 200


def test_full_dates_can_be_left_out(three: None, client: Client, now: datetime) -> None:
    full = Occurrence.objects.filter(series__capacity=1).earliest("starts_at")
    booking.book(Learner.objects.create(), full.pk, actor=None, now=now)
    assert "28.11 Внуки и старшие" in shown(client)
    assert "28.11 Внуки и старшие" not in shown(client, "?free=yes")


def test_a_month_is_a_table(three: None, client: Client) -> None:
    answer = client.get("/workshops/?month=2026-12")
    month = answer.context["month"]
    assert (month.first.month, month.before, month.after) == (12, "2026-11", "2027-01")
    assert next(cell.day.day for cell in month.weeks[0] if cell.is_in_month) == 1
    tuesday = next(cell for week in month.weeks for cell in week if cell.day.isoformat() == "2026-12-01")
    assert [line.title for line in tuesday.lines] == ["Телефон без спешки"]
    page = answer.content.decode()
    assert '<th scope="col">' in page
    assert "?month=2027-01" in page
    assert all(text[3:5] == "12" for text in shown(client, "?month=2026-12"))


def test_the_past_is_not_leafed_through(three: None, client: Client) -> None:
    assert client.get("/workshops/?month=2026-11").context["month"].before == ""
    assert client.get("/workshops/?month=2026-10").context["month"].first.month == 11


def test_a_cancelled_date_is_still_shown(three: None, client: Client, now: datetime) -> None:
    dates.cancel(Occurrence.objects.earliest("starts_at").pk, "Болеет ведущая", now)
    assert "24.11 Телефон без спешки" in shown(client)
    assert "Занятия не будет" in client.get("/workshops/").content.decode()


def test_one_sees_what_one_has_booked(three: None, member_client: Client, learner: Learner, now: datetime) -> None:
    booking.book(learner, Occurrence.objects.earliest("starts_at").pk, actor=None, now=now)
    assert 'data-booking-state="confirmed"' in member_client.get("/workshops/").content.decode()


def test_consultations_of_a_day_are_one_line(schedule: SchedulePage, client: Client, now: datetime) -> None:
    dates_of(make_workshop(schedule), now, minutes=60, slot_minutes=20)
    answer = client.get("/workshops/?day=2026-11-24")
    (line,) = next(iter(answer.context["days"].values()))
    assert [slot.starts for slot in line.free_slots] == ["18:00", "18:20", "18:40"]
    assert (line.starts, line.ends) == ("18:00", "19:00")


def test_dates_of_a_private_workshop_are_private(schedule: SchedulePage, client: Client, now: datetime) -> None:
    page = make_workshop(schedule)
    date = dates_of(page, now)[0]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert shown(client) == []
    assert client.get(f"/workshops/date/{date.pk}/").status_code == 404
    assert client.post(f"/workshops/date/{date.pk}/book/").status_code == 404


def test_programs_read_events(three: None, client: Client) -> None:
    page = client.get("/workshops/?day=today").content.decode()
    described = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    (event,) = described["@graph"]
    assert event["startDate"] == "2026-11-24T18:00:00+03:00"
    assert event["location"]["name"] == "Библиотека на Лесной"


def test_a_workshop_shows_its_own_dates(three: None, client: Client) -> None:
    answer = client.get("/workshops/zvonki/")
    assert answer.status_code == 200
    assert {line.title for line in answer.context["dates"]} == {"Звонки недели"}
    assert "/workshops/date/" in answer.content.decode()


def test_the_search_finds_workshops(three: None, client: Client) -> None:
    assert "/workshops/zvonki/" in client.get("/search/?q=звонки").content.decode()


def test_the_home_page_shows_the_next_three(three: None, client: Client, now: datetime) -> None:
    page = client.get("/").content.decode()
    assert page.count('class="date-line') == 3
    assert "3 места свободно" in page
    assert "Тверской" in page
    dates.cancel(Occurrence.objects.earliest("starts_at").pk, "Болеет ведущая", now)
    assert "Занятия не будет" not in client.get("/").content.decode()


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def many(series: Series, count: int) -> None:
    """`count` dates of a month, ten minutes apart."""
    start = datetime.combine(series.starts_on, time(9, 0)).replace(tzinfo=series.zone_info) + timedelta(days=8)
    for number in range(count):
        at = start + timedelta(days=number % 25, minutes=10 * (number // 25))
        slot = rules.Slot(at.replace(tzinfo=None).isoformat(timespec="minutes"), 0, at, at + timedelta(minutes=10))
        rules.make_date(series, slot)


def test_fifty_dates_cost_as_much_as_five_hundred(
    schedule: SchedulePage, member_client: Client, client: Client, learner: Learner, now: datetime
) -> None:
    series = series_of(make_workshop(schedule), venue=make_venue())
    many(series, 50)
    booking.book(learner, series.occurrences.all()[0].pk, actor=None, now=now)
    addresses = ["/workshops/", "/workshops/?month=2026-12", "/workshops/telefon/", "/", "/my/"]
    asked = [(one, address) for one in (client, member_client) for address in addresses]
    before = [cost(*one) for one in asked]
    other = series_of(make_workshop(schedule, "Ещё", "eshche"), venue=make_venue("Другой зал"))
    many(other, 450)
    assert [cost(*one) for one in asked] == before
    assert max(spent for (_client, address), spent in zip(asked, before, strict=True) if "workshops" in address) <= 10
