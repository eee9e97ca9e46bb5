"""Coming completes the lessons that say so, once, with the date as evidence."""

from datetime import datetime, timedelta

import pytest

from accounts.models import Learner
from courses import progress
from courses.completion import Preset, Route
from courses.models import Enrolment, Fulfilment, Lesson, LessonProgress, Reversal
from events import attendance, dates
from events.models import Attendance, Occurrence, Workshop
from tests.factories.courses import make_course
from tests.factories.events import make_dates
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db
HOST = Attendance.How.HOST


@pytest.fixture
def lesson(site: SiteTree) -> Lesson:
    """Done by coming; the course's other lesson is done by reading."""
    course = make_course(site, lessons=1, lesson_fields={"completion": Preset.ATTEND})
    return Lesson.objects.select_related("course").get(pk=course.lessons[0].translation_key)


@pytest.fixture
def coming(now: datetime, lesson: Lesson) -> list[Occurrence]:
    workshop = Workshop.objects.create(title="Телефон без спешки", language="ru", course=lesson.course)
    workshop.lessons.add(lesson)
    return make_dates(now, workshop=workshop)[:2]


def test_coming_completes_a_lesson_once_with_evidence(
    coming: list[Occurrence], lesson: Lesson, learner: Learner
) -> None:
    host = make_user("host@example.org")
    first, second = coming
    for date in (first, first, second):
        attendance.attend(learner, date, HOST, host, date.starts_at)
    row = Fulfilment.objects.get()
    assert (row.route, row.actor, row.at) == (Route.ATTENDED, host, first.starts_at)
    assert row.evidence == {"occurrence": str(first.pk)}
    assert LessonProgress.objects.get().completed_at == first.starts_at
    assert Enrolment.objects.get().done_count == 1
    assert Attendance.objects.count() == 2


def test_other_lessons_and_archived_ones_are_left_alone(
    site: SiteTree, coming: list[Occurrence], lesson: Lesson, guest: Learner
) -> None:
    reading = make_course(site, lessons=1, slug="other").lessons[0]
    lesson.workshops.get().lessons.add(Lesson.objects.get(pk=reading.translation_key))
    Lesson.objects.filter(pk=lesson.pk).update(archived_at=coming[0].starts_at)
    attendance.attend(guest, coming[0], HOST, None, coming[0].starts_at)
    assert Attendance.objects.get().learner == guest
    assert not LessonProgress.objects.exists()


def test_taken_back_and_ticked_again(coming: list[Occurrence], lesson: Lesson, learner: Learner) -> None:
    host, date = make_user("host@example.org"), coming[0]
    attendance.attend(learner, date, HOST, host, date.starts_at)
    for _twice in range(2):
        attendance.take_back(learner, date, host, date.ends_at)
    assert not Attendance.objects.exists()
    assert not Fulfilment.objects.exists()
    assert LessonProgress.objects.get().completed_at is None
    assert Enrolment.objects.get().done_count == 0
    reversal = Reversal.objects.get()
    assert (reversal.actor, reversal.taken[0]["evidence"]) == (host, {"occurrence": str(date.pk)})
    attendance.attend(learner, date, HOST, host, date.ends_at)
    assert LessonProgress.objects.get().completed_at == date.ends_at


def test_what_another_date_bears_stays(coming: list[Occurrence], lesson: Lesson, learner: Learner) -> None:
    first, second = coming
    for date in coming:
        attendance.attend(learner, date, HOST, None, date.starts_at)
    attendance.take_back(learner, first, None, second.ends_at)
    assert Fulfilment.objects.get().evidence == {"occurrence": str(second.pk)}
    assert LessonProgress.objects.get().completed_at == first.starts_at
    assert not Reversal.objects.exists()


def test_what_was_also_read_stays_done(coming: list[Occurrence], lesson: Lesson, learner: Learner) -> None:
    lesson.rule_snapshot = {"routes": ["read", "attended"], "combine": "any"}
    lesson.save()
    date = coming[0]
    progress.complete_lesson(learner, lesson, None, date.starts_at)
    attendance.attend(learner, date, HOST, None, date.starts_at)
    attendance.take_back(learner, date, None, date.ends_at)
    assert LessonProgress.objects.get().completed_at == date.starts_at
    assert Fulfilment.objects.get().route == Route.READ


def test_from_the_morning_of_the_day_and_not_before(coming: list[Occurrence], guest: Learner) -> None:
    morning = coming[1].local_start.replace(hour=0)
    with pytest.raises(attendance.NotItsDay):
        attendance.attend(guest, coming[1], HOST, None, morning - timedelta(minutes=1))
    assert attendance.attend(guest, coming[1], HOST, None, morning).at == morning


def test_nobody_comes_to_a_cancelled_date(now: datetime, coming: list[Occurrence], guest: Learner) -> None:
    date = dates.cancel(coming[0].pk, "ремонт", now)
    with pytest.raises(attendance.DateWasCancelled):
        attendance.attend(guest, date, HOST, None, date.starts_at)
