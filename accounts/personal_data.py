"""The registry of personal records: each room says here how its rows are merged, exported and erased.

A test compares what is registered with every foreign key to `Learner`, so that no new record is forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import destruction
from accounts.models import Erasure, Learner

Merge = Callable[[Learner, Learner, datetime], None]
Export = Callable[[Learner], dict[str, Any]]
Erase = Callable[[Learner], None]
Forget = Callable[[Learner], None]
Summary = Callable[[Learner], list[str]]
Stays = Callable[[Learner], str]


@dataclass(frozen=True)
class Keeper:
    """One room's hands on its personal records. `models` are those it answers for.

    `summary` tells in a few plain lines what the learner has done in this room; no line where there is nothing.
    `forget` takes away what names the learner (addresses, numbers) and leaves what they did.
    `stays` tells what others have a use for and could stay without a name, if the learner wants it; "" for nothing.
    `leave` makes that nobody's, before `erase` deletes the rest.
    """

    room: str
    models: frozenset[str]
    merge: Merge
    export: Export
    erase: Erase
    summary: Summary = lambda learner: []
    forget: Forget = lambda learner: None
    stays: Stays = lambda learner: ""
    leave: Erase = lambda learner: None


_keepers: dict[str, Keeper] = {}


def register(keeper: Keeper) -> None:
    _keepers[keeper.room] = keeper


def keepers() -> list[Keeper]:
    return list(_keepers.values())


class NotAGuest(Exception):
    """Only a guest's records move: a registered person's stay theirs."""


def summary(learner: Learner) -> list[str]:
    """What a learner has, in the reader's language. Empty: nothing would be missed."""
    return [line for keeper in keepers() for line in keeper.summary(learner)]


@transaction.atomic
def merge(guest: Learner, learner: Learner, now: datetime) -> None:
    """Move everything a guest has to `learner`; nothing is lost on either side.

    The guest's row stays as a signpost (`merged_into`), so that another device's cookie still finds the way.
    Merging twice, into oneself or crosswise changes nothing. Raises NotAGuest.
    """
    locked = {row.pk: row for row in lock_in_order(guest, learner)}
    guest, learner = locked[guest.pk], locked[learner.pk]
    if guest.pk == learner.pk or guest.merged_into_id is not None or learner.merged_into_id == guest.pk:
        return
    if not guest.is_guest:
        raise NotAGuest
    if learner.merged_into_id is not None:
        merge(guest, Learner.objects.get(pk=learner.merged_into_id), now)
        return
    for keeper in keepers():
        keeper.merge(guest, learner, now)
    guest.merged.update(merged_into=learner)
    guest.merged_into = learner
    guest.save(update_fields=["merged_into"])


def lock(learner: Learner) -> Learner:
    """The learner whose rows may be written now: following a merge, and held until the transaction ends.

    Whoever writes a learner's rows takes this first. A merge and another tab then wait for each other (without it
    PostgreSQL finds a deadlock between them), and nothing is written to somebody who has just become a signpost.
    """
    rows = Learner.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    key = learner.pk
    while True:
        before = transaction.savepoint()
        held = rows.get(pk=key)
        if held.merged_into_id is None:
            transaction.savepoint_commit(before)
            return held
        # Lets go of the signpost: to hold it while waiting for another row would be the deadlock again.
        transaction.savepoint_rollback(before)
        key = held.merged_into_id


def lock_in_order(*learners: Learner) -> list[Learner]:
    """Lock learners, lowest number first: two merges at once then wait for each other instead of dead-locking.

    Rows that only point at them may be written meanwhile: whoever holds what is to be moved or deleted (a question) and
    writes a letter to its owner must not wait for the one who waits for it.
    """
    keys = [learner.pk for learner in learners]
    return list(Learner.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))


def export(learner: Learner) -> dict[str, Any]:
    """All we keep about a learner, room by room, ready for JSON."""
    return {keeper.room: keeper.export(learner) for keeper in keepers()}


def stays(learner: Learner) -> list[str]:
    """What could stay for others without a name, in the reader's language."""
    return [line for keeper in keepers() if (line := keeper.stays(learner))]


@transaction.atomic
def erase(learner: Learner, now: datetime, *, leaves: bool = False) -> Erasure:
    """Delete everything about a learner, the account included. Cannot be taken back. What remains is the act of it,
    and, if the learner `leaves` it, what helps others and names nobody.
    """
    lock_in_order(learner)
    with destruction.recorded(learner, Erasure.Reason.ASKED, rooms(), now) as act:
        for keeper in keepers() if leaves else []:
            keeper.leave(learner)
        for keeper in reversed(keepers()):
            keeper.erase(learner)
        user = learner.user
        learner.delete()
        if user is not None:
            user.delete()
    return act


def rooms() -> list[str]:
    return [keeper.room for keeper in keepers()]


@transaction.atomic
def forget_name(learner: Learner, now: datetime) -> Erasure:
    """A registered person takes their consent back and keeps the lessons: the account, its address, its mails and the
    name go, and the learner stays as a guest whom nobody can name. Cannot be taken back; the act of it remains.
    """
    lock_in_order(learner)
    user = learner.user
    learner.consents.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)
    with destruction.recorded(learner, Erasure.Reason.WITHDRAWN, rooms(), now) as act:
        learner.mails.all().delete()
        for keeper in keepers():
            keeper.forget(learner)
        learner.user, learner.name = None, ""
        learner.save(update_fields=["user", "name"])
        if user is not None:
            user.delete()
    return act
