"""A learner may let the hosts of a workshop see on which lesson of its course they are. Unasked for, nobody sees it.

One agreement for each course, kept with the other consents: merged, exported and erased with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import consents
from accounts.models import Consent, Learner
from courses import outline
from courses.models import Course, CoursePage, LessonProgress
from courses.outline import Outline
from courses.standing import CourseStanding
from events.models import Occurrence
from events.sheets import Row, Sheet

VERSION = "2026-11"


@dataclass(frozen=True)
class Sharing:
    """What a learner has agreed to about one course."""

    course: Course
    is_shown: bool


def document(course: UUID) -> str:
    return f"lesson:{course.hex}"


def of(occurrence: Occurrence, learner: Learner | None) -> Sharing | None:
    """None where there is no course to speak of. At most two queries."""
    course = occurrence.series.workshop.course
    if course is None or course.archived_at is not None:
        return None
    return Sharing(course, learner is not None and consents.is_given(learner, document(course.pk)))


def courses_of(learner: Learner) -> list[UUID]:
    """Of which the learner shows their lesson."""
    given = learner.consents.filter(document__startswith="lesson:", withdrawn_at__isnull=True)
    return [UUID(name.partition(":")[2]) for name in given.values_list("document", flat=True)]


def show(learner: Learner, course: Course, now: datetime) -> None:
    """Said twice is said once."""
    if not consents.is_given(learner, document(course.pk)):
        consents.give(learner, now, document(course.pk), VERSION)


def hide(learner: Learner, course: Course, now: datetime) -> None:
    consents.withdraw(learner, now, document(course.pk))


def with_lessons(sheet: Sheet, occurrence: Occurrence) -> Sheet:
    """The sheet with «урок 4 из 10» of those who agreed. Three queries, however many people; one if nobody agreed."""
    course = occurrence.series.workshop.course_id
    learners = [row.learner.pk for row in sheet.expected]
    if course is None or not learners:
        return sheet
    given = Consent.objects.filter(document=document(course), withdrawn_at__isnull=True, learner__in=learners)
    agreed = set(given.values_list("learner", flat=True))
    page = CoursePage.objects.live().filter(translation_key=course).order_by("pk").first() if agreed else None
    if page is None:
        return sheet
    where = words_for(agreed, outline.of_course(page.path))
    return replace(sheet, expected=[with_lesson(row, where) for row in sheet.expected], course=page.title)


def with_lesson(row: Row, where: dict[int, str]) -> Row:
    return replace(row, lesson=where.get(row.learner.pk, ""))


def words_for(learners: Iterable[int], course: Outline) -> dict[int, str]:
    rows: dict[int, dict[UUID, LessonProgress]] = {learner: {} for learner in learners}
    lessons = [entry.key for entry in course.entries]
    for row in LessonProgress.objects.filter(learner__in=list(rows), lesson__in=lessons):
        rows[row.learner_id][row.lesson_id] = row
    return {learner: words_of(CourseStanding(course, mine)) for learner, mine in rows.items()}


def words_of(mine: CourseStanding) -> str:
    lesson = mine.resume
    if not mine.is_started:
        return _("курс ещё не начат")
    if lesson is None or mine.is_done:
        return _("курс пройден")
    return _("урок %(place)d из %(all)d") % {"place": lesson.place, "all": len(mine.outline.entries)}
