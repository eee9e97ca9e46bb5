"""Whatever an editor does to pages, nobody loses what they have done."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Learner
from courses import enrolment as enrolments
from courses.completion import Preset
from courses.models import Course, CoursePage, Enrolment, Lesson, LessonPage, LessonProgress
from tests.factories.courses import CourseTree, make_course, make_lesson
from tests.factories.records import complete, identity
from tests.factories.sites import SiteTree


@pytest.fixture
def halfway(course: CourseTree, learner: Learner, now: datetime) -> Enrolment:
    """Two of four lessons done."""
    complete(learner, *course.lessons[:2], now=now)
    return Enrolment.objects.get()


def counts(enrolment: Enrolment) -> tuple[int, int]:
    """«2 из 4» after the worker's round."""
    enrolments.recount_asked(timezone.now())
    enrolment.refresh_from_db()
    return enrolment.done_count, enrolment.required_count


def ticks(learner: Learner) -> set[str]:
    return {row.lesson.title for row in learner.lesson_progress.completed().select_related("lesson")}


def test_edit(course: CourseTree, halfway: Enrolment) -> None:
    page = course.lessons[0]
    page.title, page.body = "Урок 1, исправленный", [("text", "<p>Новая картинка.</p>")]
    page.save_revision().publish()
    assert counts(halfway) == (2, 4)
    assert ticks(halfway.learner) == {"Урок 1, исправленный", "Урок 2"}


def test_rename_and_new_address(course: CourseTree, halfway: Enrolment) -> None:
    page = course.lessons[0]
    number = identity(page).number
    page.slug = "another"
    page.save_revision().publish()
    assert counts(halfway) == (2, 4)
    assert identity(page).number == number


def test_a_draft_changes_nothing(course: CourseTree, halfway: Enrolment) -> None:
    page = course.lessons[0]
    page.required = False
    page.save_revision()
    assert counts(halfway) == (2, 4)


def test_add(course: CourseTree, halfway: Enrolment) -> None:
    make_lesson(course.page, 5)
    assert counts(halfway) == (2, 5)


def test_add_after_somebody_has_finished(course: CourseTree, learner: Learner, now: datetime) -> None:
    complete(learner, *course.lessons, now=now)
    make_lesson(course.page, 5)
    enrolment = Enrolment.objects.get()
    assert counts(enrolment) == (4, 5)
    assert enrolment.completed_at == now


def test_move_within_the_course(course: CourseTree, halfway: Enrolment) -> None:
    Page.objects.get(pk=course.lessons[0].pk).move(Page.objects.get(pk=course.lessons[3].pk), pos="right")
    assert counts(halfway) == (2, 4)
    assert ticks(halfway.learner) == {"Урок 1", "Урок 2"}


def test_move_to_another_course(site: SiteTree, course: CourseTree, halfway: Enrolment, now: datetime) -> None:
    other = make_course(site, lessons=1, title="Другой", slug="drugoy", lesson_fields={"slug": "uniq"})
    complete(halfway.learner, other.lessons[0], now=now)
    Page.objects.get(pk=course.lessons[0].pk).move(Page.objects.get(pk=other.page.pk), pos="last-child")
    assert identity(course.lessons[0]).course_id == other.page.translation_key
    assert counts(halfway) == (1, 3)
    assert counts(Enrolment.objects.get(course=other.page.translation_key)) == (2, 2)
    assert ticks(halfway.learner) == {"Урок 1", "Урок 2"}


def test_unpublish_and_publish_again(course: CourseTree, halfway: Enrolment) -> None:
    page = course.lessons[0]
    page.unpublish()
    assert identity(page).archived_at is not None
    assert counts(halfway) == (1, 3)
    page.save_revision().publish()
    assert identity(page).archived_at is None
    assert counts(halfway) == (2, 4)


def test_delete(course: CourseTree, halfway: Enrolment) -> None:
    key = course.lessons[0].translation_key
    LessonPage.objects.get(pk=course.lessons[0].pk).delete()
    assert counts(halfway) == (1, 3)
    assert Lesson.objects.get(pk=key).archived_at is not None
    assert LessonProgress.objects.filter(lesson=key, completed_at__isnull=False).count() == 1


def test_delete_the_last_missing_lesson_completes_the_course(
    course: CourseTree, learner: Learner, now: datetime
) -> None:
    complete(learner, *course.lessons[:3], now=now)
    LessonPage.objects.get(pk=course.lessons[3].pk).delete()
    enrolment = Enrolment.objects.get()
    assert counts(enrolment) == (3, 3)
    assert enrolment.completed_at is not None


def test_delete_the_course(course: CourseTree, halfway: Enrolment) -> None:
    CoursePage.objects.get(pk=course.page.pk).delete()
    assert Course.objects.get().archived_at is not None
    assert Lesson.objects.live().count() == 0
    assert ticks(halfway.learner) == {"Урок 1", "Урок 2"}


def test_a_copy_is_a_new_course(course: CourseTree, halfway: Enrolment) -> None:
    page = CoursePage.objects.get(pk=course.page.pk)
    copy = page.copy(recursive=True, keep_live=True, update_attrs={"slug": "copy", "title": "Копия"})
    assert copy.translation_key != page.translation_key
    assert Course.objects.get(pk=copy.translation_key).title == "Копия"
    assert Lesson.objects.filter(course=copy.translation_key).count() == 4
    assert counts(halfway) == (2, 4)
    assert not Enrolment.objects.filter(course=copy.translation_key).exists()


def test_a_translation_is_the_same_lesson(
    site: SiteTree, course: CourseTree, halfway: Enrolment, now: datetime
) -> None:
    english = site.home_en.locale
    page = CoursePage.objects.get(pk=course.page.pk).copy_for_translation(english)
    page.title = "Phone"
    page.save_revision().publish()
    lesson = course.lessons[2].copy_for_translation(english)
    lesson.title, lesson.required = "Lesson 3", False
    lesson.save_revision().publish()
    assert Course.objects.get().title == course.page.title
    assert identity(lesson) == identity(course.lessons[2])
    assert identity(lesson).required
    complete(halfway.learner, lesson, now=now)
    assert counts(halfway) == (3, 4)
    lesson.unpublish()
    assert counts(halfway) == (3, 4)


def test_scheduled_publication(course: CourseTree, halfway: Enrolment, now: datetime) -> None:
    page = LessonPage(title="Потом", slug="later", summary="…", live=False, locale=course.page.locale)
    page.body = [("text", "<p>Скоро.</p>")]
    page.go_live_at = now - timedelta(minutes=1)
    Page.objects.get(pk=course.page.pk).add_child(instance=page)
    page.save_revision(approved_go_live_at=page.go_live_at)
    assert not Lesson.objects.filter(title="Потом").exists()
    call_command("publish_scheduled")
    assert Lesson.objects.filter(title="Потом").exists()
    assert counts(halfway) == (2, 5)


def test_a_stricter_rule_takes_no_tick_away(course: CourseTree, halfway: Enrolment) -> None:
    page = course.lessons[0]
    page.completion, page.by_reading, page.by_mark, page.combine = Preset.COMPOSED, True, True, "all"
    page.save_revision().publish()
    assert identity(page).rule_snapshot == {"routes": ["read", "marked"], "combine": "all"}
    assert counts(halfway) == (2, 4)


def test_the_default_of_the_course_reaches_its_lessons(course: CourseTree) -> None:
    page = CoursePage.objects.get(pk=course.page.pk)
    page.completion_default = Preset.ATTEND
    page.save_revision().publish()
    assert identity(course.lessons[0]).rule_snapshot["routes"] == ["attended"]


def test_recompute_progress_changes_nothing_the_second_time(
    course: CourseTree, halfway: Enrolment, capsys: pytest.CaptureFixture[str]
) -> None:
    Enrolment.objects.update(done_count=77, required_count=1)
    Lesson.objects.filter(pk=course.lessons[3].translation_key).update(required=False)
    call_command("recompute_progress")
    assert counts(halfway) == (2, 4)
    capsys.readouterr()
    call_command("recompute_progress")
    assert capsys.readouterr().out == "0 enrolments changed\n"
