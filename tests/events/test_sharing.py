"""«Пусть ведущий видит, на каком я уроке»: asked, never assumed, taken back; nothing is shown without it."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import personal_data, roles
from accounts.models import Learner
from courses import progress
from courses.models import Course, Lesson
from events import booking, series, sharing, tokens
from events.models import Occurrence
from tests.events.places import make_schedule, make_workshop, series_of
from tests.factories.accounts import browser_of
from tests.factories.courses import CourseTree, make_course
from tests.factories.events import make_dates
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db


@dataclass
class Group:
    """A date today of a workshop with a course of three lessons, and its host's browser."""

    date: Occurrence
    course: CourseTree
    host: Client
    now: datetime

    @property
    def identity(self) -> Course:
        return Course.objects.get(pk=self.course.page.translation_key)

    def member(self, name: str, done: int = 1, agrees: bool = False) -> Learner:
        """Booked; the first lessons are done."""
        learner = Learner.objects.create(name=name)
        booking.book(learner, self.date.pk, actor=None, now=self.now)
        for page in self.course.lessons[:done]:
            progress.complete_lesson(learner, Lesson.objects.get(pk=page.translation_key), None, self.now)
        if agrees:
            sharing.show(learner, self.identity, self.now)
        return learner

    def sheet(self) -> str:
        return self.host.get(f"/desk/date/{self.date.pk}/").content.decode()


@pytest.fixture
def group(site: SiteTree, now: datetime) -> Group:
    course = make_course(site, lessons=3)
    page = make_workshop(make_schedule(site), course=course.page)
    one = series_of(page, capacity=40)
    host = make_user("host@example.org", roles.HOSTS)
    one.hosts.add(host)
    return Group(series.extend(one.pk, now)[0], course, browser_of(host), now)


def address(group: Group, act: str = "") -> str:
    return f"/workshops/date/{group.date.pk}/{act}"


# --- what the host sees ----------------------------------------------------------------------------------------------


def test_nothing_is_shown_without_agreement(group: Group) -> None:
    group.member("Молчунья")
    assert "Молчунья" in group.sheet()
    assert "урок 2 из 3" not in group.sheet()
    assert "видны у тех, кто согласился" not in group.sheet()


def test_those_who_agreed_are_seen_and_no_others(group: Group) -> None:
    group.member("Молчунья", done=2)
    group.member("Нина", done=1, agrees=True)
    group.member("Раиса", done=0, agrees=True)
    group.member("Зоя", done=3, agrees=True)
    page = group.sheet()
    assert [words in page for words in ("урок 2 из 3", "урок 3 из 3", "курс ещё не начат", "курс пройден")] == [
        True, False, True, True,
    ]  # fmt: skip


def test_agreement_about_another_course_shows_nothing(group: Group, site: SiteTree) -> None:
    other = make_course(site, lessons=1, slug="other")
    learner = group.member("Нина")
    sharing.show(learner, Course.objects.get(pk=other.page.translation_key), group.now)
    assert "урок 2 из 3" not in group.sheet()


def test_taken_back_it_is_gone(group: Group) -> None:
    learner = group.member("Нина", agrees=True)
    assert "урок 2 из 3" in group.sheet()
    sharing.hide(learner, group.identity, group.now)
    assert "урок 2 из 3" not in group.sheet()
    assert learner.consents.get().withdrawn_at == group.now


def test_thirty_people_cost_what_one_does(group: Group) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            group.sheet()
        return len(queries)

    group.member("Нина", agrees=True)
    group.sheet()
    one = cost()
    for number in range(29):
        group.member(f"Ученик {number}", agrees=bool(number % 2))
    assert cost() == one


# --- how it is asked -------------------------------------------------------------------------------------------------


def test_asked_when_booking_and_never_ticked_beforehand(group: Group, member_client: Client, learner: Learner) -> None:
    page = member_client.get(address(group)).content.decode()
    assert "Пусть ведущий видит, на каком я уроке" in page
    assert 'name="shows_lesson" aria-describedby' in page
    assert "checked" not in page.partition('name="shows_lesson"')[2].partition(">")[0]
    member_client.post(address(group, "book/"), {"party": "1"})
    assert sharing.courses_of(learner) == []
    page = member_client.get(address(group)).content.decode()
    assert "Показать ведущему, на каком вы уроке курса" in page


def test_agreed_while_booking_and_taken_back_on_the_page(group: Group, member_client: Client, learner: Learner) -> None:
    member_client.post(address(group, "book/"), {"party": "1", "shows_lesson": "on"})
    assert sharing.courses_of(learner) == [group.identity.pk]
    assert "Ведущий видит, на каком вы уроке" in member_client.get(address(group)).content.decode()
    for shown, kept in (("0", []), ("1", [group.identity.pk]), ("1", [group.identity.pk]), ("\x00", [])):
        assert member_client.post(address(group, "lesson/"), {"shown": shown}).status_code == 302
        assert sharing.courses_of(learner) == kept


def test_a_guest_settles_it_by_their_link(group: Group) -> None:
    learner = group.member("Нина")
    row = learner.bookings.get()
    page = f"/workshops/booking/{tokens.of(row)}/"
    assert "Показать урок" in Client().get(page).content.decode()
    Client().post(f"{page}lesson/", {"shown": "1"})
    assert sharing.courses_of(learner) == [group.identity.pk]
    assert "Больше не показывать" in Client().get(page).content.decode()


def test_nobody_settles_it_for_another(group: Group, member_client: Client) -> None:
    learner = group.member("Нина")
    assert member_client.post(address(group, "lesson/"), {"shown": "1"}).status_code == 404
    assert sharing.courses_of(learner) == []


def test_without_a_course_nothing_is_asked(site: SiteTree, member_client: Client, now: datetime) -> None:
    date = make_dates(now)[0]
    assert "Пусть ведущий видит" not in member_client.get(f"/workshops/date/{date.pk}/").content.decode()
    member_client.post(f"/workshops/date/{date.pk}/book/", {"party": "1", "shows_lesson": "on"})
    assert member_client.post(f"/workshops/date/{date.pk}/lesson/", {"shown": "1"}).status_code == 404


def test_it_goes_with_the_person(group: Group, learner: Learner, member_client: Client) -> None:
    guest = group.member("Нина", agrees=True)
    personal_data.merge(guest, learner, group.now)
    assert sharing.courses_of(learner) == [group.identity.pk]
    assert sharing.document(group.identity.pk) in str(personal_data.export(learner))
    page = member_client.get("/my/data/").content.decode()
    assert "согласие показать ведущему ваш урок" in page
    assert page.count("Согласие на обработку данных") == 0, "that is another consent"
