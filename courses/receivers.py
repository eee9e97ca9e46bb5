"""Wagtail's signals → `publishing`. Scheduled publication sends the same signals, so nothing hangs on admin hooks."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses import publishing
from courses.models import CoursePage, LessonPage


@receiver(page_published)
def published(instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, LessonPage):
        publishing.lesson_published(instance, timezone.now())
    elif isinstance(instance, CoursePage):
        publishing.course_published(instance, timezone.now())


@receiver(page_unpublished)
def unpublished(instance: Page, **kwargs: Any) -> None:
    withdraw(instance)


@receiver(pre_delete, sender=LessonPage)
@receiver(pre_delete, sender=CoursePage)
def deleted(instance: Page, **kwargs: Any) -> None:
    withdraw(instance)


@receiver(post_page_move)
def moved(instance: Page, **kwargs: Any) -> None:
    publishing.page_moved(instance.specific, timezone.now())


def withdraw(page: Page) -> None:
    if isinstance(page, LessonPage):
        publishing.lesson_withdrawn(page, timezone.now())
    elif isinstance(page, CoursePage):
        publishing.course_withdrawn(page, timezone.now())
