"""A page that people have booked is taken down: nothing booked disappears, and everybody is told the truth."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import Learner
from events import booking, series, withdrawn
from events.models import Booking, Occurrence, SchedulePage, Workshop, WorkshopPage
from tests.events.places import make_schedule, make_workshop, series_of
from tests.factories.accounts import browser_of
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db


@dataclass
class Booked:
    """A workshop that one person has booked for tomorrow week, its host's browser and an editor's."""

    page: WorkshopPage
    date: Occurrence
    row: Booking
    host: Client
    editor: Client
    now: datetime

    def take_down(self) -> None:
        WorkshopPage.objects.get(pk=self.page.pk).unpublish()

    def shown(self, browser: Client) -> str:
        return browser.get(f"/workshops/date/{self.date.pk}/").content.decode()


@pytest.fixture
def schedule(site: SiteTree) -> SchedulePage:
    return make_schedule(site)


@pytest.fixture
def booked(schedule: SchedulePage, learner: Learner, now: datetime) -> Booked:
    page = make_workshop(schedule)
    one = series_of(page)
    host = make_user("host@example.org", roles.HOSTS)
    one.hosts.add(host)
    date = series.extend(one.pk, now)[1]
    row = booking.book(learner, date.pk, actor=None, now=now)
    editor = make_user("editor@example.org", roles.EDITORS)
    roles.ensure_groups()
    return Booked(page, date, row, browser_of(host), browser_of(editor), now)


# --- those who booked, and those who come now ------------------------------------------------------------------------


def test_who_has_booked_keeps_it_and_nobody_else_books(booked: Booked, member_client: Client, client: Client) -> None:
    booked.take_down()
    page = booked.shown(member_client)
    assert "ваша в силе" in page
    assert "Не смогу прийти" in page
    assert booked.page.title in member_client.get("/my/").content.decode()
    page = booked.shown(client)
    assert "Новых записей на это занятие больше нет" in page
    assert "Записаться</button>" not in page
    guest = {"name": "Раиса", "phone": "8 900 000-00-01", "agrees": "on", "party": "1"}
    for more in ({}, {"wait": "yes"}, {"all": "yes"}):
        answer = client.post(f"/workshops/date/{booked.date.pk}/book/", guest | more, follow=True)
        assert "Новых записей больше нет" in answer.content.decode()
    assert Booking.objects.get() == booked.row


def test_given_up_and_taken_back_as_ever(booked: Booked, member_client: Client) -> None:
    booked.take_down()
    member_client.post(f"/workshops/date/{booked.date.pk}/cancel/")
    member_client.post(f"/workshops/date/{booked.date.pk}/return/")
    booked.row.refresh_from_db()
    assert booked.row.state == "confirmed"


def test_published_again_everything_is_as_before(booked: Booked, client: Client) -> None:
    booked.take_down()
    WorkshopPage.objects.get(pk=booked.page.pk).save_revision().publish()
    assert "Записаться" in booked.shown(client)


# --- the host --------------------------------------------------------------------------------------------------------


def test_the_host_is_told_as_long_as_it_is_down(booked: Booked) -> None:
    address = f"/desk/date/{booked.date.pk}/"
    assert "сняли с сайта" not in booked.host.get("/desk/").content.decode()
    booked.take_down()
    assert "сняли с сайта, а записан 1 человек" in booked.host.get("/desk/").content.decode()
    page = booked.host.get(address).content.decode()
    assert "сняли с сайта" in page
    assert "Записать по телефону" not in page
    caller = {"name": "Раиса", "phone": "8 900 000-00-01", "agrees": "on", "party": "1"}
    answer = booked.host.post(f"{address}book/", caller)
    assert (answer.status_code, "новых людей не записываем" in answer.content.decode()) == (409, True)
    booking.cancel(booked.row.pk, now=booked.now)
    assert "сняли с сайта" not in booked.host.get("/desk/").content.decode()


def test_a_year_of_booked_dates_costs_no_more(booked: Booked, django_assert_num_queries: Any) -> None:
    booked.take_down()
    dates = Occurrence.objects.for_lists()
    with django_assert_num_queries(2):
        assert [cost.people for cost in withdrawn.by_hosts(dates, booked.now)] == [1]
    for date in booked.date.series.occurrences.filter(starts_at__gt=booked.now):
        for _ in range(2):
            one = Booking(learner=Learner.objects.create(), occurrence=date, made_at=booked.now)
            one.save()
    with django_assert_num_queries(2):
        assert withdrawn.by_hosts(dates, booked.now)[0].people > 20


# --- the editor ------------------------------------------------------------------------------------------------------


def confirmed(answer: Any) -> dict[str, list[str]]:
    """What the page of people sends on."""
    form = BeautifulSoup(answer.content, "html.parser").select_one("form[method=post]:has([name=people_seen])")
    return {one["name"]: one["value"] for one in form.select("input")}


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_an_editor_sees_the_people_first(booked: Booked, act: str) -> None:
    address = reverse(f"wagtailadmin_pages:{act}", args=[booked.page.pk])
    answer = booked.editor.post(address, {"next": ""})
    assert "записан 1 человек" in answer.content.decode()
    assert WorkshopPage.objects.live().filter(pk=booked.page.pk).exists()
    assert booked.editor.post(address, confirmed(answer)).status_code == 302
    assert not WorkshopPage.objects.live().filter(pk=booked.page.pk).exists()
    assert Workshop.objects.get().archived_at is not None
    assert Booking.objects.get().state == "confirmed"


def test_many_pages_at_once_and_a_page_above_ask_too(booked: Booked, schedule: SchedulePage) -> None:
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"]) + f"?id={booked.page.pk}"
    answer = booked.editor.post(bulk, {})
    assert "записан 1 человек" in answer.content.decode()
    above = reverse("wagtailadmin_pages:unpublish", args=[schedule.pk])
    assert "записан 1 человек" in booked.editor.post(above, {"include_descendants": "on"}).content.decode()
    assert "записан 1 человек" not in booked.editor.post(above, {}).content.decode(), "it alone"
    assert WorkshopPage.objects.live().filter(pk=booked.page.pk).exists()
    booked.editor.post(bulk, confirmed(answer))
    assert not WorkshopPage.objects.live().filter(pk=booked.page.pk).exists()


def test_nobody_is_asked_about_where_nobody_booked(booked: Booked, site: SiteTree) -> None:
    booking.cancel(booked.row.pk, now=booked.now)
    address = reverse("wagtailadmin_pages:unpublish", args=[booked.page.pk])
    assert booked.editor.post(address, {}).status_code == 302


def test_a_translation_and_dates_that_were_count_for_nothing(booked: Booked, site: SiteTree) -> None:
    assert withdrawn.by_pages([booked.page], booked.now)[0].people == 1
    assert withdrawn.by_pages([booked.page], booked.date.starts_at + timedelta(days=1)) == []
    Workshop.objects.update(language="en")
    assert withdrawn.by_pages([booked.page], timezone.now()) == []
