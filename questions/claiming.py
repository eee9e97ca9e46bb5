"""One question, one writer: who opens the form has the question for a while.

Every act locks the question first; `Claim` is unique by question besides, so that two at once are never both told yes.
"""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from questions.models import Claim, Question
from questions.routing import lock

HELD = timedelta(minutes=30)


class ClaimError(Exception):
    """The question cannot be had."""


class Taken(ClaimError):
    """Somebody else is writing an answer: who, and until when nobody else can (longer, when they go on typing)."""

    def __init__(self, held: Claim) -> None:
        super().__init__(held)
        self.who, self.until = held.who, held.until


class NotOpen(ClaimError):
    """Nobody can answer here any more (or not yet)."""


@transaction.atomic
def claim(question_id: int, user: User, *, now: datetime) -> Claim:
    """The question is the user's for HELD from now on. Raises Taken, NotOpen."""
    question = lock(question_id)
    if not question.is_open:
        raise NotOpen
    held = take(question, user, now)
    held.until = now + HELD
    held.save(update_fields=["until"])
    return held


def take(question: Question, user: User, now: datetime) -> Claim:
    """Under the lock: the live claim of this user, made now if the question is free. Raises Taken."""
    Claim.objects.filter(question=question, released_at__isnull=True, until__lte=now).update(released_at=now)
    held = Claim.objects.filter(question=question, released_at__isnull=True).select_related("user").first()
    if held is not None and held.user_id != user.pk:
        raise Taken(held)
    return held or Claim.objects.create(question=question, user=user, claimed_at=now, until=now + HELD)


def holder(question: Question, now: datetime) -> Claim | None:
    """Who is writing just now. Reads only."""
    live = Claim.objects.live(now).filter(question=question)
    return live.select_related("user__expert", "user__hidden_name").first()


@transaction.atomic
def release(question_id: int, user: User, *, now: datetime) -> None:
    """The user does not write any more; what they wrote stays in their draft."""
    lock(question_id)
    Claim.objects.filter(question=question_id, user=user, released_at__isnull=True).update(released_at=now)
