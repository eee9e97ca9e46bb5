"""«У меня так же»: one button that counts and brings news of the answer. Topics and lessons are followed alone."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import personal_data
from accounts.models import Learner
from courses.models import Lesson, Topic
from questions import routing, shelf
from questions.followers import news
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
        shelf.counted()
    return said


@transaction.atomic
def not_same(question_id: int, learner: Learner) -> None:
    """«Вернуть»: neither counted nor told of news any more."""
    learner = personal_data.lock(learner)
    question = routing.lock(question_id)
    Reaction.objects.filter(learner=learner, question=question, answer=None).delete()
    Follow.objects.filter(learner=learner, question=question).delete()
    shelf.recount(question)
    shelf.counted()


# --- topics and lessons ----------------------------------------------------------------------------------------------


@transaction.atomic
def follow(learner: Learner, *, topic: Topic | None = None, lesson: Lesson | None = None, now: datetime) -> Follow:
    """News of exactly one of them, from now on. Said twice is said once."""
    learner = personal_data.lock(learner)
    made, _is_new = Follow.objects.get_or_create(learner=learner, **one_of(topic, lesson), defaults={"made_at": now})
    news.begin(learner, now)
    return made


@transaction.atomic
def unfollow(learner: Learner, *, topic: Topic | None = None, lesson: Lesson | None = None) -> None:
    learner = personal_data.lock(learner)
    Follow.objects.filter(learner=learner, **one_of(topic, lesson)).delete()


@transaction.atomic
def drop(learner: Learner, follow_id: int) -> None:
    """«Не сообщать» beside one's own row. Of a question only the news end: the trouble is still the same."""
    learner = personal_data.lock(learner)
    Follow.objects.filter(learner=learner, pk=follow_id).delete()


def follows(learner: Learner | None, *, topic: Topic | None = None, lesson: Lesson | None = None) -> bool:
    return learner is not None and Follow.objects.filter(learner=learner, **one_of(topic, lesson)).exists()


def one_of(topic: Topic | None, lesson: Lesson | None) -> dict[str, Any]:
    if (topic is None) == (lesson is None):
        raise ValueError("either a topic or a lesson")
    return {"topic": topic} if topic is not None else {"lesson": lesson}
