"""Signals → `publishing`, `revisions`. Scheduled publication sends them too, so nothing hangs on admin hooks."""

from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from events import publishing, revisions
from events.models import Venue, WorkshopPage


@receiver(page_published)
def published(instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, WorkshopPage):
        publishing.workshop_published(instance)
    else:
        publishing.course_or_lesson_published(instance)


@receiver(page_unpublished)
def unpublished(instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, WorkshopPage):
        publishing.workshop_withdrawn(instance, timezone.now())


@receiver(pre_delete, sender=WorkshopPage)
def deleted(instance: WorkshopPage, **kwargs: Any) -> None:
    publishing.workshop_withdrawn(instance, timezone.now())


@receiver(pre_save, sender=Venue)
def venue_changes(instance: Venue, **kwargs: Any) -> None:
    revisions.of_venue(instance, timezone.now())
