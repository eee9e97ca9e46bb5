"""The editors' side in the real admin: who may what, previews, refusals, publishing at an hour."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts import roles
from accounts.models import Organisation, User
from courses.models import CoursePage, Lesson, LessonPage
from tests.factories.courses import CourseTree, make_course, make_lesson
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

POLICY = "Content-Security-Policy"


@pytest.fixture(autouse=True)
def groups(db: None) -> None:
    """Made after every migration; a test that commits takes them away."""
    roles.ensure_groups()


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.EmailBackend")
    return client


@pytest.fixture
def editor(db: None) -> Client:
    return browser_of(make_user("editor@example.org", roles.EDITORS))


@pytest.fixture
def author_user(db: None) -> User:
    return make_user("author@example.org", roles.AUTHORS)


@pytest.fixture
def author(author_user: User) -> Client:
    return browser_of(author_user)


def lesson_form(**fields: Any) -> dict[str, Any]:
    """What the editor's form sends."""
    values = {
        "title": "Новый урок",
        "slug": "novyy-urok",
        "summary": "Чему научит.",
        "picture": "",
        "minutes": "10",
        "required": "on",
        "checked_on": "2026-11-20",
        "checked_by": "",
        "completion": "course",
        "combine": "any",
        "body": streamfield([("heading", "Зачем это")]),
        "comments": inline_formset([]),
        "go_live_at": "",
        "expire_at": "",
        "seo_title": "",
        "search_description": "",
    }
    return nested_form_data({**values, **fields})


def add_address(course: CourseTree, end: str = "") -> str:
    return f"/admin/pages/add/courses/lessonpage/{course.page.pk}/{end}"


def new_lesson() -> LessonPage:
    return LessonPage.objects.get(slug="novyy-urok")


# --- roles -----------------------------------------------------------------------------------------------------------


def test_an_author_writes_and_asks_an_editor(course: CourseTree, author: Client, editor: Client) -> None:
    response = author.post(add_address(course), {**lesson_form(), "action-submit": "1"})
    assert response.status_code == 302
    lesson = new_lesson()
    assert not lesson.live
    task = lesson.current_workflow_task_state
    assert task.task.name == "Проверка редактором"
    response = editor.post(f"/admin/pages/workflow/action/{lesson.pk}/approve/{task.pk}/", {"comment": ""})
    assert response.status_code in (200, 302)
    assert new_lesson().live
    assert Lesson.objects.get(pk=lesson.translation_key).title == "Новый урок"


def test_an_author_publishes_nothing_and_touches_no_one_elses(course: CourseTree, author: Client) -> None:
    author.post(add_address(course), {**lesson_form(), "action-publish": "1"})
    assert not LessonPage.objects.filter(slug="novyy-urok", live=True).exists()
    assert author.get(f"/admin/pages/{course.lessons[0].pk}/edit/").status_code == 302
    home = course.page.get_ancestors()[1]
    assert author.get(f"/admin/pages/add/content/articlepage/{home.pk}/").status_code == 302


def test_an_editor_keeps_words_topics_and_organisations(site: SiteTree, editor: Client, author: Client) -> None:
    for snippet in ("content/glossaryterm", "courses/topic", "accounts/organisation"):
        assert editor.get(f"/admin/snippets/{snippet}/add/").status_code == 200
        assert author.get(f"/admin/snippets/{snippet}/add/").status_code == 302


def test_editors_of_an_organisation_reach_their_pages_only(site: SiteTree, course: CourseTree) -> None:
    other = make_course(site, slug="other", title="Другой курс")
    library = Organisation.objects.create(name="Библиотека")
    roles.grant_pages(roles.ensure_organisation_group(library), course.page, roles.EDIT_ALL)
    librarian = make_user("librarian@example.org")
    librarian.groups.add(library.group)
    client = browser_of(librarian)
    assert client.get(f"/admin/pages/{course.lessons[0].pk}/edit/").status_code == 200
    assert client.get(f"/admin/pages/{other.lessons[0].pk}/edit/").status_code == 302
    assert client.get(f"/admin/pages/{site.home.pk}/edit/").status_code == 302
    client.post(f"/admin/pages/{other.lessons[0].pk}/unpublish/")
    assert Page.objects.get(pk=other.lessons[0].pk).live


def test_learners_have_no_way_into_the_admin(course: CourseTree, member_client: Client) -> None:
    assert member_client.get(f"/admin/pages/{course.lessons[0].pk}/edit/").status_code in (302, 403)


def test_groups_are_made_once_and_keep_what_was_added(db: None) -> None:
    extra = Organisation.objects.create(name="Библиотека")
    group = roles.ensure_organisation_group(extra)
    before = group.permissions.count()
    roles.ensure_groups()
    assert roles.ensure_organisation_group(extra) == group
    assert group.permissions.count() == before
    assert set(roles.Group.objects.values_list("name", flat=True)) == {*roles.ALL, group.name}


# --- what editors see ------------------------------------------------------------------------------------------------


def test_the_menu_leads_nowhere_else(site: SiteTree, editor: Client) -> None:
    page = editor.get("/admin/").content.decode()
    assert "guide.wagtail.org" not in page
    assert "releases" not in page


def test_the_editor_has_a_policy_of_its_own(course: CourseTree, editor: Client) -> None:
    response = editor.get(f"/admin/pages/{course.lessons[0].pk}/edit/")
    assert "frame-ancestors 'self'" in response[POLICY]
    assert "unsafe-eval" not in response[POLICY]


def preview(client: Client, address: str, form: dict[str, Any]) -> Any:
    """As the panel does it: the form is sent, then the page is asked for."""
    assert client.post(address, form).json()["is_valid"]
    return client.get(f"{address}?in_preview_panel=true")


def check_preview(response: Any, title: str) -> None:
    page = response.content.decode()
    assert response.status_code == 200
    assert title in page
    assert "Это черновик" in page
    # The public page's policy, in the editor's frame.
    assert "frame-ancestors 'self'" in response[POLICY]
    assert "unsafe-inline" not in response[POLICY]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_a_lesson_is_seen_as_a_learner_will(course: CourseTree, editor: Client) -> None:
    lesson = course.lessons[0]
    form = lesson_form(title="Новое имя урока", slug=lesson.slug)
    check_preview(preview(editor, f"/admin/pages/{lesson.pk}/edit/preview/", form), "Новое имя урока")
    assert LessonPage.objects.get(pk=lesson.pk).title == lesson.title


def test_a_lesson_is_seen_before_it_is_ever_saved(course: CourseTree, author: Client) -> None:
    address = f"/admin/pages/add/courses/lessonpage/{course.page.pk}/preview/"
    check_preview(preview(author, address, lesson_form()), "Новый урок")
    assert not LessonPage.objects.filter(slug="novyy-urok").exists()


# --- rules that cannot be met ----------------------------------------------------------------------------------------


def errors_of(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200, "the form is shown again"
    return response.context["form"].errors


def test_a_lesson_without_questions_is_not_published_as_a_quiz(course: CourseTree, editor: Client) -> None:
    response = editor.post(add_address(course), {**lesson_form(completion="quiz"), "action-publish": "1"})
    assert "нет вопросов" in str(errors_of(response)["completion"])
    assert not LessonPage.objects.filter(slug="novyy-urok").exists()


def test_nor_when_the_whole_course_asks_for_one(course: CourseTree, editor: Client) -> None:
    CoursePage.objects.filter(pk=course.page.pk).update(completion_default="quiz")
    response = editor.post(add_address(course), {**lesson_form(), "action-publish": "1"})
    assert "Во всём курсе выбрано «проверить себя»" in str(errors_of(response)["completion"])
    response = editor.post(add_address(course), {**lesson_form(completion="read"), "action-publish": "1"})
    assert new_lesson().live


def test_its_draft_may_wait_for_questions(course: CourseTree, editor: Client) -> None:
    response = editor.post(add_address(course), lesson_form(completion="quiz"))
    assert response.status_code == 302
    assert not new_lesson().live


def test_a_composed_rule_has_a_way(course: CourseTree, editor: Client) -> None:
    response = editor.post(add_address(course), {**lesson_form(completion="composed"), "action-publish": "1"})
    assert "хотя бы одну галочку" in str(errors_of(response)["completion"])


def test_a_published_lesson_outlives_a_new_default_of_its_course(course: CourseTree) -> None:
    """Nobody is left without a way, and a scheduled publication does not break on it."""
    CoursePage.objects.filter(pk=course.page.pk).update(completion_default="quiz")
    LessonPage.objects.get(pk=course.lessons[0].pk).save_revision().publish()
    assert Lesson.objects.get(pk=course.lessons[0].translation_key).rule_snapshot["routes"] == ["read"]


# --- publishing at an hour -------------------------------------------------------------------------------------------


def test_a_lesson_appears_at_its_hour(course: CourseTree, editor: Client, now: datetime) -> None:
    hour = (now + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    editor.post(add_address(course), {**lesson_form(go_live_at=hour), "action-publish": "1"})
    lesson = new_lesson()
    assert not lesson.live
    assert not Lesson.objects.live().filter(pk=lesson.translation_key).exists()
    with time_machine.travel(now + timedelta(days=1, minutes=1), tick=False):
        call_command("publish_scheduled")
    assert new_lesson().live
    identity = Lesson.objects.get(pk=lesson.translation_key)
    assert (identity.course_id, identity.archived_at) == (course.page.translation_key, None)


def test_a_lesson_goes_away_at_its_hour(course: CourseTree, now: datetime) -> None:
    lesson = make_lesson(course.page, 9, expire_at=now + timedelta(days=1))
    with time_machine.travel(now + timedelta(days=2), tick=False):
        call_command("publish_scheduled")
    assert Lesson.objects.get(pk=lesson.translation_key).archived_at is not None


def test_only_people_with_a_role_are_offered_as_checkers(course: CourseTree, editor: Client, user: User) -> None:
    page = editor.get(f"/admin/pages/{course.lessons[0].pk}/edit/").content.decode()
    assert "editor@example.org" in page
    assert "Нина Петровна" not in page
