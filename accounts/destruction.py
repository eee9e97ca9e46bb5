"""The act of destruction: a record, without a name, of what was deleted when somebody asked for it.

Russian law asks for one whenever personal data are destroyed (152-ФЗ, article 21).
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import get_ident
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete

from accounts.models import Erasure, Learner

# Ties between tables, search entries and the like say nothing to a reader.
KINDS_OF_OTHERS = {"account.EmailAddress"}


@contextmanager
def recorded(learner: Learner, reason: str, rooms: list[str], now: datetime) -> Iterator[Erasure]:
    """Counts what is deleted inside, row by row as it really goes; the act is kept at the end, unless all failed.

    Within the caller's transaction.
    """
    asked_by = Erasure.AskedBy.GUEST if learner.is_guest else Erasure.AskedBy.ACCOUNT
    act = Erasure(at=now, reason=reason, asked_by=asked_by)
    gone: Counter[str] = Counter()
    here = get_ident()

    def count(sender: type[Model], **kwargs: Any) -> None:
        kind = sender._meta
        if get_ident() == here and not kind.auto_created and (kind.app_label in rooms or kind.label in KINDS_OF_OTHERS):
            gone[kind.label] += 1

    post_delete.connect(count, weak=False)
    try:
        yield act
    finally:
        post_delete.disconnect(count)
    act.rows = dict(gone)
    act.save(force_insert=True)


def lines(act: Erasure) -> list[tuple[str, int]]:
    """What went, in the reader's words, and how much of it. A kind that the portal no longer has keeps its old name."""
    return sorted((name_of(label), count) for label, count in act.rows.items())


def name_of(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name_plural)
    except LookupError:
        return label
