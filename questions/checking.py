"""Answers are looked at again: by an expert who agrees, and by somebody on the day that stands on each of them.

That day an answer goes back to its author, if they still answer; else to an expert of its topics, chosen as for a
question (`routing.free`); else it is left to moderators, and tried again each day. Each is told once of it. Every act
locks the question first.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from questions import check_letters, routing, shelf
from questions.answering import CHECKED_EVERY, MayNotAnswer, NotTheirs, lock_answer
from questions.models import Answer, Assignment, Expert, Question, Vouching
from questions.querysets import AnswerQuerySet, ExpertQuerySet

# An author who is back by then is waited for.
BACK_WITHIN = timedelta(days=14)
# So long an answer lies with somebody else before another is asked.
PATIENCE = timedelta(days=14)
TRIED_AGAIN = timedelta(days=1)

Outcome = Assignment.Outcome
# What another expert's word changes: the text may be changing in its author's hands.
JUDGED = ["confirmed_at", "confirmed_by", "checked_on", "check_again_on", "check_asked_at", "check_left_at"]


# --- «Проверено экспертом» -------------------------------------------------------------------------------------------


@transaction.atomic
def confirm(answer_id: int, user: User, *, now: datetime) -> Answer:
    """Another expert agrees. If its day has come, it has been checked today. Raises NotTheirs, MayNotAnswer."""
    judged, day = judged_by(answer_id, user), timezone.localdate(now)
    is_due = judged.is_due(day)
    if judged.confirmed_at is not None and not is_due:
        return judged
    judged.confirmed_at, judged.confirmed_by = now, user
    if is_due:
        judged.checked_on, judged.check_again_on = day, day + CHECKED_EVERY
        judged.check_asked_at = judged.check_left_at = None
        end(judged, user, now)
    judged.save(update_fields=JUDGED)
    shelf.changed()
    return judged


@transaction.atomic
def take_back(answer_id: int, user: User, *, now: datetime) -> Answer:
    """No expert has agreed; what was checked by that has to be checked again. Raises NotTheirs, MayNotAnswer."""
    judged = judged_by(answer_id, user)
    if judged.confirmed_at is None:
        return judged
    by_that = Assignment.objects.filter(answer=judged, outcome=Outcome.CHECKED, ended_at=judged.confirmed_at)
    if by_that.delete()[0]:
        judged.checked_on = timezone.localdate(judged.changed_at or judged.made_at)
        judged.check_again_on = timezone.localdate(now)
    judged.confirmed_at = judged.confirmed_by = None
    judged.save(update_fields=JUDGED)
    shelf.changed()
    return judged


def judged_by(answer_id: int, user: User) -> Answer:
    """The answer, with its question locked, for an expert who neither wrote it nor asked."""
    judged = lock_answer(answer_id)
    if not Expert.objects.answering().filter(user=user).exists():
        raise MayNotAnswer
    asker = judged.question.learner
    if judged.hidden_at is not None or user.pk in (judged.author_id, asker.user_id if asker else None):
        raise NotTheirs
    return judged


def end(checked: Answer, user: User, now: datetime) -> None:
    """On nobody's desk any more; who checked it is kept."""
    lying = Assignment.objects.live().filter(answer=checked)
    lying.exclude(user=user).update(ended_at=now, outcome=Outcome.WITHDRAWN)
    if not lying.update(ended_at=now, outcome=Outcome.CHECKED):
        told = {"assigned_at": now, "ended_at": now, "outcome": Outcome.CHECKED}
        Assignment.objects.create(question=checked.question, answer=checked, user=user, **told)


# --- when the day has come -------------------------------------------------------------------------------------------


def ask_due(now: datetime) -> int:
    """For the worker: answers whose day has come are laid before somebody; how many. Again at once: none."""
    return sum(ask(key, now) for key in list(untold(now).values_list("pk", flat=True)))


@transaction.atomic
def ask(answer_id: int, now: datetime) -> bool:
    """Lay one before somebody, if nobody has it by now."""
    try:
        due = lock_answer(answer_id)
    except NotTheirs:
        return False
    waiting: Any = untold(now).filter(pk=answer_id)
    is_with_author = waiting.values_list("is_with_author", flat=True).first()
    if is_with_author is None:
        return False
    lying = Assignment.objects.live().filter(answer=due)
    lying.filter(assigned_at__lte=now - PATIENCE).update(ended_at=now, outcome=Outcome.OVERDUE)
    lying.update(ended_at=now, outcome=Outcome.AWAY)
    expert = None if is_with_author else choose(due, now)
    if is_with_author:
        check_letters.tell_author(due, now)
    elif expert is not None:
        Assignment.objects.create(question=due.question, answer=due, user=expert.user, assigned_at=now)
        check_letters.tell_expert(due, expert, now)
    elif due.check_left_at is None:
        check_letters.tell_moderators(due, now)
    is_left = not is_with_author and expert is None
    due.check_asked_at, due.check_left_at = now, (due.check_left_at or now) if is_left else None
    due.save(update_fields=["check_asked_at", "check_left_at"])
    return True


@transaction.atomic
def hand_over(answer_id: int, user: User, *, now: datetime) -> None:
    """«Не моё»: whoever had it laid before them does not get it again; the worker looks for another. Said twice is said
    once. Raises NotTheirs when it does not lie with them.
    """
    due = lock_answer(answer_id)
    laid = Assignment.objects.filter(answer=due, user=user)
    if laid.live().update(ended_at=now, outcome=Outcome.NOT_MINE):
        due.check_asked_at = None
        due.save(update_fields=["check_asked_at"])
    elif not laid.filter(outcome=Outcome.NOT_MINE).exists():
        raise NotTheirs


def choose(due: Answer, now: datetime) -> Expert | None:
    """Of those who know a topic of the question: whoever has not had it since its day, and has least to do."""
    before = Assignment.objects.filter(answer=due, assigned_at__date__gte=due.check_again_on)
    before = before.exclude(outcome=Outcome.WITHDRAWN)
    others = routing.free(due.question, before, now).exclude(user=due.author_id)
    return others.filter(fits__gt=0, had_it=False).first()


def untold(now: datetime) -> AnswerQuerySet:
    """Whose day has come, and nobody was asked; or they were, a day ago or more, and do not answer any more; or nobody
    was there to ask.
    """
    nobody_has_it = Q(is_with_expert=False) & (Q(is_with_author=False) | Q(check_left_at__isnull=False))
    asked_before = nobody_has_it & Q(check_asked_at__lte=now - TRIED_AGAIN)
    due: Any = Answer.objects.due(timezone.localdate(now)).alias(is_with_expert=with_expert(now))
    return due.annotate(is_with_author=with_author(now)).filter(Q(check_asked_at=None) | asked_before)


def with_author(now: datetime) -> Q:
    """Their author answers: neither blocked, gone, paused nor away for longer than BACK_WITHIN. Helpers see no private
    questions.
    """
    day = timezone.localdate(now)
    experts: ExpertQuerySet = Expert.objects.answering().filter(user=OuterRef("author"))
    vouched = Vouching.objects.live(day).filter(user=OuterRef("author"), user__is_active=True)
    is_public = Q(question__visibility=Question.Visibility.PUBLIC)
    return Q(Exists(experts.there_on(day, back_by=day + BACK_WITHIN))) | (
        Q(Exists(vouched)) & ~Q(Exists(experts)) & is_public
    )


def with_expert(now: datetime) -> Exists:
    """They lie with somebody who is there, and not for too long."""
    there = Expert.objects.answering().there_on(timezone.localdate(now)).filter(user=OuterRef("user"))
    lying = Assignment.objects.live().filter(answer=OuterRef("pk"), assigned_at__gt=now - PATIENCE)
    return Exists(lying.filter(Exists(there)))


def of_author(user: User, day: date) -> AnswerQuerySet:
    """One's own whose day has come."""
    return Answer.objects.due(day).filter(author=user)


def of_others(user: User, day: date) -> AnswerQuerySet:
    """What lies with this expert although others wrote it."""
    return Answer.objects.due(day).filter(assignments__in=Assignment.objects.live().filter(user=user))


def left(day: date) -> AnswerQuerySet:
    """For which nobody was found."""
    return Answer.objects.due(day).filter(check_left_at__isnull=False)
