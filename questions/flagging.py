"""«Пожаловаться»: people point out what is wrong with a question or an answer. A moderator decides."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts import personal_data
from accounts.models import Learner
from questions import routing
from questions.models import Answer, Flag, Question
from questions.models.asked import LISTED

DAY = timedelta(days=1)
# What to choose from, in this order.
REASONS = [
    (Flag.Reason.PERSONAL, gettext_lazy("чужие личные данные")),
    (Flag.Reason.FRAUD, gettext_lazy("похоже на обман")),
    (Flag.Reason.WRONG, gettext_lazy("неверный или опасный совет")),
    (Flag.Reason.RUDE, gettext_lazy("грубость")),
    (Flag.Reason.ADVERT, gettext_lazy("реклама")),
    (Flag.Reason.OTHER, gettext_lazy("другое")),
]
# Nobody meets that many bad texts in a day; somebody who wants to drown the desk does.
MOST_IN_A_DAY = 10


class FlaggingError(Exception):
    """It cannot be pointed out."""


class NotTheirs(FlaggingError):
    """There is no such text, nobody can read it, or it is their own."""


class TooMany(FlaggingError):
    """MOST_IN_A_DAY is reached."""


@transaction.atomic
def flag(
    question_id: int, learner: Learner, reason: str, words: str = "", *, answer_id: int | None = None, now: datetime
) -> Flag:
    """Say once what is wrong; said twice is said once, and the first word stays. `reason` is a Flag.Reason.

    Raises NotTheirs, TooMany.
    """
    learner = personal_data.lock(learner)
    question = routing.lock(question_id)
    answer = question.answers.seen().filter(pk=answer_id).first() if answer_id is not None else None
    if question.state not in LISTED or (answer_id is not None and answer is None):
        raise NotTheirs
    if is_own(learner, question, answer):
        raise NotTheirs
    known = learner.flags.filter(question=question, answer=answer).first()
    if known is not None:
        return known
    if learner.flags.filter(made_at__gt=now - DAY).count() >= MOST_IN_A_DAY:
        raise TooMany
    return Flag.objects.create(
        learner=learner, question=question, answer=answer, reason=reason, words=words, made_at=now
    )


def is_own(learner: Learner, question: Question, answer: Answer | None) -> bool:
    if answer is None:
        return question.learner_id == learner.pk
    return learner.user_id is not None and learner.user_id == answer.author_id
