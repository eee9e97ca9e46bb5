"""Taking a completion back: a manager's act, with a reason, kept for ever."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts import roles
from accounts.models import Learner
from courses import progress
from courses.models import Lesson, LessonProgress, Reversal
from tests.factories.courses import CourseTree
from tests.factories.people import make_user

INDEX = "/admin/progress/reversals/"


@pytest.fixture
def manager(db: None) -> Client:
    roles.ensure_groups()
    client = Client()
    client.force_login(make_user("manager@example.org", roles.MANAGERS), backend="accounts.backends.EmailBackend")
    return client


@pytest.fixture
def done(course: CourseTree, learner: Learner, now: datetime) -> LessonProgress:
    lesson = Lesson.objects.get(pk=course.lessons[0].translation_key)
    return progress.complete_lesson(learner, lesson, learner.user, now).progress


def text(response: Any) -> str:
    return response.content.decode()


def test_a_person_is_found_by_the_address_in_any_case(manager: Client, done: LessonProgress) -> None:
    page = text(manager.get(INDEX, {"email": " NINA@example.org "}))
    assert done.lesson.title in page
    assert f"{INDEX}{done.pk}/" in page


@pytest.mark.parametrize(
    ("email", "status", "said"),
    [("nobody@example.org", 200, "Человека с такой почтой нет"), ("не почта", 400, "Проверьте почту"), ("", 400, "")],
)
def test_a_wrong_address_is_said_so(manager: Client, done: LessonProgress, email: str, status: int, said: str) -> None:
    response = manager.get(INDEX, {"email": email})
    assert response.status_code == status
    assert said in text(response)


def test_a_completion_is_taken_back_with_its_reason(manager: Client, done: LessonProgress) -> None:
    response = manager.post(f"{INDEX}{done.pk}/", {"reason": "Отмечено по ошибке"}, follow=True)
    done.refresh_from_db()
    assert done.completed_at is None
    reversal = Reversal.objects.get()
    assert (reversal.reason, reversal.actor.email, reversal.taken[0]["route"]) == (
        "Отмечено по ошибке",
        "manager@example.org",
        "read",
    )
    for part in ("Отметка снята", "Отмечено по ошибке", "прочитать урок", "Пройденных уроков пока нет"):
        assert part in text(response)


@pytest.mark.parametrize("reason", ["", "   ", "а" * 301])
def test_without_a_reason_nothing_is_taken(manager: Client, done: LessonProgress, reason: str) -> None:
    response = manager.post(f"{INDEX}{done.pk}/", {"reason": reason})
    assert response.status_code == 400
    assert reason.strip() in text(response)
    done.refresh_from_db()
    assert done.completed_at is not None


def test_what_is_not_completed_cannot_be_taken(manager: Client, done: LessonProgress) -> None:
    manager.post(f"{INDEX}{done.pk}/", {"reason": "Ошибка"})
    assert manager.post(f"{INDEX}{done.pk}/", {"reason": "Ещё раз"}).status_code == 404
    assert manager.get(f"{INDEX}999999/").status_code == 404


@pytest.mark.parametrize("role", [roles.EDITORS, roles.AUTHORS, roles.HOSTS, None])
def test_nobody_else_may(done: LessonProgress, db: None, role: str | None) -> None:
    roles.ensure_groups()
    client, user = Client(), make_user("other@example.org", *filter(None, [role]))
    client.force_login(user, backend="accounts.backends.EmailBackend")
    assert client.get(INDEX).status_code in (302, 403)
    assert client.post(f"{INDEX}{done.pk}/", {"reason": "x"}).status_code in (302, 403)
    done.refresh_from_db()
    assert done.completed_at is not None


def test_the_menu_shows_it_to_managers_only(manager: Client, member_client: Client) -> None:
    assert INDEX in text(manager.get("/admin/"))
