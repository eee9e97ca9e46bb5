"""«Моя страница» and the personal strip of the home page."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner
from content.models import HomeTopic
from courses import progress
from courses.completion import Preset
from courses.models import Claim
from tests.factories.courses import CourseTree, make_course, make_lesson
from tests.factories.people import make_user
from tests.factories.records import complete, help_learner, identity
from tests.factories.sites import SiteTree


def test_a_newcomer_is_shown_where_to_begin(site: SiteTree, client: Client) -> None:
    answer = client.get("/my/")
    assert answer.status_code == 200
    assert "/courses/" in answer.content.decode()
    assert Learner.objects.count() == 0


def test_a_guest_goes_on(guest_client: Client, guest: Learner, course: CourseTree, now: datetime) -> None:
    complete(guest, course.lessons[0], now=now)
    for address in ("/my/", "/"):
        page = guest_client.get(address).content.decode()
        assert "Продолжить: урок 2 из 4" in page
        assert course.lessons[1].url in page


def test_a_finished_course_is_no_longer_offered(
    member_client: Client, learner: Learner, course: CourseTree, now: datetime
) -> None:
    complete(learner, *course.lessons, now=now)
    assert member_client.get("/my/").context["resume"] is None
    assert len(member_client.get("/my/").context["done_courses"]) == 1
    assert "Продолжить: урок" not in member_client.get("/").content.decode()


def test_newcomers_see_topics_whose_page_is_there(site: SiteTree, client: Client) -> None:
    course = make_course(site)
    HomeTopic.objects.create(page=site.home, title="Освоить телефон", drawing="phone", target=course.page)
    assert "Освоить телефон" in client.get("/").content.decode()
    course.page.unpublish()
    assert "Освоить телефон" not in client.get("/").content.decode()


@pytest.mark.parametrize("courses", [1, 30])
def test_costs_the_same_for_any_number_of_courses(
    site: SiteTree, member_client: Client, learner: Learner, now: datetime, courses: int
) -> None:
    for number in range(courses):
        course = make_course(site, lessons=2, slug=f"c{number}")
        complete(learner, course.lessons[0], now=now)
    member_client.get("/my/")
    with CaptureQueriesContext(connection) as captured:
        member_client.get("/my/")
    assert len(captured) == 15


def test_a_helper_is_asked_and_answers(learner: Learner, course: CourseTree, now: datetime) -> None:
    helper = make_user("olga@example.org", name="Ольга")
    help_learner(helper, learner, now)
    page = make_lesson(course.page, 5, completion=Preset.COMPOSED, by_confirmation=True)
    progress.claim(learner, identity(page), learner.user, now)
    client = Client()
    client.force_login(helper, backend="accounts.backends.EmailBackend")
    assert "У меня получилось" in client.get("/my/").content.decode()
    claim = Claim.objects.get()
    assert client.post(f"/my/claims/{claim.pk}/", {"confirmed": "yes"}).status_code == 302
    assert learner.lesson_progress.get().completed_at is not None


def test_nobody_else_answers(member_client: Client, learner: Learner, course: CourseTree, now: datetime) -> None:
    helper = make_user("olga@example.org")
    help_learner(helper, learner, now)
    page = make_lesson(course.page, 5, completion=Preset.COMPOSED, by_confirmation=True)
    progress.claim(learner, identity(page), learner.user, now)
    claim = Claim.objects.get()
    assert member_client.post(f"/my/claims/{claim.pk}/", {"confirmed": "yes"}).status_code == 404
    assert member_client.post("/my/claims/999999999999999999999/", {"confirmed": "yes"}).status_code == 404
    assert Client().post(f"/my/claims/{claim.pk}/", {"confirmed": "yes"}).url.startswith("/accounts/login/")
    claim.refresh_from_db()
    assert claim.confirmed is None


def test_beside_a_learner_the_helper_sees_no_doors_of_an_account(learner: Learner, now: datetime) -> None:
    helper = make_user("olga@example.org")
    help_learner(helper, learner, now)
    client = Client()
    client.force_login(helper, backend="accounts.backends.EmailBackend")
    assert "/my/data/" in client.get("/my/").content.decode()
    client.post(f"/my/helping/{helper.helps.get().pk}/begin/")
    assert "/my/data/" not in client.get("/my/").content.decode()
