"""What is news to somebody who follows topics and lessons, and how often they want a letter about it."""

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from accounts.models import Learner
from questions import tokens
from questions.models import Announcement, Answer, Follow, NewsChoice, Question, Told
from questions.models.news import FIRST_HOUR
from questions.querysets import AnswerQuerySet

Rhythm = NewsChoice.Rhythm
# Older answers are no news. What was told is remembered for longer, so that nothing is told twice.
LOOKS_BACK = timedelta(days=31)
REMEMBERED = timedelta(days=93)
HOURS = range(8, 22)
MONDAY = 0


class Choice(NamedTuple):
    rhythm: str = Rhythm.DAILY
    hour: int = FIRST_HOUR

    @property
    def is_off(self) -> bool:
        return self.rhythm == Rhythm.NEVER


# --- how often -------------------------------------------------------------------------------------------------------


def choice_of(learner: Learner | None) -> Choice:
    """Each day, for everybody who never chose."""
    row = NewsChoice.objects.filter(learner=learner).first() if learner else None
    return Choice(row.rhythm, row.hour) if row else Choice()


@transaction.atomic
def choose(learner: Learner, choice: Choice, now: datetime) -> None:
    learner = personal_data.lock(learner)
    values = {"rhythm": choice.rhythm, "hour": choice.hour, "due_at": next_due(choice, now), "changed_at": now}
    NewsChoice.objects.update_or_create(learner=learner, defaults=values)


@transaction.atomic
def switch(learner: Learner, now: datetime, *, on: bool) -> None:
    """By one press: no letters about what one follows, or again as often as at first. The hour stays."""
    before = choice_of(personal_data.lock(learner))
    if before.is_off == on:
        choose(learner, before._replace(rhythm=Rhythm.DAILY if on else Rhythm.NEVER), now)


def begin(learner: Learner, now: datetime) -> None:
    """Somebody follows a topic or a lesson: from now on there is a day on which news are gathered. Under their lock."""
    values = {"due_at": next_due(Choice(), now), "changed_at": now}
    NewsChoice.objects.get_or_create(learner=learner, defaults=values)


def next_due(choice: Choice, now: datetime) -> datetime | None:
    """The next such hour by the portal's clock, after `now`; weekly letters come on Mondays. None: never."""
    if choice.is_off:
        return None
    local = timezone.localtime(now)
    day = local.date() + timedelta(days=local.time() >= time(choice.hour))
    if choice.rhythm == Rhythm.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return timezone.make_aware(datetime.combine(day, time(choice.hour)), local.tzinfo)


def stop_url_of(learner: Learner) -> str:
    """Where one press ends all letters about what this person follows, and one more brings them back."""
    return settings.SITE_URL + reverse("stop_news", args=[tokens.to_stop(learner)])


def learner_of(token: str) -> Learner:
    """Whose letters a link stops. Raises tokens.NoSuchLink."""
    learner = Learner.objects.select_related("merged_into").filter(key=tokens.read_stop(token)).first()
    if learner is None:
        raise tokens.NoSuchLink
    return learner.merged_into or learner


# --- what is new -----------------------------------------------------------------------------------------------------


def about_topics_and_lessons(learner: Learner, now: datetime) -> AnswerQuerySet:
    """Answers of the last month that everybody may read, given after this person began to follow their topic or lesson;
    of lessons in the person's language. Never their own, nor those to their own questions.
    """
    mine = Follow.objects.filter(learner=learner, made_at__lte=OuterRef("made_at"))
    topics = mine.filter(topic__questions=OuterRef("question"))
    lessons = mine.filter(lesson=OuterRef("question__lesson"))
    lately: Any = readable(now).filter(
        Exists(topics) | Q(Exists(lessons), question__language=learner.language),
    )
    return not_own(lately, learner)


def readable(now: datetime) -> AnswerQuerySet:
    lately: Any = Answer.objects.seen().filter(made_at__gt=now - LOOKS_BACK, made_at__lte=now)
    return lately.filter(question__in=Question.objects.public())


def not_own(answers: AnswerQuerySet, learner: Learner) -> AnswerQuerySet:
    others = answers.exclude(question__learner=learner)
    return others if learner.user_id is None else others.exclude(author=learner.user_id)


def untold(learner: Learner, now: datetime) -> AnswerQuerySet:
    """Of those, what no letter has told them yet; the newest first."""
    told = Told.objects.filter(learner=learner, answer=OuterRef("pk"))
    return about_topics_and_lessons(learner, now).exclude(Exists(told)).order_by("-made_at", "-pk")


def to_read(learner: Learner, now: datetime) -> AnswerQuerySet:
    """For their own page: the same and the questions they follow, told or not; the newest first."""
    one_by_one = readable(now).filter(question__follows__learner=learner)
    several = about_topics_and_lessons(learner, now).values("pk")
    either = Answer.objects.filter(Q(pk__in=several) | Q(pk__in=not_own(one_by_one, learner).values("pk")))
    return either.order_by("-made_at", "-pk")


def purge(now: datetime) -> int:
    """For the worker: forget what was told of answers that are no news any more."""
    Announcement.objects.filter(made_at__lt=now - REMEMBERED).delete()
    return Told.objects.filter(at__lt=now - REMEMBERED, answer__made_at__lt=now - REMEMBERED).delete()[0]
