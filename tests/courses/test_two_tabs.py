"""Saves from two tabs at once, on real connections: one row, never backwards, no error."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from accounts.models import Learner
from courses import checklists, progress
from courses import enrolment as enrolments
from courses.models import ChecklistTick, Enrolment, Fulfilment, Lesson, LessonProgress
from tests.factories.courses import make_course
from tests.factories.records import identity
from tests.factories.sites import make_site

TABS = 8

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Run each act in a thread with a connection of its own, started together; the errors that came of it."""
    barrier, errors = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
        except Exception as error:  # the test asserts that there is none
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.fixture
def lessons() -> list[Lesson]:
    return [identity(page) for page in make_course(make_site(), lessons=TABS).lessons]


def test_one_lesson_completed_in_all_tabs(lessons: list[Lesson], now: datetime) -> None:
    learner = Learner.objects.create()
    errors = all_at_once(*[lambda: progress.complete_lesson(learner, lessons[0], None, now)] * TABS)
    assert errors == []
    assert LessonProgress.objects.get().completed_at == now
    assert Fulfilment.objects.count() == 1
    assert Enrolment.objects.get().done_count == 1


def test_a_lesson_in_each_tab_none_is_lost(lessons: list[Lesson], now: datetime) -> None:
    learner = Learner.objects.create()
    acts = [lambda lesson=lesson: progress.complete_lesson(learner, lesson, None, now) for lesson in lessons]
    assert all_at_once(*acts) == []
    enrolment = Enrolment.objects.get()
    assert (enrolment.done_count, enrolment.required_count) == (TABS, TABS)
    assert enrolment.completed_at == now


def test_an_old_tab_does_not_take_the_completion_back(lessons: list[Lesson], now: datetime) -> None:
    learner = Learner.objects.create()
    acts: list[Callable[[], object]] = [lambda: progress.complete_lesson(learner, lessons[0], None, now)]
    acts += [lambda n=n: progress.touch(learner, lessons[0], now, position=f"b-{n}") for n in range(TABS)]
    assert all_at_once(*acts) == []
    assert LessonProgress.objects.get().completed_at == now


def test_ticks_from_two_tabs(lessons: list[Lesson], now: datetime) -> None:
    learner, block, items = Learner.objects.create(), uuid.uuid4(), [uuid.uuid4() for _ in range(5)]
    act = lambda: checklists.save(learner, lessons[0], block, items, items, now)  # noqa: E731
    assert all_at_once(*[act] * TABS) == []
    assert ChecklistTick.objects.count() == 5


def test_without_the_lock_counts_would_be_lost(
    lessons: list[Lesson], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is what the counts hang on: with it taken off, and each tab held between reading and writing, the
    enrolment forgets lessons (only where the database itself lets two writers in)."""
    if connection.vendor == "sqlite":
        pytest.skip("IMMEDIATE transactions are the lock here, and cannot be taken off one by one")
    learner, gate, save = Learner.objects.create(), threading.Barrier(2, timeout=5), Enrolment.save
    progress.touch(learner, lessons[0], now)
    monkeypatch.setattr(
        enrolments, "enrol", lambda learner, course, now: Enrolment.objects.get(learner=learner, course=course)
    )
    monkeypatch.setattr(progress, "touch", touch_without_writing)
    monkeypatch.setattr(Enrolment, "save", lambda self, **fields: (gate.wait(), save(self, **fields)))
    acts = [lambda lesson=lesson: progress.complete_lesson(learner, lesson, None, now) for lesson in lessons[:2]]
    all_at_once(*acts)
    assert LessonProgress.objects.completed().count() == 2
    assert Enrolment.objects.get().done_count < 2


def touch_without_writing(learner: Learner, lesson: Lesson, now: datetime) -> progress.Outcome:
    row, _ = LessonProgress.objects.get_or_create(
        learner=learner, lesson=lesson, defaults={"started_at": now, "active_at": now}
    )
    return progress.Outcome(row, Enrolment.objects.get(learner=learner, course=lesson.course))
