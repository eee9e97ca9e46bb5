"""«Не согласны?»: the asker of a hidden or closed question may have it looked at once more, by another moderator."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import personal_data
from accounts.models import Learner, User
from questions import moderation, routing, verdicts
from questions.models import Act, Appeal, Question

Kind = Act.Kind


class AppealError(Exception):
    """There is nothing to look at once more."""


class NotTheirs(AppealError):
    """It is somebody else's question, or nothing was done to it."""


class SameModerator(moderation.OrderError):
    """Whoever did it does not judge whether it was right."""


def judged(question: Question) -> Act | None:
    """The act under which the question stands now; None when nothing holds it back."""
    if question.state == Question.State.HIDDEN:
        return question.acts.filter(kind=Kind.HIDE, answer=None).select_related("actor").order_by("at", "pk").last()
    if question.locked_at is not None:
        return question.acts.filter(kind=Kind.LOCK).select_related("actor").order_by("at", "pk").last()
    return None


@dataclass(frozen=True)
class Verdict:
    """Under what a question stands, and what its asker said to that."""

    act: Act
    appeal: Appeal | None


def verdict(question: Question) -> Verdict | None:
    """Two queries for a question that is held back, none for any other."""
    act = judged(question)
    return Verdict(act, Appeal.objects.filter(question=question).first()) if act else None


@transaction.atomic
def appeal(question_id: int, learner: Learner, words: str, *, now: datetime) -> Appeal:
    """Once for each question: said again it is the first. Raises NotTheirs."""
    learner = personal_data.lock(learner)
    question = routing.lock(question_id)
    if question.learner_id != learner.pk:
        raise NotTheirs
    known = Appeal.objects.filter(question=question).first()
    if known is not None:
        return known
    if judged(question) is None:
        raise NotTheirs
    return Appeal.objects.create(question=question, learner=learner, words=words, made_at=now)


@transaction.atomic
def decide(question_id: int, actor: User, *, agrees: bool, words: str, now: datetime) -> Appeal:
    """Granted: the question is as it was before. Refused: the asker is told why. Decided once.

    Raises SameModerator, and NotAModerator, OwnCase, NeedsWhy, NotNow of `moderation`.
    """
    question = moderation.taken_up(question_id, actor)
    asked = Appeal.objects.select_for_update(of=("self",)).filter(question=question).first()
    if asked is None:
        raise moderation.NotNow
    if asked.decided_at is not None:
        return asked
    act = judged(question)
    if act is not None and act.actor_id == actor.pk:
        raise SameModerator
    asked.decided_at, asked.decided_by, asked.upheld = now, actor, agrees
    asked.answer = words.strip() if agrees else moderation.reasoned(words)
    asked.save()
    if not agrees:
        verdicts.tell_of_refusal(asked, now)
    elif question.state == Question.State.HIDDEN:
        moderation.restore(question.pk, actor, asked.answer, now=now)
    else:
        moderation.unlock(question.pk, actor, asked.answer, now=now)
    return asked
