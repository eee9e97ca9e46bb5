"""«Пожаловаться»: people point out a question, an answer, a picture or a name. A moderator decides."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts import personal_data
from accounts.models import Learner, User
from questions import routing
from questions.models import Answer, Flag, HiddenName, Question
from questions.models.asked import LISTED
from questions.order import names

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
# About whoever answered, not about what they say: it is asked only where a name stands.
OF_A_NAME = (Flag.Reason.NAME, gettext_lazy("имя того, кто ответил"))
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
    question_id: int,
    learner: Learner,
    reason: str,
    words: str = "",
    *,
    now: datetime,
    answer_id: int | None = None,
    picture_id: UUID | None = None,
) -> Flag:
    """Say once what is wrong; said twice is said once, and the first word stays. `reason` is a Flag.Reason; about the
    name over an answer `flag_name` is asked. Raises NotTheirs, TooMany.
    """
    learner = personal_data.lock(learner)
    question = routing.lock(question_id)
    answer = question.answers.seen().filter(pk=answer_id).first() if answer_id is not None else None
    if question.state not in LISTED or (answer_id is not None and answer is None):
        raise NotTheirs
    if is_own(learner, question, answer):
        raise NotTheirs
    picture = None
    if picture_id is not None:
        picture = question.pictures.seen().filter(pk=picture_id).defer("webp").first()
        if picture is None:
            raise NotTheirs
    known = learner.flags.filter(question=question, answer=answer, picture=picture).first()
    if known is not None:
        return known
    within_the_day(learner, now)
    return Flag.objects.create(
        learner=learner, question=question, answer=answer, picture=picture, reason=reason, words=words, made_at=now
    )


@transaction.atomic
def flag_name(user_id: int, learner: Learner, words: str = "", *, now: datetime) -> Flag:
    """The same about the name of somebody who answers, as long as it can be read. Raises NotTheirs, TooMany."""
    learner = personal_data.lock(learner)
    whose = names.lock(user_id)
    if whose is None or learner.user_id == user_id or not can_be_read(whose):
        raise NotTheirs
    known = learner.flags.filter(whose=whose).first()
    if known is not None:
        return known
    within_the_day(learner, now)
    return Flag.objects.create(learner=learner, whose=whose, reason=Flag.Reason.NAME, words=words, made_at=now)


def can_be_read(whose: User) -> bool:
    return names.is_public(whose) and not HiddenName.objects.filter(user=whose).exists()


def within_the_day(learner: Learner, now: datetime) -> None:
    """Raises TooMany."""
    if learner.flags.filter(made_at__gt=now - DAY).count() >= MOST_IN_A_DAY:
        raise TooMany


def is_own(learner: Learner, question: Question, answer: Answer | None) -> bool:
    if answer is None:
        return question.learner_id == learner.pk
    return learner.user_id is not None and learner.user_id == answer.author_id
