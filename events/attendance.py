"""Who came. Coming completes the lessons that say so, once, with the date as evidence."""

from datetime import datetime

from django.db import transaction

from accounts.models import Learner, User
from courses import progress, telling
from courses.completion import Route
from courses.models import Lesson
from events.models import Attendance, Occurrence


class AttendanceError(Exception):
    """Nobody can have been there."""


class NotItsDay(AttendanceError):
    """The day of the date has not come yet."""


class DateWasCancelled(AttendanceError):
    """The date fell away."""


@transaction.atomic
def attend(
    learner: Learner,
    occurrence: Occurrence,
    how: str,
    actor: User | None,
    now: datetime,
    minutes: int | None = None,
) -> Attendance:
    """The learner was there (`how` is Attendance.How); ticked twice is ticked once, and the first word stays.

    From the morning of the day on, so that people may be ticked as they come in. Lessons of the workshop whose rule has
    «прийти на занятие» are written down as attended. Raises NotItsDay, DateWasCancelled.
    """
    if occurrence.is_cancelled:
        raise DateWasCancelled
    if now.astimezone(occurrence.series.zone_info).date() < occurrence.local_start.date():
        raise NotItsDay
    row, is_new = Attendance.objects.get_or_create(
        learner=learner,
        occurrence=occurrence,
        defaults={"how": how, "at": now, "actor": actor, "minutes": minutes},
    )
    if is_new:
        for lesson in lessons_completed_by(occurrence):
            done = progress.fulfil(learner, lesson, Route.ATTENDED, actor, now, evidence=evidence_of(occurrence))
            if done.lesson_completed_now and actor is not None and actor != learner.user:
                telling.lesson_confirmed(learner, lesson, actor, now)
    return row


@transaction.atomic
def take_back(learner: Learner, occurrence: Occurrence, actor: User | None, now: datetime) -> None:
    """The tick was a mistake. What rested on it alone goes too, and is kept as a reversal; on another date of the
    workshop that the learner came to, it goes on resting. Not ticked: nothing happens.
    """
    gone, _ = Attendance.objects.filter(learner=learner, occurrence=occurrence).delete()
    if not gone:
        return
    other = (
        Attendance.objects.filter(learner=learner, occurrence__series__workshop=occurrence.series.workshop_id)
        .order_by("at")
        .first()
    )
    rests_on = evidence_of(other.occurrence) if other else None
    resting = Lesson.objects.filter(progress__learner=learner, progress__fulfilments__evidence=evidence_of(occurrence))
    for lesson in resting.select_related("course").order_by("pk"):
        progress.withdraw(learner, lesson, Route.ATTENDED, actor, now, instead=rests_on)


def lessons_completed_by(occurrence: Occurrence) -> list[Lesson]:
    named = occurrence.series.workshop.lessons.filter(archived_at__isnull=True)
    return [lesson for lesson in named.select_related("course").order_by("pk") if Route.ATTENDED in lesson.rule.routes]


def evidence_of(occurrence: Occurrence) -> dict[str, str]:
    return {"occurrence": str(occurrence.pk)}
