"""Somebody else's word that a lesson is done reaches whose lesson it is."""

from datetime import datetime

import pytest
from django.conf import settings

from accounts import mail
from accounts.mailboxes import replace_address
from accounts.models import Learner, Mail, User
from courses import progress, telling
from courses.completion import Preset
from courses.models import Claim, Lesson
from events import attendance
from events.models import Attendance, Occurrence, Workshop
from tests.factories.courses import make_course
from tests.factories.events import make_dates
from tests.factories.people import make_user
from tests.factories.records import help_learner, identity
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def reachable(user: User) -> Learner:
    replace_address(user, user.email, is_verified=True)
    return user.learner


@pytest.fixture
def helper() -> User:
    return make_user("olga@example.org", name="Ольга")


def lesson_by(site: SiteTree, **rule: object) -> Lesson:
    return identity(make_course(site, lessons=1, lesson_fields=rule).lessons[0])


def shown(site: SiteTree) -> Lesson:
    """Done when a helper says so."""
    return lesson_by(site, completion=Preset.COMPOSED, by_confirmation=True)


def decide(learner: Learner, lesson: Lesson, helper: User, now: datetime, *, confirmed: bool) -> None:
    help_learner(helper, learner, now)
    progress.claim(learner, lesson, learner.user, now)
    progress.decide_claim(Claim.objects.get().pk, helper, confirmed=confirmed, now=now)


@pytest.fixture
def date(site: SiteTree, now: datetime) -> Occurrence:
    """Coming to it does a lesson."""
    lesson = lesson_by(site, completion=Preset.ATTEND)
    workshop = Workshop.objects.create(title="Телефон без спешки", language="ru", course=lesson.course)
    workshop.lessons.add(lesson)
    return make_dates(now, workshop=workshop)[1]


def test_a_helpers_word_is_told(site: SiteTree, reachable: Learner, helper: User, now: datetime) -> None:
    lesson = shown(site)
    decide(reachable, lesson, helper, now, confirmed=True)
    row = Mail.objects.get()
    assert (row.kind, row.to, row.learner) == ("lesson_confirmed", "nina@example.org", reachable)
    assert row.subject == "Урок пройден: Урок 1"
    assert "Урок: Урок 1\nКто подтвердил: Ольга\n" in row.text
    assert f"Открыть урок:\n{settings.SITE_URL}/courses/smartfon/lesson-1/" in row.text
    assert mail.send_due(now) == 1


def test_not_yet_is_not_told(site: SiteTree, reachable: Learner, helper: User, now: datetime) -> None:
    decide(reachable, shown(site), helper, now, confirmed=False)
    assert not Mail.objects.exists()


def test_nobody_writes_to_an_unconfirmed_address(site: SiteTree, learner: Learner, helper: User, now: datetime) -> None:
    decide(learner, shown(site), helper, now, confirmed=True)
    assert not Mail.objects.exists()


def test_a_tick_of_the_host_is_told_once(reachable: Learner, helper: User, date: Occurrence) -> None:
    for _twice in range(2):
        attendance.attend(reachable, date, Attendance.How.HOST, helper, date.starts_at)
    assert "Кто подтвердил: Ольга\n" in Mail.objects.get(kind="lesson_confirmed").text


def test_what_one_did_alone_is_not_told(reachable: Learner, date: Occurrence) -> None:
    attendance.attend(reachable, date, Attendance.How.VIDEO, None, date.starts_at)
    assert not Mail.objects.exists()


def test_a_tick_that_was_taken_back_is_not_told(reachable: Learner, helper: User, date: Occurrence) -> None:
    attendance.attend(reachable, date, Attendance.How.HOST, helper, date.starts_at)
    attendance.take_back(reachable, date, helper, date.starts_at)
    assert mail.send_due(date.starts_at) == 0
    assert Mail.objects.get().given_up_at is not None


def test_a_lesson_without_a_page_leads_to_ones_own(
    site: SiteTree, reachable: Learner, helper: User, now: datetime
) -> None:
    lesson = shown(site)
    with_page = telling.facts_of(lesson, helper, "ru")["link"]
    page = make_course(site, lessons=1, slug="gone").lessons[0]
    gone = identity(page)
    page.unpublish()
    assert with_page.endswith("/lesson-1/")
    assert telling.facts_of(gone, helper, "ru")["link"] == f"{settings.SITE_URL}/my/"
