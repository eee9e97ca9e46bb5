"""What calendars say of dates, from one fetch to the next: to everybody, to one person, in letters."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Learner, User
from events import booking, calendars, dates, ics, planning
from events import series as rules
from events.models import Booking, Occurrence, SchedulePage, Series, Venue
from tests.events.calendar_readers import Read, by_both, in_javascript, in_python
from tests.events.places import make_schedule, make_workshop, series_of
from tests.factories.courses import publish
from tests.factories.events import make_date, make_dates, make_series, make_venue
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db

PUBLIC = "/workshops/calendar.ics"


def fetch(client: Client, query: str = "") -> dict[str, Read]:
    return {event.uid: event for event in in_python(client.get(PUBLIC + query).text)}


def own(learner: Learner, now: datetime) -> dict[str, Read]:
    return {event.uid: event for event in in_python(ics.write(calendars.of_learner(learner, now)))}


# --- the public feed -------------------------------------------------------------------------------------------------


def test_as_many_events_as_dates(client: Client, now: datetime) -> None:
    made = make_dates(now, venue=make_venue())
    dates.cancel(made[3].pk, "Ремонт", now)
    events = by_both(client.get(PUBLIC).text)
    assert [event.uid for event in events] == [str(one.pk) for one in made]
    assert [event.start for event in events] == [one.starts_at for one in made]
    assert [event.end for event in events] == [one.ends_at for one in made]
    assert [event.status for event in events].count("CANCELLED") == 1
    assert "Ремонт" in events[3].description
    assert events[3].title == "Отменено: Телефон без спешки"


def test_the_hour_is_that_of_the_city_all_year(client: Client, now: datetime) -> None:
    make_dates(now, zone="Europe/Berlin")
    make_dates(now)
    text = client.get(PUBLIC).text
    read = in_python(text)
    assert in_javascript(text) == [read]
    assert {event.start.hour for event in read} == {15, 16, 17}  # Moscow; Berlin in summer and in winter
    known = Occurrence.objects.values_list("starts_at", flat=True)
    assert sorted(event.start for event in read) == sorted(known)


def test_what_has_long_been_is_left_out(client: Client, now: datetime) -> None:
    long_ago, lately, soon = make_dates(now)[:3]
    for one, days in ((long_ago, 40), (lately, 20)):
        start = now - timedelta(days=days)
        Occurrence.objects.filter(pk=one.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    events = fetch(client)
    assert str(long_ago.pk) not in events
    assert {str(lately.pk), str(soon.pk)} <= set(events)


def test_the_address_narrows_as_that_of_the_schedule(client: Client, site: SiteTree, now: datetime) -> None:
    schedule = make_schedule(site)
    phone = make_workshop(schedule)
    calls = make_workshop(schedule, "Звонки недели", "zvonki", audience="helpers")
    in_room = {str(one.pk) for one in rules.extend(series_of(phone, venue=make_venue()).pk, now)}
    online = {str(one.pk) for one in rules.extend(series_of(calls).pk, now)}
    assert set(fetch(client)) == in_room | online
    assert set(fetch(client, "?online=yes")) == online
    assert set(fetch(client, "?district=Тверской")) == in_room
    assert set(fetch(client, "?workshop=zvonki")) == online
    assert set(fetch(client, f"?workshop={phone.translation_key}")) == in_room
    assert set(fetch(client, "?audience=helpers&online=yes")) == online
    assert set(fetch(client, "?audience=nonsense")) == in_room | online


@pytest.mark.parametrize("query", ["?topic=nothing", "?district=Нигде", "?workshop=gone"])
def test_what_is_no_more_fills_nobodys_calendar(client: Client, now: datetime, query: str) -> None:
    make_dates(now)
    assert fetch(client, query) == {}


def test_it_speaks_the_language_that_is_asked_for(client: Client, site: SiteTree, now: datetime) -> None:
    page = make_workshop(make_schedule(site))
    rules.extend(series_of(page, venue=make_venue(metro="Лесная")).pk, now)
    assert "X-WR-CALNAME:Занятия" in client.get(PUBLIC).text
    text = client.get(PUBLIC + "?language=en").text.replace("\r\n ", "")
    assert "/en/workshops/date/" in text
    assert client.get(PUBLIC + "?language=xx").text == client.get(PUBLIC).text


def test_nobodys_address_stands_in_it(client: Client, now: datetime) -> None:
    series = make_series()
    series.hosts.set([make_user("olga@example.org", name="Ольга"), make_user("nameless@example.org")])
    rules.extend(series.pk, now)
    text = client.get(PUBLIC).text.replace("\r\n ", "")
    assert "Ведёт: Ольга" in text
    assert "@" not in text


@pytest.mark.parametrize("count", [1, 300])
def test_queries_do_not_grow(
    client: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    """One for the dates, two for their hosts, the rest for what all pages share."""
    make_many(make_series(), count, now)
    with django_assert_max_num_queries(8):
        assert len(fetch(client)) == count


def make_many(series: Series, count: int, now: datetime) -> list[Occurrence]:
    starts = [now + timedelta(hours=12 * (number + 1)) for number in range(count)]
    return Occurrence.objects.bulk_create(
        Occurrence(
            series=series,
            recurrence_id=f"{start:%Y-%m-%dT%H:%M}",
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            number=number + 1,
        )
        for number, start in enumerate(starts)
    )


# --- changes, followed through two fetches ---------------------------------------------------------------------------


def move(one: Occurrence, now: datetime, actor: User) -> None:
    dates.move(one.pk, datetime(2026, 12, 3, 12, 0), now)  # noqa: DTZ001


def cancel(one: Occurrence, now: datetime, actor: User) -> None:
    dates.cancel(one.pk, "Ведущий заболел", now)


def other_room(one: Occurrence, now: datetime, actor: User) -> None:
    local = one.local_start.replace(tzinfo=None)
    dates.move(one.pk, local, now, venue=make_venue("Дом культуры", address="Новая, 1"))


def other_hosts(one: Occurrence, now: datetime, actor: User) -> None:
    dates.set_hosts(one.pk, [make_user("ivan@example.org", name="Иван")], now)


def series_of_room(one: Occurrence, now: datetime, actor: User) -> None:
    wanted = {"venue": make_venue("Школа", address="Школьная, 2")}
    planning.change(one.series, wanted, None, now, hosts=[], actor=actor)


def series_of_hosts(one: Occurrence, now: datetime, actor: User) -> None:
    planning.change(one.series, {}, None, now, hosts=[actor], actor=actor)


def series_of_hour(one: Occurrence, now: datetime, actor: User) -> None:
    planning.change(one.series, {"starts_at": time(11, 0)}, None, now, hosts=[], actor=actor)


def longer(one: Occurrence, now: datetime, actor: User) -> None:
    planning.change(one.series, {"minutes": 120}, None, now, hosts=[], actor=actor)


def split(one: Occurrence, now: datetime, actor: User) -> None:
    rules.split(one.series_id, one.local_start.date(), now)


def split_with_changes(one: Occurrence, now: datetime, actor: User) -> None:
    planning.change(one.series, {"starts_at": time(9, 0)}, one.local_start.date(), now, hosts=[actor], actor=actor)


def by_video_too(one: Occurrence, now: datetime, actor: User) -> None:
    """The date itself was given a room of its own before."""
    Occurrence.objects.filter(pk=one.pk).update(venue=one.series.venue, is_changed=True)
    planning.change(one.series, {"place": "both"}, None, now, hosts=[], actor=actor)


def room_renamed(one: Occurrence, now: datetime, actor: User) -> None:
    venue = Venue.objects.get(pk=one.series.venue_id)
    venue.address = "Лесная, 7"
    venue.save()


@pytest.mark.parametrize(
    "change",
    [
        move,
        cancel,
        other_room,
        other_hosts,
        series_of_room,
        series_of_hosts,
        series_of_hour,
        longer,
        split,
        split_with_changes,
        by_video_too,
        room_renamed,
    ],
)
def test_a_change_keeps_the_name_of_a_date_and_raises_its_number(
    client: Client, now: datetime, change: Callable[[Occurrence, datetime, User], None]
) -> None:
    actor = make_user("planner@example.org", name="Пётр")
    made = make_dates(now, venue=make_venue())
    before = fetch(client)
    one = Occurrence.objects.select_related("series__venue").get(pk=made[1].pk)
    change(one, now + timedelta(minutes=1), actor)
    after = fetch(client)
    assert set(after) == set(before), "every date has kept its name"
    assert after[str(one.pk)].sequence > before[str(one.pk)].sequence
    for uid, event in after.items():
        told = event.sequence == before[uid].sequence
        assert event == before[uid] if told else event.sequence > before[uid].sequence


def test_another_title_is_told(client: Client, site: SiteTree, now: datetime) -> None:
    page = make_workshop(make_schedule(site))
    rules.extend(series_of(page).pk, now)
    before = fetch(client)
    page.title = "Телефон, и без; спешки\\"
    page.save_revision().publish()
    after = fetch(client)
    assert {event.title for event in after.values()} == {"Телефон, и без; спешки\\"}
    assert set(after) == set(before)
    assert all(after[uid].sequence > before[uid].sequence for uid in before)


def test_another_text_is_not_told(client: Client, site: SiteTree, now: datetime) -> None:
    page = make_workshop(make_schedule(site))
    rules.extend(series_of(page).pk, now)
    before = fetch(client)
    page.summary = "Другими словами."
    page.save_revision().publish()
    assert fetch(client) == before


def test_a_translation_is_told_in_its_language(client: Client, site: SiteTree, now: datetime) -> None:
    schedule = make_schedule(site)
    page = make_workshop(schedule)
    rules.extend(series_of(page).pk, now)
    before = fetch(client, "?language=en")
    english = SchedulePage(
        title="W", slug="workshops", locale=site.home_en.locale, translation_key=schedule.translation_key
    )
    publish(site.home_en, english)
    same = {"locale": english.locale, "translation_key": page.translation_key}
    make_workshop(english, "Phones without haste", "phones", **same)
    after = fetch(client, "?language=en")
    assert {event.title for event in after.values()} == {"Phones without haste"}
    assert all(after[uid].sequence > before[uid].sequence for uid in before)


# --- one's own -------------------------------------------------------------------------------------------------------


def test_booked_waiting_and_given_up(learner: Learner, guest: Learner, now: datetime) -> None:
    first, second, third, fourth = make_dates(now, capacity=1)[1:5]
    booking.book(learner, first.pk, actor=None, now=now)
    booking.book(guest, second.pk, actor=None, now=now)
    booking.book(learner, second.pk, actor=None, now=now, may_wait=True)
    given_up = booking.book(learner, third.pk, actor=None, now=now)
    booking.cancel(given_up.pk, now=now)
    booking.book(learner, fourth.pk, actor=None, now=now)
    dates.cancel(fourth.pk, "Ремонт", now)
    later = now + timedelta(minutes=2)
    events = own(learner, later)
    assert {uid: event.status for uid, event in events.items()} == {
        str(first.pk): "CONFIRMED",
        str(second.pk): "TENTATIVE",
        str(third.pk): "CANCELLED",
        str(fourth.pk): "CANCELLED",
    }
    assert events[str(second.pk)].title == "В очереди: Телефон без спешки"
    assert str(third.pk) not in own(learner, now + timedelta(days=40)), "not for ever"
    assert str(first.pk) not in own(learner, now + timedelta(days=400))
    assert set(own(guest, later)) == {str(second.pk)}


def test_a_number_only_rises(learner: Learner, guest: Learner, now: datetime) -> None:
    """Waiting, promoted, given up, booked anew: programs take the later for the later."""
    one = make_date(now, capacity=1)
    others = booking.book(guest, one.pk, actor=None, now=now)
    told = []

    def tell(moment: datetime) -> None:
        event = own(learner, moment)[str(one.pk)]
        told.append((event.sequence, event.status))

    booking.book(learner, one.pk, actor=None, now=now, may_wait=True)
    tell(now)
    booking.cancel(others.pk, now=now)
    booking.offer_freed(one.pk, now=now + timedelta(minutes=2))
    tell(now + timedelta(minutes=2))
    mine = Booking.objects.live().get(learner=learner)
    booking.cancel(mine.pk, now=now + timedelta(minutes=3))
    tell(now + timedelta(minutes=5))
    booking.book(learner, one.pk, actor=None, now=now + timedelta(minutes=6))
    tell(now + timedelta(minutes=6))
    assert [status for _number, status in told] == ["TENTATIVE", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    numbers = [number for number, _status in told]
    assert numbers == sorted(set(numbers))


def test_what_can_be_taken_back_is_not_told_yet(learner: Learner, now: datetime) -> None:
    one = make_date(now)
    mine = booking.book(learner, one.pk, actor=None, now=now)
    before = own(learner, now)
    booking.cancel(mine.pk, now=now)
    assert own(learner, now + timedelta(seconds=30)) == before
    booking.give_back(mine.pk, now=now + timedelta(seconds=40))
    assert own(learner, now + timedelta(minutes=5)) == before


@pytest.mark.parametrize("count", [1, 30])
def test_own_queries_do_not_grow(
    learner: Learner, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for one in make_many(make_series(), count, now):
        Booking.objects.create(learner=learner, occurrence=one, made_at=now, confirmed_at=now)
    with django_assert_max_num_queries(8):
        assert len(calendars.of_learner(learner, now).entries) == count
