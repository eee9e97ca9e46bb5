"""What is kept of a date after it: recordings, notes, files. Its host adds them, for everybody or for who booked."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from events import audit, telling
from events.models import Booking, Material, Occurrence

# What was removed can be put back for so long; then it is gone, with its file.
KEPT = timedelta(days=30)


class MaterialError(Exception):
    """Nothing can be added to this date."""


class NotYet(MaterialError):
    """The date has not begun."""


class DateWasCancelled(MaterialError):
    """The date fell away: there is nothing to look back at."""


@transaction.atomic
def add(occurrence_id: UUID, actor: User, now: datetime, **fields: Any) -> Material:
    """`fields`: kind, title, meant_for and exactly one of url, file, text. Raises NotYet, DateWasCancelled.

    Those who were booked get one letter about the date, by its first material: three files are not three letters.
    """
    occurrence = Occurrence.objects.for_lists().get(pk=occurrence_id)
    if occurrence.is_cancelled:
        raise DateWasCancelled
    if not occurrence.has_begun(now):
        raise NotYet
    material = Material.objects.create(occurrence=occurrence, added_at=now, added_by=actor, **fields)
    audit.note(occurrence, audit.MATERIAL_ADDED, actor, title=material.title)
    for booking in Booking.objects.confirmed().filter(occurrence=occurrence).select_related("learner__user"):
        booking.occurrence = occurrence
        telling.tell(booking, telling.MATERIALS, now)
    return material


@transaction.atomic
def remove(material: Material, actor: User, now: datetime) -> None:
    """Nobody sees it any more; for KEPT it can be put back."""
    if Material.objects.live().filter(pk=material.pk).update(removed_at=now):
        audit.note(material.occurrence, audit.MATERIAL_REMOVED, actor, title=material.title)


@transaction.atomic
def put_back(material: Material, actor: User) -> None:
    if Material.objects.filter(pk=material.pk, removed_at__isnull=False).update(removed_at=None):
        audit.note(material.occurrence, audit.MATERIAL_ADDED, actor, title=material.title)


def purge(now: datetime) -> int:
    """Removed long ago: the rows go, then their files."""
    gone = list(Material.objects.filter(removed_at__lt=now - KEPT))
    for material in gone:
        material.delete()
        if material.file:
            material.file.delete(save=False)
    return len(gone)
