"""A learner takes a course. There is no button for it: the first thing done in a lesson enrols."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from accounts.models import Learner
from courses.models import Course, Enrolment, Lesson, LessonProgress


def enrol(learner: Learner, course: Course, now: datetime) -> Enrolment:
    """The learner's enrolment, locked until the transaction ends; begun now if there was none."""
    Enrolment.objects.get_or_create(
        learner=learner,
        course=course,
        defaults={"started_at": now, "active_at": now, "required_count": course.required_count},
    )
    return Enrolment.objects.select_for_update().get(learner=learner, course=course)


def recount(enrolment: Enrolment, now: datetime) -> None:
    """Bring the cached «5 из 8» up to date and, the first time it is full, mark the course completed.

    Whoever has completed a course stays so when lessons are added later.
    """
    enrolment.done_count = (
        LessonProgress.objects.completed()
        .filter(learner=enrolment.learner_id, lesson__in=Lesson.objects.that_count().filter(course=enrolment.course_id))
        .count()
    )
    enrolment.required_count = Lesson.objects.that_count().filter(course=enrolment.course_id).count()
    if enrolment.completed_at is None and 0 < enrolment.required_count <= enrolment.done_count:
        enrolment.completed_at = now
    enrolment.save(update_fields=["done_count", "required_count", "completed_at", "active_at", "last_lesson"])


def recount_course(course_id: UUID, now: datetime, batch: int = 1000) -> int:
    """Recount everybody in a course, in batches each with a transaction of its own; how many rows changed.

    Two queries for a batch, whatever the number of lessons.
    """
    with transaction.atomic():
        required = Lesson.objects.that_count().filter(course=course_id).count()
        Course.objects.filter(pk=course_id).update(required_count=required)
    changed, last = 0, 0
    while keys := list(_enrolments_after(course_id, last).values_list("pk", flat=True)[:batch]):
        changed += _recount_batch(course_id, keys, required, now)
        last = keys[-1]
    return changed


def _enrolments_after(course_id: UUID, last: int) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(course=course_id, pk__gt=last).order_by("pk")


@transaction.atomic
def _recount_batch(course_id: UUID, keys: list[int], required: int, now: datetime) -> int:
    enrolments = {
        row.learner_id: row for row in Enrolment.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    counts: dict[int, int] = dict(
        LessonProgress.objects.completed()
        .filter(
            learner__in=list(enrolments),
            lesson__course=course_id,
            lesson__required=True,
            lesson__archived_at__isnull=True,
        )
        .values_list("learner")
        .annotate(done=Count("pk"))
    )
    stale = []
    for learner_id, enrolment in enrolments.items():
        before = (enrolment.done_count, enrolment.required_count, enrolment.completed_at)
        enrolment.done_count = counts.get(learner_id, 0)
        enrolment.required_count = required
        if enrolment.completed_at is None and 0 < required <= enrolment.done_count:
            enrolment.completed_at = now
        if before != (enrolment.done_count, enrolment.required_count, enrolment.completed_at):
            stale.append(enrolment)
    Enrolment.objects.bulk_update(stale, ["done_count", "required_count", "completed_at"])
    return len(stale)


def ask_recount(course: Course, now: datetime) -> None:
    """Have the worker recount everybody in a course soon: publishing must not wait for a thousand rows."""
    Course.objects.filter(pk=course.pk).update(recount_asked_at=now)


def recount_asked(now: datetime) -> int:
    """Do what `ask_recount` asked for; for the worker. A question asked meanwhile is kept for the next round."""
    done = 0
    for course_id, asked_at in list(
        Course.objects.filter(recount_asked_at__isnull=False).values_list("pk", "recount_asked_at")
    ):
        recount_course(course_id, now)
        done += Course.objects.filter(pk=course_id, recount_asked_at=asked_at).update(recount_asked_at=None)
    return done
