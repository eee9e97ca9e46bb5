"""On the day itself: a freed place is kept for those who wait, who are asked one by one."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts import roles
from accounts.mailboxes import replace_address
from accounts.models import Learner, Mail, User
from events import booking, dates, offers, tokens
from events.models import Booking, Call, Occurrence, Seat
from events.offers import Answer
from tests.factories.accounts import browser_of
from tests.factories.events import make_dates
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@dataclass
class Day:
    """One place today at 18:00, just given up; three wait for it."""

    date: Occurrence
    left: Booking
    waiting: list[Booking]
    now: datetime

    def free(self) -> None:
        booking.cancel(self.left.pk, now=self.now)
        self.now += MINUTE
        booking.offer_freed(self.date.pk, now=self.now)

    def asked(self) -> list[Booking]:
        return list(Booking.objects.asked(self.now))

    def newcomer(self, **fields: Any) -> Booking:
        return booking.book(Learner.objects.create(), self.date.pk, actor=None, now=self.now, **fields)


@pytest.fixture
def day(now: datetime) -> Day:
    date = make_dates(now, capacity=1)[0]
    people = [Learner.objects.create(name=f"Ученик {number}") for number in range(4)]
    rows = [booking.book(one, date.pk, actor=None, now=now, may_wait=True, phone="8 900 000-00-01") for one in people]
    return Day(date, rows[0], rows[1:], now)


@pytest.fixture
def host(day: Day) -> User:
    host = make_user("host@example.org", roles.HOSTS, name="Ирина")
    day.date.series.hosts.add(host)
    return host


def state(row: Booking) -> str:
    return Booking.objects.get(pk=row.pk).state


# --- the rule --------------------------------------------------------------------------------------------------------


def test_a_freed_place_is_kept_for_the_first_who_waits(day: Day) -> None:
    day.free()
    assert (day.asked(), state(day.waiting[0])) == ([day.waiting[0]], "waitlisted")
    with pytest.raises(booking.NoPlaces) as refused:
        day.newcomer()
    assert refused.value.position == 4
    assert booking.position(day.newcomer(may_wait=True)) == 4
    assert not Call.objects.exists(), "the host's list shows whom to ask; no second row"


def test_a_newcomer_gets_what_is_left_over(day: Day) -> None:
    for row in day.waiting[1:]:
        booking.cancel(row.pk, now=day.now)
    booking.set_capacity(day.date.pk, 3, now=day.now)
    assert day.asked() == [day.waiting[0]]
    assert day.newcomer().state == "confirmed"
    with pytest.raises(booking.NoPlaces):
        day.newcomer()


def test_who_comes_has_the_place(day: Day, host: User) -> None:
    day.free()
    for _ in range(2):
        assert offers.accept(day.waiting[0].pk, now=day.now, actor=host).state == "confirmed"
    assert Seat.objects.get().booking == day.waiting[0]
    assert day.asked() == []
    assert ModelLogEntry.objects.get(action="events.booking.take").user == host


@pytest.mark.parametrize("said", [Answer.DECLINES, Answer.UNREACHED])
def test_the_place_goes_on_in_order(day: Day, host: User, said: Answer) -> None:
    day.free()
    for number in range(3):
        assert day.asked() == [day.waiting[number]]
        offers.answer(said, day.waiting[number].pk, now=day.now, actor=host)
    assert day.asked() == []
    gone = {Answer.DECLINES: "cancelled", Answer.UNREACHED: "waitlisted"}[said]
    assert [state(row) for row in day.waiting] == [gone] * 3
    assert {row.user for row in ModelLogEntry.objects.filter(action__startswith="events.booking")} == {host}
    assert ModelLogEntry.objects.filter(action__startswith="events.booking").count() == 3
    assert day.newcomer().state == "confirmed", "everybody was asked"


def test_who_could_not_be_reached_comes_after_all(day: Day, host: User) -> None:
    day.free()
    first, second, third = day.waiting
    offers.miss(first.pk, now=day.now, actor=host)
    with pytest.raises(offers.NothingKept):
        offers.accept(first.pk, now=day.now)
    offers.decline(second.pk, now=day.now, actor=host)
    offers.decline(third.pk, now=day.now, actor=host)
    assert offers.accept(first.pk, now=day.now).state == "confirmed"
    assert Seat.objects.count() == 1


def test_a_slip_of_the_finger_is_taken_back_into_the_queue(day: Day, host: User) -> None:
    day.free()
    first, second, _third = day.waiting
    offers.decline(first.pk, now=day.now, actor=host)
    assert booking.give_back(first.pk, now=day.now).state == "waitlisted"
    assert booking.position(first) == 1
    assert day.asked() == [second], "whoever was asked meanwhile keeps the place"
    offers.decline(second.pk, now=day.now, actor=host)
    assert day.asked() == [first]


def test_who_gives_up_while_asked_may_return_for_a_minute(day: Day) -> None:
    day.free()
    first, second, _third = day.waiting
    booking.cancel(first.pk, now=day.now)
    assert booking.give_back(first.pk, now=day.now).is_asked
    booking.cancel(first.pk, now=day.now)
    day.now += MINUTE
    booking.offer_all_freed(day.now)
    assert day.asked() == [second]


def test_a_pair_is_asked_when_two_places_are_free(day: Day) -> None:
    pair = day.newcomer(party=2, may_wait=True)
    booking.set_capacity(day.date.pk, 5, now=day.now)
    assert day.asked() == day.waiting
    booking.set_capacity(day.date.pk, 6, now=day.now)
    assert day.asked() == [*day.waiting, pair]
    assert Seat.objects.filter(booking=pair).count() == 2


def test_nothing_is_answered_without_being_asked(day: Day, host: User) -> None:
    for act in (offers.accept, offers.decline, offers.miss):
        with pytest.raises(offers.NothingKept):
            act(day.waiting[0].pk, now=day.now, actor=host)
    day.free()
    with pytest.raises(booking.TooLate):
        offers.accept(day.waiting[0].pk, now=day.date.starts_at)
    dates.cancel(day.date.pk, "Ремонт", day.now)
    with pytest.raises(booking.DateCancelled):
        offers.accept(day.waiting[0].pk, now=day.now)
    assert day.asked() == []


def test_a_date_moved_off_its_day_keeps_what_was_promised(day: Day, host: User) -> None:
    day.free()
    first, second, third = day.waiting
    offers.miss(first.pk, now=day.now, actor=host)
    assert day.asked() == [second]
    start = day.date.local_start.replace(tzinfo=None) + timedelta(days=2)
    dates.move(day.date.pk, start, day.now)
    assert [state(row) for row in day.waiting] == ["waitlisted", "confirmed", "waitlisted"]
    booking.set_capacity(day.date.pk, 2, now=day.now)
    assert [state(row) for row in (first, third)] == ["confirmed", "waitlisted"]


def test_whoever_can_be_mailed_is_asked_by_a_letter_too(now: datetime, learner: Learner) -> None:
    replace_address(learner.user, "nina@example.org", is_verified=True)
    date = make_dates(now, capacity=1)[0]
    first = booking.book(Learner.objects.create(), date.pk, actor=None, now=now)
    row = booking.book(learner, date.pk, actor=None, now=now, may_wait=True)
    booking.cancel(first.pk, now=now)
    for _ in range(2):
        booking.offer_freed(date.pk, now=now + MINUTE)
    letter = Mail.objects.get(kind="place_free")
    assert f"/workshops/date/{date.pk}/" in letter.text
    assert [offer.is_mailed for offer in offers.listed(Booking.objects.asked(now))] == [True]
    assert row.learner == learner


# --- what people see -------------------------------------------------------------------------------------------------


def test_a_newcomer_is_told_how_the_queue_moves_today(site: SiteTree, day: Day, member_client: Client) -> None:
    day.free()
    page = member_client.get(f"/workshops/date/{day.date.pk}/").content.decode()
    assert "Вы будете под номером 4" in page
    assert "Сегодня места получают те, кто ждёт" in page
    member_client.post(f"/workshops/date/{day.date.pk}/book/", {"party": "1", "wait": "yes"})
    page = member_client.get(f"/workshops/date/{day.date.pk}/").content.decode()
    assert "Вы в очереди под номером 4" in page
    assert "Приду</button>" not in page


def test_who_is_asked_answers_by_one_button(site: SiteTree, day: Day) -> None:
    day.free()
    address, browser = f"/workshops/booking/{tokens.of(day.waiting[0])}/", Client()
    page = browser.get(address).content.decode()
    assert "Место освободилось. Придёте сегодня?" in page
    assert re.search(r"Приду\s*</button>", page)
    assert "Вы записаны" in browser.post(f"{address}accept/", follow=True).content.decode()
    assert state(day.waiting[0]) == "confirmed"


def test_who_is_not_asked_gets_nothing_by_asking(site: SiteTree, day: Day) -> None:
    day.free()
    address = f"/workshops/booking/{tokens.of(day.waiting[1])}/"
    answer = Client().post(f"{address}accept/", follow=True)
    assert "уже отдали" in answer.content.decode()
    assert state(day.waiting[1]) == "waitlisted"


@pytest.mark.parametrize("page", ["/desk/calls/", "/desk/date/{date}/"])
def test_the_host_sees_whom_to_call_and_seats_them_by_one_button(day: Day, host: User, page: str) -> None:
    browser, address = browser_of(host), page.format(date=day.date.pk)
    assert "Место освободилось" not in browser.get(address).content.decode()
    day.free()
    shown = browser.get(address).content.decode()
    assert "Место освободилось. Позвоните: Ученик 1" in shown
    assert "tel:89000000001" in shown
    assert "спросите 1" in browser.get("/desk/").content.decode()
    answer = f"/desk/booking/{day.waiting[0].pk}/answer/"
    browser.post(answer, {"answer": "unreached"})
    assert "Позвоните: Ученик 2" in browser.get(address).content.decode()
    assert "уже отметили" in browser.post(answer, {"answer": "declines"}, follow=True).content.decode()
    browser.post(f"/desk/booking/{day.waiting[1].pk}/answer/", {"answer": "comes"})
    assert state(day.waiting[1]) == "confirmed"
    assert "Место освободилось" not in browser.get(address).content.decode()


def test_an_odd_answer_is_none(day: Day, host: User) -> None:
    day.free()
    for odd in ({}, {"answer": "maybe"}, {"answer": "\x00"}):
        assert browser_of(host).post(f"/desk/booking/{day.waiting[0].pk}/answer/", odd).status_code == 404
    assert day.asked() == [day.waiting[0]]


def test_many_who_are_asked_cost_no_more_queries(day: Day, host: User, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        day.newcomer(may_wait=True, phone=f"8 900 000-00-{number:02}")
    booking.set_capacity(day.date.pk, 31, now=day.now)
    assert len(day.asked()) == 30
    browser = browser_of(host)
    for address in ("/desk/calls/", f"/desk/date/{day.date.pk}/"):
        with django_assert_max_num_queries(11):
            assert browser.get(address).content.count(b"desk-offer card") == 30
