"""From pages to identities: what happens when a workshop's page is published, taken down or deleted.

Everything here may run any number of times: it makes the identity say what the page of the source language says now.
Series, dates and bookings point at the identity, so nothing that was booked depends on a page.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from content import versions
from courses.models import Course, CoursePage, Lesson, LessonPage
from events import revisions
from events.models import Workshop, WorkshopPage


@transaction.atomic
def workshop_published(page: WorkshopPage) -> Workshop:
    """The identity of a workshop, made at its first publication; its language is then the source language.

    A translation changes nothing but is counted as the same. Calendars that tell of it by name look again.
    """
    language = page.locale.language_code
    workshop, _ = Workshop.objects.get_or_create(
        pk=page.translation_key, defaults={"title": page.title, "language": language}
    )
    if workshop.language != language or workshop.title != page.title:
        revisions.of_workshop(workshop.pk, timezone.now())
    if workshop.language == language and page.live:
        workshop.title, workshop.archived_at = page.title, None
        workshop.course = Course.objects.filter(pk=page.course.translation_key).first() if page.course else None
        workshop.can_be_made_up = page.can_be_made_up
        workshop.save(update_fields=["title", "archived_at", "course", "can_be_made_up"])
        keys = [lesson.translation_key for lesson in page.lessons.all()]
        workshop.lessons.set(Lesson.objects.filter(pk__in=keys))
    versions.bump()
    return workshop


def course_or_lesson_published(page: Page) -> None:
    """A workshop may have been published before the course or the lessons that it names."""
    if isinstance(page, CoursePage | LessonPage):
        for workshop in WorkshopPage.objects.live().filter(Q(course=page.pk) | Q(lessons=page.pk)).distinct():
            workshop_published(workshop)


def workshop_withdrawn(page: WorkshopPage, now: datetime) -> None:
    """Unpublished or deleted: no new dates and none to be found; what was booked and who came stays."""
    own = Workshop.objects.filter(pk=page.translation_key, language=page.locale.language_code)
    own.filter(archived_at__isnull=True).update(archived_at=now)
    versions.bump()
