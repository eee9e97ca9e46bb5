"""From pages to identities: what happens when a lesson or course is published, moved, taken down or deleted.

Everything here may run any number of times: it makes the identities say what the pages of the course's source language
say now. What learners did is never touched, except for the cached counts, which the worker brings up to date.
"""

from datetime import datetime

from django.db import transaction
from wagtail.models import Page

from content import numbers, versions
from courses import addresses, enrolment
from courses.models import Course, CoursePage, Lesson, LessonPage


@transaction.atomic
def course_published(page: CoursePage, now: datetime) -> Course:
    """The identity of a course, made at its first publication; its language is then the source language."""
    language = page.locale.language_code
    course, _ = Course.objects.get_or_create(
        pk=page.translation_key, defaults={"title": page.title, "language": language}
    )
    if course.language == language and page.live:
        course.title, course.archived_at = page.title, None
        course.save(update_fields=["title", "archived_at"])
        for lesson in LessonPage.objects.child_of(page).live():
            # The default rule of the course may have changed.
            lesson_published(lesson, now)
    return course


@transaction.atomic
def lesson_published(page: LessonPage, now: datetime) -> Lesson:
    """Bring the identity of a lesson up to date with its page. A translation changes nothing: it is the same lesson."""
    course_page = page.get_parent().specific
    course = Course.objects.filter(pk=course_page.translation_key).first() or _identity_of(course_page)
    lesson = Lesson.objects.filter(pk=page.translation_key).first()
    if lesson is not None and page.locale.language_code != course.language:
        return lesson
    before = lesson.course if lesson else None
    lesson, _ = Lesson.objects.update_or_create(
        pk=page.translation_key,
        defaults={
            "course": course,
            "title": page.title,
            "number": numbers.give(addresses.LESSON, page.translation_key),
            "minutes": page.minutes,
            "required": page.required,
            "rule_snapshot": page.completion_rule(course_page.completion_default).as_snapshot(),
            "archived_at": None if page.live else now,
        },
    )
    for touched in {course, before or course}:
        enrolment.ask_recount(touched, now)
    versions.bump()
    return lesson


def _identity_of(page: CoursePage) -> Course:
    """A lesson may be published before its course is."""
    return Course.objects.create(pk=page.translation_key, title=page.title, language=page.locale.language_code)


def lesson_withdrawn(page: LessonPage, now: datetime) -> None:
    """Unpublished or deleted: out of the denominator; the identity and everybody's rows stay."""
    lesson = Lesson.objects.select_related("course").filter(pk=page.translation_key).first()
    if lesson is None or page.locale.language_code != lesson.course.language:
        return
    Lesson.objects.filter(pk=lesson.pk, archived_at__isnull=True).update(archived_at=now)
    enrolment.ask_recount(lesson.course, now)


def course_withdrawn(page: CoursePage, now: datetime) -> None:
    Course.objects.filter(pk=page.translation_key, language=page.locale.language_code, archived_at__isnull=True).update(
        archived_at=now
    )


def page_moved(page: Page, now: datetime) -> None:
    """A lesson that came to another course counts there now; nothing that was done in it is lost."""
    if isinstance(page, LessonPage) and page.live:
        lesson_published(page, now)


def rebuild(now: datetime) -> None:
    """Make all identities afresh from the pages: what `recompute_progress` does first."""
    for page in CoursePage.objects.live().order_by("path").select_related("locale"):
        course_published(page, now)
    live = set(LessonPage.objects.live().values_list("translation_key", flat=True))
    for lesson in Lesson.objects.live().exclude(pk__in=live):
        Lesson.objects.filter(pk=lesson.pk).update(archived_at=now)
