"""Ticks in the checklists of a lesson, kept by the ids of block and item."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Learner
from courses import progress
from courses.models import ChecklistTick, Lesson


class UnknownItem(Exception):
    """The lesson has no such checklist or item (any more)."""


@transaction.atomic
def save(
    learner: Learner, lesson: Lesson, block: UUID, items: Collection[UUID], ticked: Collection[UUID], now: datetime
) -> None:
    """Make the ticks of one checklist those `ticked`; `items` are all it has now. Raises UnknownItem.

    Ticks of items that an editor has removed are left alone: they come back with the item.
    """
    if not set(ticked) <= set(items):
        raise UnknownItem(block)
    mine = progress.touch(learner, lesson, now).progress
    rows = ChecklistTick.objects.filter(learner=mine.learner_id, lesson=lesson, block=block)
    rows.filter(item__in=set(items) - set(ticked)).delete()
    ChecklistTick.objects.bulk_create(
        [ChecklistTick(learner_id=mine.learner_id, lesson=lesson, block=block, item=item, at=now) for item in ticked],
        ignore_conflicts=True,
    )


def ticked(learner: Learner | None, lesson: UUID) -> set[UUID]:
    """The ids of all items of a lesson that the learner has ticked."""
    if learner is None:
        return set()
    return set(ChecklistTick.objects.filter(learner=learner, lesson=lesson).values_list("item", flat=True))
