"""What all acts of moderators share: who may, why, the row that stays, and what follows for the question.

Each act locks the question first, happens once however often it is asked for, and leaves an `Act` with who and why.
Nobody judges what is their own.
"""

from datetime import datetime

from accounts.models import User
from courses.models import Topic
from questions import routing, shelf
from questions.models import Act, Answer, Appeal, Assignment, Flag, Picture, Question

PERMISSION = "questions.moderate"


class OrderError(Exception):
    """That cannot be done with this question or answer."""


class NotAModerator(OrderError):
    """Only moderators keep order."""


class OwnCase(OrderError):
    """The moderator asked or answered this themselves: another one decides."""


class NeedsWhy(OrderError):
    """Whoever wrote it is told why; it cannot be left out."""


class NotNow(OrderError):
    """As the question stands, that makes no sense."""


def taken_up(question_id: int, actor: User) -> Question:
    """The question, locked, for a moderator whose own it is not. Raises NotAModerator, OwnCase, NotNow."""
    if not actor.has_perm(PERMISSION):
        raise NotAModerator
    try:
        question = routing.lock(question_id)
    except Question.DoesNotExist as error:
        raise NotNow from error
    if question.learner is not None and question.learner.user_id == actor.pk:
        raise OwnCase
    return question


def reasoned(why: str) -> str:
    why = why.strip()
    if not why:
        raise NeedsWhy
    return why


def note(
    question: Question | None,
    kind: str,
    actor: User,
    why: str,
    now: datetime,
    *,
    before: str = "",
    answer: Answer | None = None,
    picture: Picture | None = None,
    whose: User | None = None,
    target: Question | None = None,
    topic: Topic | None = None,
) -> Act:
    return Act.objects.create(
        question=question,
        answer=answer,
        picture=picture,
        whose=whose,
        kind=kind,
        actor=actor,
        why=why,
        before=before,
        target=target,
        topic=topic,
        at=now,
    )


def settle_flags(
    question: Question | None,
    actor: User,
    now: datetime,
    *,
    upheld: bool,
    answer: Answer | None = None,
    picture: Picture | None = None,
    whose: User | None = None,
) -> int:
    """What people pointed out in this one thing."""
    about = {"question": question, "answer": answer, "picture": picture, "whose": whose}
    return Flag.objects.filter(**about, decided_at=None).update(decided_at=now, decided_by=actor, upheld=upheld)


def grant_appeal(
    question: Question | None,
    actor: User,
    why: str,
    now: datetime,
    *,
    answer: Answer | None = None,
    picture: Picture | None = None,
    whose: User | None = None,
) -> None:
    """What somebody wanted has come about: nobody has to decide it any more."""
    about = {"question": question, "answer": answer, "picture": picture, "whose": whose}
    waiting = Appeal.objects.filter(**about, decided_at=None)
    waiting.update(decided_at=now, decided_by=actor, upheld=True, reply=why)


def leave_desks(question: Question, now: datetime) -> None:
    """Nobody is expected to answer or to check, and whoever writes just now does not hold it."""
    live = Assignment.objects.live().filter(question=question)
    live.update(ended_at=now, outcome=Assignment.Outcome.WITHDRAWN)
    question.claims.filter(released_at__isnull=True).update(released_at=now)


def wait_anew(question: Question, now: datetime) -> None:
    """If nobody has answered: another promise, and another expert."""
    if question.waits and question.is_open:
        question.due_at, question.reminded = now + routing.promise(now), 0
        if question.answered_at is None:
            question.promised_at = question.due_at
        question.save(update_fields=["due_at", "reminded", "promised_at"])
        routing.route(question, now)


def keep(question: Question, now: datetime) -> None:
    question.active_at = now
    question.save(update_fields=["state", "locked_at", "merged_into", "active_at"])
    shelf.changed()
