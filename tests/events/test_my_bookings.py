"""«Мои занятия» on one's own page."""

from datetime import datetime

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner
from events import booking, dates
from tests.factories.events import make_date, make_dates
from tests.factories.sites import SiteTree


def mine(client: Client) -> str:
    return client.get("/my/").content.decode()


def test_what_is_booked_until_it_is_over(
    site: SiteTree, member_client: Client, learner: Learner, now: datetime
) -> None:
    assert "Мои занятия" not in mine(member_client)
    date = make_date(now)
    booking.book(learner, date.pk, actor=None, now=now)
    page = mine(member_client)
    assert "Мои занятия" in page
    assert f"/workshops/date/{date.pk}/" in page
    assert "Вы записаны" in page
    with time_machine.travel(date.ends_at, tick=False):
        assert "Мои занятия" not in mine(member_client)


def test_a_cancelled_date_is_not_hidden(site: SiteTree, member_client: Client, learner: Learner, now: datetime) -> None:
    date = make_date(now)
    booking.book(learner, date.pk, actor=None, now=now)
    dates.cancel(date.pk, "Болеет ведущая", now)
    assert "Занятия не будет" in mine(member_client)


def test_what_was_given_up_is_gone(site: SiteTree, member_client: Client, learner: Learner, now: datetime) -> None:
    made = booking.book(learner, make_date(now).pk, actor=None, now=now)
    booking.cancel(made.pk, now=now)
    assert "Мои занятия" not in mine(member_client)


def test_guests_have_theirs(site: SiteTree, guest_client: Client, guest: Learner, now: datetime) -> None:
    booking.book(guest, make_date(now).pk, actor=None, now=now)
    assert "Мои занятия" in mine(guest_client)


def test_others_do_not_see_it(site: SiteTree, client: Client, learner: Learner, now: datetime) -> None:
    booking.book(learner, make_date(now).pk, actor=None, now=now)
    assert "Мои занятия" not in mine(client)


def test_costs_the_same_for_any_number(site: SiteTree, member_client: Client, learner: Learner, now: datetime) -> None:
    def cost() -> int:
        mine(member_client)
        with CaptureQueriesContext(connection) as captured:
            mine(member_client)
        return len(captured)

    all_dates = make_dates(now)
    booking.book(learner, all_dates[0].pk, actor=None, now=now)
    one = cost()
    for date in all_dates[1:]:
        booking.book(learner, date.pk, actor=None, now=now)
    assert cost() == one
