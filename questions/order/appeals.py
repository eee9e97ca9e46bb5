"""«Не согласны?»: whoever wrote it, sent it or is called so may have it looked at once more, by another moderator.

About a question, one of its answers or pictures, or one's own name: about each once.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import personal_data
from accounts.models import Learner, User
from questions import routing
from questions.models import Act, Answer, Appeal, HiddenName, Picture, Question
from questions.models.order import ABOUT_A_QUESTION
from questions.order import acts, answer_order, moderation, names, picture_order, verdicts

Kind = Act.Kind


class AppealError(Exception):
    """There is nothing to look at once more."""


class NotTheirs(AppealError):
    """It is somebody else's, or nothing was done to it."""


class SameModerator(acts.OrderError):
    """Whoever did it does not judge whether it was right."""


@dataclass(frozen=True)
class Verdict:
    """Under what something stands, and what was said to that."""

    act: Act
    appeal: Appeal | None


def judged(question: Question) -> Act | None:
    """The act under which the question stands now; None when nothing holds it back."""
    own = question.acts.filter(ABOUT_A_QUESTION).select_related("actor").order_by("at", "pk")
    if question.state == Question.State.HIDDEN:
        return own.filter(kind=Kind.HIDE).last()
    return own.filter(kind=Kind.LOCK).last() if question.locked_at is not None else None


def hiding(**about: Answer | Picture | User) -> Act | None:
    """The act by which an answer, a picture or a name (`whose`) was hidden last."""
    return Act.objects.filter(kind=Kind.HIDE, **about).select_related("actor").order_by("at", "pk").last()


def verdict(question: Question) -> Verdict | None:
    """Two queries for a question that is held back, none for any other."""
    act = judged(question)
    return Verdict(act, question.appeals.filter(ABOUT_A_QUESTION).first()) if act else None


# --- said ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def appeal(question_id: int, learner: Learner, words: str, *, now: datetime, picture_id: UUID | None = None) -> Appeal:
    """The asker about the question, or about that picture of it. Said again it is the first. Raises NotTheirs."""
    learner = personal_data.lock(learner)
    question = routing.lock(question_id)
    if question.learner_id != learner.pk:
        raise NotTheirs
    picture = None
    if picture_id is not None:
        picture = question.pictures.filter(pk=picture_id).defer("webp").first()
        if picture is None:
            raise NotTheirs
    known = Appeal.objects.filter(question=question, answer=None, picture=picture).first()
    if known is not None:
        return known
    if picture.hidden_at is None if picture else judged(question) is None:
        raise NotTheirs
    return Appeal.objects.create(question=question, picture=picture, learner=learner, words=words, made_at=now)


@transaction.atomic
def appeal_answer(answer_id: int, user: User, words: str, *, now: datetime) -> Appeal:
    """Its author, also when they no longer answer or see the question. Said again it is the first. Raises NotTheirs."""
    learner = personal_data.lock(user.learner)
    answer = Answer.objects.filter(pk=answer_id, author=user).first()
    if answer is None:
        raise NotTheirs
    question = routing.lock(answer.question_id)
    known = Appeal.objects.filter(answer=answer).first()
    if known is not None:
        return known
    if not Answer.objects.filter(pk=answer.pk, question=question, hidden_at__isnull=False).exists():
        raise NotTheirs
    return Appeal.objects.create(question=question, answer=answer, learner=learner, words=words, made_at=now)


@transaction.atomic
def appeal_name(user: User, words: str, *, now: datetime) -> Appeal:
    """Whose name it is. Said again it is the first. Raises NotTheirs."""
    learner = personal_data.lock(user.learner)
    whose = names.lock(user.pk)
    known = Appeal.objects.filter(whose=whose).first()
    if known is not None:
        return known
    if not HiddenName.objects.filter(user=whose).exists():
        raise NotTheirs
    return Appeal.objects.create(whose=whose, learner=learner, words=words, made_at=now)


# --- decided ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    question_id: int,
    actor: User,
    *,
    agrees: bool,
    words: str,
    now: datetime,
    answer_id: int | None = None,
    picture_id: UUID | None = None,
) -> Appeal:
    """Granted: it is as it was before. Refused: whoever asked is told why. Decided once.

    Raises SameModerator, and NotAModerator, OwnCase, NeedsWhy, NotNow of `acts`.
    """
    question = acts.taken_up(question_id, actor)
    answer = answer_order.answer_of(question, actor, answer_id) if answer_id is not None else None
    picture = picture_order.picture_of(question, picture_id) if picture_id is not None else None
    asked = held(question=question, answer=answer, picture=picture)
    if asked.decided_at is not None:
        return asked
    if answer:
        act = hiding(answer=answer)
    else:
        act = hiding(picture=picture) if picture else judged(question)
    answered(asked, act, actor, agrees, words, now)
    if not agrees:
        verdicts.tell_of_refusal(asked, now)
    elif answer:
        answer_order.restore(question.pk, answer.pk, actor, asked.reply, now=now)
    elif picture:
        picture_order.restore(question.pk, picture.pk, actor, asked.reply, now=now)
    elif question.state == Question.State.HIDDEN:
        moderation.restore(question.pk, actor, asked.reply, now=now)
    else:
        moderation.unlock(question.pk, actor, asked.reply, now=now)
    return asked


@transaction.atomic
def decide_name(user_id: int, actor: User, *, agrees: bool, words: str, now: datetime) -> Appeal:
    """The same about a name, with the same errors."""
    whose = names.taken_up(user_id, actor)
    asked = held(whose=whose)
    if asked.decided_at is not None:
        return asked
    answered(asked, hiding(whose=whose), actor, agrees, words, now)
    if agrees:
        names.restore(whose.pk, actor, asked.reply, now=now)
    else:
        verdicts.tell_of_refusal(asked, now)
    return asked


def held(**about: Question | Answer | Picture | User | None) -> Appeal:
    """Locked. Raises acts.NotNow when nobody has disagreed."""
    one = {"question": None, "answer": None, "picture": None, "whose": None, **about}
    asked = Appeal.objects.select_for_update(of=("self",)).filter(**one).first()
    if asked is None:
        raise acts.NotNow
    return asked


def answered(asked: Appeal, act: Act | None, actor: User, agrees: bool, words: str, now: datetime) -> None:
    if act is not None and act.actor_id == actor.pk:
        raise SameModerator
    asked.decided_at, asked.decided_by, asked.upheld = now, actor, agrees
    asked.reply = words.strip() if agrees else acts.reasoned(words)
    asked.save()
