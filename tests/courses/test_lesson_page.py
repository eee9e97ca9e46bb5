"""The page of a lesson: what it costs, what can be done in it, and what happens to bad input."""

import uuid
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from accounts.models import Learner
from courses.models import ChecklistTick, Enrolment, LessonPage, LessonProgress, Understanding
from tests.factories.courses import CourseTree, checklist_block, make_course, make_lesson, text_block
from tests.factories.pictures import make_picture
from tests.factories.records import complete, identity
from tests.factories.sites import SiteTree


def url(page: LessonPage, act: str = "") -> str:
    return f"{page.url}{act}/" if act else page.url


def queries(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


# --- what it costs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lessons", [4, 40])
def test_a_warm_page_costs_the_same_for_any_course(
    site: SiteTree, member_client: Client, learner: Learner, now: datetime, lessons: int
) -> None:
    body = [text_block("<p>Текст</p>") for _ in range(9)] + [checklist_block("Раз", "Два")]
    fields = {"body": body, "picture": make_picture(), "checked_by": learner.user}
    course = make_course(site, lessons=lessons, sections=2, lesson_fields=fields)
    complete(learner, *course.lessons[:-1], now=now)
    member_client.get(course.lessons[1].url)
    assert len(queries(member_client, course.lessons[1].url)) == 6


def test_looking_writes_nothing(client: Client, member_client: Client, course: CourseTree) -> None:
    for one in (client, member_client):
        written = [
            sql for sql in queries(one, course.lessons[0].url) if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        ]
        assert written == []
    assert not LessonProgress.objects.exists()
    assert Learner.objects.guests().count() == 0


# --- doing -----------------------------------------------------------------------------------------------------------


def test_a_guest_is_born_at_the_first_post(client: Client, course: CourseTree) -> None:
    answer = client.post(url(course.lessons[0], "complete"))
    number = identity(course.lessons[0]).number
    assert (answer.status_code, answer.url) == (302, f"{course.lessons[1].url}?done={number}")
    enrolment = Enrolment.objects.get()
    assert enrolment.learner.is_guest
    assert enrolment.done_count == 1
    page = client.get(answer.url).content.decode()
    assert "Урок 1" in page
    assert 'data-lesson-state="completed"' in page


def test_after_the_last_lesson_comes_the_course(member_client: Client, course: CourseTree) -> None:
    answer = member_client.post(url(course.lessons[-1], "complete"))
    assert answer.url.startswith(f"{course.page.url}?done=")
    assert member_client.get(answer.url).status_code == 200


def test_done_in_the_address_is_believed_only_if_true(member_client: Client, course: CourseTree) -> None:
    number = identity(course.lessons[0]).number
    answer = member_client.get(f"{course.lessons[1].url}?done={number}")
    assert answer.context["just_done"] is None


def test_ticks_are_kept(member_client: Client, learner: Learner, course: CourseTree) -> None:
    block = checklist_block("Найти кнопку", "Нажать кнопку")
    page = make_lesson(course.page, 5, body=[block])
    items = [item["id"] for item in block["value"]["items"]]
    member_client.post(url(page, "checklist"), {"block": block["id"], "item": items})
    member_client.post(url(page, "checklist"), {"block": block["id"], "item": items[:1]})
    assert [str(tick.item) for tick in ChecklistTick.objects.all()] == items[:1]
    assert member_client.get(page.url).content.decode().count("checked") >= 1


def test_understood_is_answered_from_the_next_page(member_client: Client, course: CourseTree) -> None:
    following = course.lessons[1].url
    answer = member_client.post(url(course.lessons[0], "understood"), {"understood": "no", "next": following})
    assert answer.url == following
    assert Understanding.objects.get().understood is False


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/admin/"])
def test_an_answer_leads_nowhere_else(member_client: Client, course: CourseTree, target: str) -> None:
    answer = member_client.post(url(course.lessons[0], "understood"), {"understood": "yes", "next": target})
    assert answer.url == course.lessons[0].url


def test_the_place_is_remembered(member_client: Client, learner: Learner, course: CourseTree) -> None:
    assert member_client.post(url(course.lessons[0], "position"), {"position": "b-12345678"}).status_code == 204
    page = member_client.get(course.page.url).content.decode()
    assert f"{course.lessons[0].url}#b-12345678" in page


# --- bad input -------------------------------------------------------------------------------------------------------

LONG = "я" * 100_000


@pytest.mark.parametrize(
    ("act", "data", "status"),
    [
        ("position", {}, 400),
        ("position", {"position": "javascript:"}, 400),
        ("position", {"position": LONG}, 400),
        ("position", {"position": "b-\x00"}, 400),
        ("understood", {}, 400),
        ("understood", {"understood": "maybe"}, 400),
        ("understood", {"understood": LONG}, 400),
        ("checklist", {}, 409),
        ("checklist", {"block": "x"}, 409),
        ("checklist", {"block": str(uuid.uuid4()), "item": [str(uuid.uuid4())]}, 409),
        ("checklist", {"block": LONG, "item": LONG}, 409),
        ("claim", {}, 409),
        ("nothing-of-the-kind", {}, 404),
    ],
)
def test_bad_input_is_answered(member_client: Client, course: CourseTree, act: str, data: dict, status: int) -> None:
    assert member_client.post(url(course.lessons[0], act), data).status_code == status
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("act", ["complete", "claim", "position", "checklist", "understood"])
def test_nothing_is_done_by_looking(member_client: Client, course: CourseTree, act: str) -> None:
    assert member_client.get(url(course.lessons[0], act)).status_code == 405


def test_ticks_of_a_list_that_has_changed_are_explained(member_client: Client, course: CourseTree) -> None:
    block = checklist_block("Найти кнопку")
    page = make_lesson(course.page, 5, body=[block])
    answer = member_client.post(url(page, "checklist"), {"block": block["id"], "item": [str(uuid.uuid4())]})
    assert answer.status_code == 409
    assert "изменился" in answer.content.decode()


def test_a_lesson_taken_away_meanwhile(member_client: Client, course: CourseTree) -> None:
    course.lessons[0].unpublish()
    assert member_client.post(url(course.lessons[0], "complete")).status_code == 404


def test_an_old_token_loses_nothing(course: CourseTree, learner: Learner) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        url(course.lessons[0], "understood"), {"understood": "yes"}, headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 403
    assert 'name="understood"' in answer.content.decode()
    assert not Understanding.objects.exists()


def test_another_sites_form_is_not_shown_again(course: CourseTree) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        url(course.lessons[0], "understood"), {"understood": "yes"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert 'name="understood"' not in answer.content.decode()


# --- privacy ---------------------------------------------------------------------------------------------------------


def test_a_private_lesson_is_private_in_every_act(client: Client, member_client: Client, course: CourseTree) -> None:
    PageViewRestriction.objects.create(page=course.page, restriction_type=PageViewRestriction.LOGIN)
    for address in (course.lessons[0].url, course.page.url):
        assert client.get(address).status_code == 302
        assert member_client.get(address).status_code == 200
    for act in ("complete", "claim", "position", "checklist", "understood"):
        answer = client.post(url(course.lessons[0], act))
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.url
    assert not LessonProgress.objects.exists()
    assert Learner.objects.guests().count() == 0
