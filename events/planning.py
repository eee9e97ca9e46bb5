"""A series is made, changed from some day on, seen beforehand. The rules of dates are in `series` and `changes`."""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from accounts.models import User
from events import audit, changes, revisions, series
from events.changes import Plan
from events.models import Occurrence, Series


@transaction.atomic
def make(one: Series, hosts: Iterable[User], actor: User, now: datetime) -> list[Occurrence]:
    """Keep a new series and its dates of six months. Raises RoomTaken; then nothing is kept."""
    one.save()
    one.hosts.set(hosts)
    made = series.extend(one.pk, now, strict=True)
    audit.note(one, audit.SERIES_MADE, actor, dates=len(made))
    return made


def plan(one: Series, wanted: dict[str, Any], since: date | None, now: datetime) -> Plan:
    """What the changes would do to the dates from `since` on (to all without it). Nothing is kept.

    A series is split for it and put together again, so that what is shown is what would be done. Raises NothingToSplit.
    """
    if since is None:
        return changes.plan(one, wanted, now)
    with transaction.atomic():
        made = changes.plan(series.split(one.pk, since, now), wanted, now)
        transaction.set_rollback(True)
    return made


def fingerprint(made: Plan) -> str:
    """Of what a plan does and to how many people: another cost is another fingerprint."""
    told = [
        [str(one.pk) for one in made.kept],
        [(str(one.pk), slot.starts_at.isoformat(), slot.ends_at.isoformat()) for one, slot in made.moved],
        [start.isoformat() for start in made.added],
        [str(one.pk) for one in made.dropped],
        [str(one.pk) for one in made.orphaned],
        made.people,
    ]
    return sha256(repr(told).encode()).hexdigest()[:16]


@transaction.atomic
def change(
    one: Series,
    wanted: dict[str, Any],
    since: date | None,
    now: datetime,
    *,
    hosts: Iterable[User],
    actor: User,
    orphans: str = "",
) -> Plan:
    """Raises RoomTaken, AnswerNeeded, NothingToSplit; then everything is as it was."""
    target = one if since is None else series.split(one.pk, since, now)
    told = told_by(target.pk)
    made = changes.change(target.pk, wanted, now, actor=actor, orphans=orphans)
    target.hosts.set(hosts)
    if told_by(target.pk) != told:
        revisions.raise_for(target.occurrences.filter(ends_at__gt=now), now)
    act = audit.SERIES_CHANGED if since is None else audit.SERIES_SPLIT
    audit.note(target, act, actor, fields=sorted(wanted), people=made.people, orphans=orphans)
    return made


def told_by(series_id: int) -> tuple[str, set[int]]:
    """What calendars tell of a series even for dates that a change leaves where they are."""
    one = Series.objects.get(pk=series_id)
    return one.place, set(one.hosts.values_list("pk", flat=True))
