"""«У меня так же»: one button that counts, and brings news of the answer."""

from datetime import datetime

from django.db import transaction

from accounts import personal_data
from accounts.models import Learner
from questions import routing, shelf
from questions.models import Follow, Reaction


class OwnQuestion(Exception):
    """The asker hears of the answer anyway."""


@transaction.atomic
def same(question_id: int, learner: Learner, *, now: datetime) -> Reaction:
    """«У меня так же», and news of the answer. Said twice is said once. Raises OwnQuestion."""
    learner = personal_data.lock(learner)
    question = routing.lock(question_id)
    if question.learner_id == learner.pk:
        raise OwnQuestion
    said, is_new = Reaction.objects.get_or_create(
        learner=learner, question=question, answer=None, defaults={"kind": Reaction.Kind.SAME, "at": now}
    )
    if is_new:
        Follow.objects.get_or_create(learner=learner, question=question, defaults={"made_at": now})
        shelf.recount(question)
        shelf.changed()
    return said


@transaction.atomic
def not_same(question_id: int, learner: Learner) -> None:
    """«Вернуть»: neither counted nor told of news any more."""
    learner = personal_data.lock(learner)
    question = routing.lock(question_id)
    Reaction.objects.filter(learner=learner, question=question, answer=None).delete()
    Follow.objects.filter(learner=learner, question=question).delete()
    shelf.recount(question)
    shelf.changed()
