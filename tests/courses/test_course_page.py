"""The page of a course: what is in it, how far I am, where I go on."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner
from courses import progress
from courses.models import Confidence, Enrolment
from tests.factories.courses import CourseTree, make_course
from tests.factories.records import complete, identity
from tests.factories.sites import SiteTree


def test_states_of_lessons(member_client: Client, learner: Learner, course: CourseTree, now: datetime) -> None:
    complete(learner, course.lessons[0], now=now)
    progress.touch(learner, identity(course.lessons[1]), now)
    page = member_client.get(course.page.url).content.decode()
    assert page.count('data-lesson-state="completed"') == 1
    assert page.count('data-lesson-state="started"') == 1
    assert page.count('data-lesson-state="none"') == 2
    assert "1 из 4 уроков" in page


def test_resume_leads_to_the_lesson_begun_last(
    member_client: Client, learner: Learner, course: CourseTree, now: datetime
) -> None:
    complete(learner, course.lessons[0], now=now)
    assert member_client.get(course.page.url).context["course"].resume.key == course.lessons[1].translation_key
    progress.touch(learner, identity(course.lessons[3]), now + timedelta(minutes=1), position="b-12345678")
    standing = member_client.get(course.page.url).context["course"]
    assert standing.resume_url == f"{course.lessons[3].url}#b-12345678"


def test_a_heading_leads_to_its_place(client: Client, course: CourseTree) -> None:
    answer = client.get(course.sections[0].url)
    assert answer.url == f"{course.page.url}#section-{course.sections[0].pk}"
    assert f'id="section-{course.sections[0].pk}"' in client.get(course.page.url).content.decode()


def test_confidence_is_asked_before_and_after(
    member_client: Client, learner: Learner, course: CourseTree, now: datetime
) -> None:
    address = f"{course.page.url}confident/"
    assert member_client.post(address, {"moment": "before", "value": "2"}).status_code == 302
    assert member_client.post(address, {"moment": "before", "value": "3"}).status_code == 302
    assert Confidence.objects.get().value == 3
    complete(learner, *course.lessons, now=now)
    assert Enrolment.objects.get().completed_at
    member_client.post(address, {"moment": "after", "value": "5"})
    assert Confidence.objects.filter(moment="after").get().value == 5


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"moment": "before"},
        {"moment": "before", "value": "6"},
        {"moment": "later", "value": "1"},
        {"moment": "before", "value": "x" * 100_000},
    ],
)
def test_bad_answers_are_refused(member_client: Client, course: CourseTree, data: dict[str, str]) -> None:
    assert member_client.post(f"{course.page.url}confident/", data).status_code == 400
    assert not Confidence.objects.exists()


def test_reading_the_act_is_not_offered(member_client: Client, course: CourseTree) -> None:
    assert member_client.get(f"{course.page.url}confident/").status_code == 405


@pytest.mark.parametrize("lessons", [1, 30])
def test_costs_the_same_for_any_number_of_lessons(
    site: SiteTree, member_client: Client, learner: Learner, now: datetime, lessons: int
) -> None:
    course = make_course(site, lessons=lessons)
    complete(learner, *course.lessons[:-1], now=now)
    progress.touch(learner, identity(course.lessons[-1]), now)
    member_client.get(course.page.url)
    with CaptureQueriesContext(connection) as captured:
        member_client.get(course.page.url)
    assert len(captured) == 6


def test_the_short_address_leads_to_the_lesson(client: Client, course: CourseTree) -> None:
    number = identity(course.lessons[2]).number
    assert client.get(f"/n/{number}/").url == course.lessons[2].url
    course.lessons[2].unpublish()
    assert client.get(f"/n/{number}/").status_code == 404
    assert client.get("/n/99999999999999999999999/").status_code == 404
