"""Answers: written as a draft, given, changed, found helpful or not. For confirmed and checked again: `checking`.

Each act locks the question first.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import personal_data
from accounts.models import Learner, Organisation, User
from content import text
from questions import claiming, routing, shelf, telling
from questions.models import Act, Answer, Assignment, Draft, Expert, Question, Reaction, Revision, Vouching
from questions.order import names

CHECKED_EVERY = timedelta(days=180)
# What whoever wrote an answer may change: all else may be changing in other hands.
CHANGED = [
    *(
        "applies_to",
        "checked_on",
        "check_asked_at",
        "check_left_at",
        "check_again_on",
        "source",
        "html",
        "cleaner_version",
    ),
    *("changed_at", "confirmed_at", "confirmed_by"),
]
# What is too long for an answer is kept all the same, to be made shorter.
LONGEST_DRAFT = 2 * text.MAX_CHARACTERS

State = Question.State


class AnsweringError(Exception):
    """The answer cannot be given or changed."""


class MayNotAnswer(AnsweringError):
    """Neither an expert nor somebody for whom an organisation vouches."""


class NotOpen(AnsweringError):
    """Nobody can answer here any more (or not yet)."""


class NotTheirs(AnsweringError):
    """There is no such answer, or it is not this person's to change or to judge."""


@dataclass(frozen=True)
class Signature:
    """Under which name somebody answers, and who stands behind them."""

    name: str
    organisation: Organisation | None


@dataclass(frozen=True)
class Written:
    """What was typed into the form. `check_again_on` empty: in CHECKED_EVERY."""

    source: str
    applies_to: str = ""
    check_again_on: date | None = None


def signature_of(user: User, day: date) -> Signature:
    """Raises MayNotAnswer."""
    expert = Expert.objects.answering().filter(user=user).select_related("organisation").first()
    if expert is not None:
        return Signature(expert.name, expert.organisation)
    vouching = Vouching.objects.live(day).filter(user=user).select_related("organisation").first()
    if vouching is None:
        raise MayNotAnswer
    # Never the address of somebody who has not said how to call them.
    return Signature(user.name or str(Answer.Nameless.HELPER.label), vouching.organisation)


@transaction.atomic
def save_draft(question_id: int, user: User, source: str, *, now: datetime) -> Draft:
    """As typed. Whoever has the question claimed keeps it so for a while longer."""
    question = routing.lock(question_id)
    question.claims.live(now).filter(user=user).update(until=now + claiming.HELD)
    values = {"source": source[:LONGEST_DRAFT], "saved_at": now}
    return Draft.objects.update_or_create(question=question, user=user, defaults=values)[0]


@transaction.atomic
def answer(question_id: int, user: User, written: Written, *, key: UUID, now: datetime) -> Answer:
    """Give an answer. The same key again is the same answer: the first.

    Raises MayNotAnswer, NotOpen, and claiming.Taken while somebody else writes.
    """
    question = routing.lock(question_id)
    given = Answer.objects.filter(key=key).first()
    if given is not None:
        # Each press saves what was typed before it comes here.
        Draft.objects.filter(question=question, user=user).delete()
        return given
    day = timezone.localdate(now)
    signature = signature_of(user, day)
    if not question.is_open or (question.learner is not None and question.learner.user_id == user.pk):
        raise NotOpen
    claim = claiming.take(question, user, now)
    made = Answer.objects.create(
        key=key,
        question=question,
        author=user,
        signed=signature.name,
        nameless=names.instead(user),
        organisation=signature.organisation,
        source=text.tidy(written.source),
        html=text.render_markdown(written.source),
        cleaner_version=text.VERSION,
        applies_to=written.applies_to,
        checked_on=day,
        check_again_on=written.check_again_on or day + CHECKED_EVERY,
        made_at=now,
    )
    Revision.objects.create(answer=made, number=1, source=made.source, actor=user, at=now)
    claim.released_at = now
    claim.save(update_fields=["released_at"])
    Draft.objects.filter(question=question, user=user).delete()
    routing.end(question, Assignment.Outcome.ANSWERED, now)
    # Whoever was to check an answer here has given a better one.
    to_check = Assignment.objects.live().filter(question=question, user=user)
    to_check.update(ended_at=now, outcome=Assignment.Outcome.ANSWERED)
    question.answered_at = question.answered_at or now
    question.active_at = now
    if question.state == State.PUBLISHED:
        question.state = State.ANSWERED
    question.save(update_fields=["answered_at", "active_at", "state"])
    telling.tell_of_answer(made, now)
    shelf.changed()
    return made


@transaction.atomic
def change(answer_id: int, user: User, written: Written, *, now: datetime) -> Answer:
    """Another text, checked today; the old one is kept, and those who wait for news are told. The same text again only
    renews the day. Raises NotTheirs, MayNotAnswer.
    """
    changed = lock_answer(answer_id)
    if changed.author_id != user.pk or changed.hidden_at is not None:
        raise NotTheirs
    day = timezone.localdate(now)
    signature_of(user, day)
    source = text.tidy(written.source)
    is_new = source != changed.source
    changed.applies_to = written.applies_to
    changed.checked_on, changed.check_asked_at, changed.check_left_at = day, None, None
    changed.check_again_on = written.check_again_on or day + CHECKED_EVERY
    if is_new:
        changed.source, changed.html = source, text.render_markdown(source)
        changed.cleaner_version, changed.changed_at = text.VERSION, now
        # What was confirmed was the other text.
        changed.confirmed_at = changed.confirmed_by = None
    changed.save(update_fields=CHANGED)
    Assignment.objects.live().filter(answer=changed).update(ended_at=now, outcome=Assignment.Outcome.WITHDRAWN)
    if is_new:
        last = changed.revisions.aggregate(last=Max("number"))["last"] or 0
        revision = Revision.objects.create(answer=changed, number=last + 1, source=source, actor=user, at=now)
        telling.tell_of_change(changed, revision, now)
    Question.objects.filter(pk=changed.question_id).update(active_at=now)
    shelf.changed()
    return changed


@transaction.atomic
def react(answer_id: int, learner: Learner, *, helped: bool, now: datetime, why: str = "") -> Reaction:
    """«Помогло» or «Не помогло»; said twice is said once. The asker's «Помогло» accepts; their «Не помогло» opens the
    question again, for another expert. Raises NotTheirs for one's own answer.
    """
    learner = personal_data.lock(learner)
    judged = lock_answer(answer_id)
    if judged.hidden_at is not None or (learner.user_id is not None and learner.user_id == judged.author_id):
        raise NotTheirs
    kind = Reaction.Kind.HELPED if helped else Reaction.Kind.NOT_HELPED
    before = Reaction.objects.filter(learner=learner, answer=judged).first()
    if before is not None and before.kind == kind:
        if why:
            before.why = why
            before.save(update_fields=["why"])
        return before
    values = {"question": judged.question, "kind": kind, "why": why, "at": now}
    said = Reaction.objects.update_or_create(learner=learner, answer=judged, defaults=values)[0]
    settle(judged, learner, said, now)
    return said


@transaction.atomic
def take_back(answer_id: int, learner: Learner, *, now: datetime) -> None:
    """«Вернуть»: as if nothing had been said. Raises NotTheirs when there is no such answer."""
    learner = personal_data.lock(learner)
    judged = lock_answer(answer_id)
    if Reaction.objects.filter(learner=learner, answer=judged).delete()[0]:
        settle(judged, learner, None, now)


def settle(judged: Answer, learner: Learner, said: Reaction | None, now: datetime) -> None:
    if judged.question.learner_id == learner.pk:
        follow_the_asker(judged, said, now)
    shelf.recount(judged.question)
    shelf.counted()


def follow_the_asker(judged: Answer, said: Reaction | None, now: datetime) -> None:
    """What the asker says of an answer decides how the question stands."""
    question = judged.question
    was_open = question.state
    judged.accepted_at = now if said and said.kind == Reaction.Kind.HELPED else None
    judged.save(update_fields=["accepted_at"])
    if question.state not in (State.PUBLISHED, State.ANSWERED, State.ACCEPTED):
        return
    if question.answers.seen().filter(accepted_at__isnull=False).exists():
        question.state = State.ACCEPTED
    elif said and said.kind == Reaction.Kind.NOT_HELPED and question.locked_at is None:
        question.state = State.PUBLISHED
    elif was_open != State.PUBLISHED:
        question.state = State.ANSWERED
    question.active_at = now
    if question.state == State.PUBLISHED and was_open != State.PUBLISHED:
        question.due_at, question.reminded = now + routing.promise(now), 0
        Act.objects.create(
            question=question, answer=judged, kind=Act.Kind.REOPEN, why=said.why[:500] if said else "", at=now
        )
    question.save(update_fields=["state", "active_at", "due_at", "reminded"])
    if question.state == State.PUBLISHED and was_open != State.PUBLISHED:
        routing.route(question, now)


def lock_answer(answer_id: int) -> Answer:
    """The answer, with its question locked. Raises NotTheirs when there is none, or when it goes or is moved to another
    question while we wait.
    """
    question_id = Answer.objects.filter(pk=answer_id).values_list("question", flat=True).first()
    if question_id is None:
        raise NotTheirs
    try:
        question = routing.lock(question_id)
    except Question.DoesNotExist as error:
        raise NotTheirs from error
    answers = Answer.objects.select_related("author__learner", "question__lesson")
    found = answers.filter(pk=answer_id, question=question).first()
    if found is None:
        raise NotTheirs
    lesson = found.question.lesson
    found.question = question
    question.lesson = lesson
    return found


def render_again() -> int:
    """Clean every stored text whose cleaner was older than the present one; how many."""
    old = Answer.objects.exclude(cleaner_version=text.VERSION).only("pk", "source")
    done = 0
    for row in old.iterator(chunk_size=200):
        html = text.render_markdown(row.source)
        done += Answer.objects.filter(pk=row.pk, source=row.source).update(html=html, cleaner_version=text.VERSION)
    if done:
        shelf.changed()
    return done
