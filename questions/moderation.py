"""Order among questions: hidden and brought back, closed and opened, moved to another topic. By moderators only.

Each act locks the question first, happens once however often it is asked for, and leaves an `Act` with who and why.
Nobody judges what is their own.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from courses.models import Topic
from questions import asking, routing, shelf, verdicts
from questions.models import Act, Answer, Appeal, Assignment, Copy, Flag, Picture, Question, Reaction
from questions.models.asked import LISTED, OPEN

PERMISSION = "questions.moderate"
LONGEST_BEFORE = 120

State, Kind = Question.State, Act.Kind


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


# --- questions -------------------------------------------------------------------------------------------------------


@transaction.atomic
def hide(question_id: int, actor: User, why: str, *, now: datetime) -> Question:
    """Only the asker and moderators see it from now on; what people pointed out is settled.

    Raises NotAModerator, OwnCase, NeedsWhy, NotNow.
    """
    question = taken_up(question_id, actor)
    if question.state == State.HIDDEN:
        return question
    if question.state not in LISTED and question.state != State.HELD:
        raise NotNow
    act = note(question, Kind.HIDE, actor, reasoned(why), now, before=question.state)
    question.state = State.HIDDEN
    leave_desks(question, now)
    keep(question, now)
    settle_flags(question, actor, now, upheld=True)
    verdicts.tell_of_hiding(act, now)
    return question


@transaction.atomic
def restore(question_id: int, actor: User, why: str = "", *, now: datetime) -> Question:
    """As it stood before it was hidden; if nobody has answered yet, with a new promise. An open copy only while its
    asker agrees. Raises NotAModerator, OwnCase, NotNow.
    """
    question = taken_up(question_id, actor)
    if question.state != State.HIDDEN:
        return question
    if Copy.objects.filter(public=question).exclude(state=Copy.State.AGREED).exists():
        raise NotNow
    act = note(question, Kind.RESTORE, actor, why, now, before=question.state)
    hidden = question.acts.filter(kind=Kind.HIDE, answer=None, picture=None).order_by("-at", "-pk").first()
    before = hidden.before if hidden else State.PUBLISHED
    if before == State.HELD:
        asking.publish(question, now)
    else:
        question.state = State(before)
        if question.state in OPEN:
            question.state = stands(question)
        keep(question, now)
        wait_anew(question, now)
    grant_appeal(question, actor, why, now)
    verdicts.tell_of_reopening(act, now)
    return question


@transaction.atomic
def lock(question_id: int, actor: User, why: str, *, now: datetime) -> Question:
    """Everybody reads it, nobody answers any more. Raises NotAModerator, OwnCase, NeedsWhy, NotNow."""
    question = taken_up(question_id, actor)
    if question.locked_at is not None:
        return question
    if not question.is_open:
        raise NotNow
    act = note(question, Kind.LOCK, actor, reasoned(why), now)
    question.locked_at = now
    leave_desks(question, now)
    keep(question, now)
    verdicts.tell_of_locking(act, now)
    return question


@transaction.atomic
def unlock(question_id: int, actor: User, why: str = "", *, now: datetime) -> Question:
    """Answers may be written again. Raises NotAModerator, OwnCase."""
    question = taken_up(question_id, actor)
    if question.locked_at is None:
        return question
    act = note(question, Kind.UNLOCK, actor, why, now)
    question.locked_at = None
    keep(question, now)
    wait_anew(question, now)
    grant_appeal(question, actor, why, now)
    verdicts.tell_of_reopening(act, now)
    return question


@transaction.atomic
def move_topic(question_id: int, actor: User, topic: Topic, why: str = "", *, now: datetime) -> Question:
    """It is about something else: an expert of that gets it. Raises NotAModerator, OwnCase, NotNow."""
    question = taken_up(question_id, actor)
    old = list(question.topics.all())
    if old == [topic]:
        return question
    if question.state not in LISTED:
        raise NotNow
    titles = ", ".join(one.title for one in old)[:LONGEST_BEFORE]
    note(question, Kind.MOVE, actor, why, now, before=titles, topic=topic)
    question.topics.set([topic])
    if question.waits and question.is_open:
        leave_desks(question, now)
        routing.route(question, now)
    keep(question, now)
    return question


@transaction.atomic
def leave(
    question_id: int, actor: User, *, now: datetime, answer_id: int | None = None, picture_id: UUID | None = None
) -> int:
    """Nothing is wrong with it: what people pointed out is settled; how much of it there was.

    Raises NotAModerator, OwnCase, NotNow.
    """
    question = taken_up(question_id, actor)
    answer = answer_of(question, actor, answer_id) if answer_id is not None else None
    picture = picture_of(question, picture_id) if picture_id is not None else None
    return settle_flags(question, actor, now, upheld=False, answer=answer, picture=picture)


# --- answers ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def hide_answer(question_id: int, answer_id: int, actor: User, why: str, *, now: datetime) -> Answer:
    """Nobody reads it any more; a question left without answers waits again.

    Raises NotAModerator, OwnCase, NeedsWhy, NotNow.
    """
    question = taken_up(question_id, actor)
    answer = answer_of(question, actor, answer_id)
    if answer.hidden_at is not None:
        return answer
    act = note(question, Kind.HIDE, actor, reasoned(why), now, before=question.state, answer=answer)
    answer.hidden_at = now
    answer.save(update_fields=["hidden_at"])
    settle_flags(question, actor, now, upheld=True, answer=answer)
    follow_the_answers(question, now)
    verdicts.tell_of_hiding(act, now)
    return answer


@transaction.atomic
def restore_answer(question_id: int, answer_id: int, actor: User, why: str = "", *, now: datetime) -> Answer:
    """Raises NotAModerator, OwnCase, NotNow."""
    question = taken_up(question_id, actor)
    answer = answer_of(question, actor, answer_id)
    if answer.hidden_at is None:
        return answer
    act = note(question, Kind.RESTORE, actor, why, now, before=question.state, answer=answer)
    answer.hidden_at = None
    answer.save(update_fields=["hidden_at"])
    follow_the_answers(question, now)
    grant_appeal(question, actor, why, now, answer=answer)
    verdicts.tell_of_reopening(act, now)
    return answer


def answer_of(question: Question, actor: User, answer_id: int) -> Answer:
    answer = question.answers.filter(pk=answer_id).select_related("author__learner").first()
    if answer is None:
        raise NotNow
    if answer.author_id == actor.pk:
        raise OwnCase
    answer.question = question
    return answer


def picture_of(question: Question, picture_id: UUID) -> Picture:
    picture = question.pictures.filter(pk=picture_id).defer("webp").first()
    if picture is None:
        raise NotNow
    picture.question = question
    return picture


def follow_the_answers(question: Question, now: datetime) -> None:
    """What can still be read decides how the question stands."""
    was = question.state
    if was in OPEN:
        question.state = stands(question)
    if question.state != State.PUBLISHED:
        routing.end(question, Assignment.Outcome.WITHDRAWN, now)
    keep(question, now)
    if was != question.state:
        wait_anew(question, now)


def stands(question: Question) -> Question.State:
    """An open question, by the answers that can be read. What the asker has opened again stays open."""
    seen = question.answers.seen()
    if seen.filter(accepted_at__isnull=False).exists():
        return State.ACCEPTED
    unhelpful = {"reactions__learner": question.learner_id, "reactions__kind": Reaction.Kind.NOT_HELPED}
    if question.state == State.PUBLISHED and seen.filter(**unhelpful).exists():
        return State.PUBLISHED
    return State.ANSWERED if seen.exists() else State.PUBLISHED


# --- what all acts do ------------------------------------------------------------------------------------------------


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
    """Nobody is expected to answer, and whoever writes just now does not hold it."""
    routing.end(question, Assignment.Outcome.WITHDRAWN, now)
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
