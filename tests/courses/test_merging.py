"""A guest's lessons come to a registered learner: nothing is lost on either side."""

import uuid
from datetime import datetime, timedelta

import pytest

from accounts import personal_data
from accounts.models import Learner
from courses import checklists, feedback, progress
from courses.completion import Preset
from courses.models import ChecklistTick, Confidence, Enrolment, Fulfilment, LessonProgress, Understanding
from tests.factories.courses import CourseTree, make_lesson
from tests.factories.records import complete, identity

LATER = timedelta(days=1)


def test_both_sides_are_kept(course: CourseTree, learner: Learner, guest: Learner, now: datetime) -> None:
    complete(learner, course.lessons[0], course.lessons[1], now=now + LATER)
    complete(guest, course.lessons[1], course.lessons[2], now=now)
    personal_data.merge(guest, learner, now + LATER)
    enrolment = Enrolment.objects.get()
    assert (enrolment.learner, enrolment.done_count, enrolment.started_at) == (learner, 3, now)
    rows = {row.lesson.title: row.completed_at for row in LessonProgress.objects.select_related("lesson")}
    assert rows == {"Урок 1": now + LATER, "Урок 2": now, "Урок 3": now}
    assert Fulfilment.objects.filter(progress__learner=learner).count() == 3
    assert not guest.lesson_progress.exists()


def test_together_they_have_finished_the_course(
    course: CourseTree, learner: Learner, guest: Learner, now: datetime
) -> None:
    complete(learner, *course.lessons[:2], now=now)
    complete(guest, *course.lessons[2:], now=now)
    personal_data.merge(guest, learner, now + LATER)
    assert Enrolment.objects.get().completed_at == now + LATER


def test_fulfilments_of_one_lesson_add_up(course: CourseTree, learner: Learner, guest: Learner, now: datetime) -> None:
    page = make_lesson(course.page, 5, completion=Preset.COMPOSED, by_reading=True, by_mark=True, combine="all")
    progress.complete_lesson(learner, identity(page), None, now)
    progress.claim(guest, identity(page), None, now)
    personal_data.merge(guest, learner, now + LATER)
    row = LessonProgress.objects.get()
    assert {fulfilment.route for fulfilment in row.fulfilments.all()} == {"read", "marked"}
    assert row.completed_at == now + LATER


def test_the_latest_place_and_answers_count(
    course: CourseTree, learner: Learner, guest: Learner, now: datetime
) -> None:
    lesson = identity(course.lessons[0])
    progress.touch(learner, lesson, now, position="b-old")
    progress.touch(guest, lesson, now + LATER, position="b-new")
    feedback.understood(learner, lesson, "no", now)
    feedback.understood(guest, lesson, "yes", now + LATER)
    feedback.confident(learner, lesson.course, "before", 4, now + LATER)
    feedback.confident(guest, lesson.course, "before", 1, now)
    personal_data.merge(guest, learner, now + LATER)
    assert LessonProgress.objects.get().position == "b-new"
    assert Understanding.objects.get().understood
    assert Confidence.objects.get().value == 4


def test_ticks_of_both(course: CourseTree, learner: Learner, guest: Learner, now: datetime) -> None:
    lesson, block, items = identity(course.lessons[0]), uuid.uuid4(), [uuid.uuid4() for _ in range(3)]
    checklists.save(learner, lesson, block, items, items[:2], now)
    checklists.save(guest, lesson, block, items, items[1:], now)
    personal_data.merge(guest, learner, now)
    assert set(ChecklistTick.objects.filter(learner=learner).values_list("item", flat=True)) == set(items)


def test_merging_twice_changes_nothing(course: CourseTree, learner: Learner, guest: Learner, now: datetime) -> None:
    complete(guest, course.lessons[0], now=now)
    personal_data.merge(guest, learner, now)
    personal_data.merge(guest, learner, now)
    assert Enrolment.objects.get().done_count == 1


def test_a_registered_persons_lessons_do_not_move(
    course: CourseTree, learner: Learner, guest: Learner, now: datetime
) -> None:
    complete(learner, course.lessons[0], now=now)
    with pytest.raises(personal_data.NotAGuest):
        personal_data.merge(learner, guest, now)
    assert Enrolment.objects.get().learner == learner
