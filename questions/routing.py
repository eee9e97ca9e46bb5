"""Which expert a question goes to, what the asker is promised, and what happens before the promise is broken."""

import math
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Case, Count, DateTimeField, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from questions import telling
from questions.models import Answer, Assignment, Expert, Question
from questions.querysets import AssignmentQuerySet, ExpertQuerySet

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
# What is promised while there are too few questions to learn from.
FIRST_PROMISE = timedelta(days=3)
ENOUGH_QUESTIONS = 5
SHARE_KEPT = 0.8
SHORTEST_PROMISE = timedelta(hours=4)
PROMISE_KEPT_SECONDS = 600
PROMISE_KEY = "questions-promise"
# Reminded when a quarter of the time is left.
LEFT_WHEN_REMINDED = 4
UNTIL_MODERATORS = timedelta(days=1)

REMINDED_EXPERT, GIVEN_TO_OTHERS, TOLD_MODERATORS = 1, 2, 3


# --- the promise -----------------------------------------------------------------------------------------------------


def promise(now: datetime) -> timedelta:
    """Within this time four of five questions of the last month got their first answer; those still waiting count with
    the time they have waited. Open copies were born with their answer and say nothing. Whole hours, rounded up.
    """
    seconds = cache.get(PROMISE_KEY)
    if seconds is None:
        seconds = measure(now).total_seconds()
        cache.set(PROMISE_KEY, seconds, timeout=PROMISE_KEPT_SECONDS)
    return timedelta(seconds=seconds)


def measure(now: datetime) -> timedelta:
    asked = Question.objects.listed().filter(published_at__gt=now - MONTH, published_at__lte=now, copy_of=None)
    ended = Coalesce("answered_at", Value(now, output_field=DateTimeField()))
    times: list[timedelta] = sorted(asked.values_list(ended - F("published_at"), flat=True))
    if len(times) < ENOUGH_QUESTIONS:
        return FIRST_PROMISE
    kept = times[math.ceil(len(times) * SHARE_KEPT) - 1]
    return max(SHORTEST_PROMISE, timedelta(hours=math.ceil(kept / timedelta(hours=1))))


def days_of(span: timedelta) -> int:
    """A promise in whole days, at least one."""
    return max(1, math.ceil(span / timedelta(days=1)))


# --- routing ---------------------------------------------------------------------------------------------------------


def route(question: Question, now: datetime) -> Assignment | None:
    """Lay the question on somebody's desk; None when nobody is free: it stays in the common queue. Under its lock.

    Its asker never gets it, nor does whoever said «не моё». Three queries, whatever the number of experts.
    """
    if Assignment.objects.to_answer().live().filter(question=question).exists():
        return None
    expert = choose(question, now)
    if expert is None:
        return None
    assignment = Assignment.objects.create(question=question, user=expert.user, assigned_at=now)
    telling.tell_of_assignment(assignment, expert, now)
    return assignment


def choose(question: Question, now: datetime) -> Expert | None:
    """Of those who are free. When all of them have had it, whoever has least to do gets it again, and last who had it
    last.
    """
    return free(question, Assignment.objects.to_answer().filter(question=question), now).first()


def free(question: Question, before: AssignmentQuerySet, now: datetime) -> ExpertQuerySet:
    """Who knows the topic, who answered in this lesson before, who has least to do; within the weekly limit, and not
    on days off. `before` says who `had_it`: they come last, and whoever said «не моё» does not come at all.
    """
    fits = Q(topics__translation_key__in=question.topics.values("translation_key"))
    in_lesson = Answer.objects.filter(author=OuterRef("user"), question__lesson=question.lesson_id)
    refused = before.filter(outcome=Assignment.Outcome.NOT_MINE).values("user")
    last = before.order_by("-assigned_at", "-pk").values("user")[:1]
    asker = question.learner.user_id if question.learner else None
    return (
        Expert.objects.answering()
        .there_on(timezone.localdate(now))
        .exclude(user__in=refused)
        .exclude(user=asker)
        .annotate(
            had_it=Exists(before.filter(user=OuterRef("user"))),
            had_it_last=Case(When(user=Subquery(last), then=1), default=0),
            fits=Count("topics", filter=fits, distinct=True),
            knows_lesson=Exists(in_lesson) if question.lesson_id else Exists(Answer.objects.none()),
            this_week=many(Assignment.objects.filter(assigned_at__gt=now - WEEK)),
            lying=many(Assignment.objects.live()),
        )
        .filter(this_week__lt=F("weekly_limit"))
        .select_related("user__learner")
        .annotate(again=Case(When(had_it=True, then=F("lying")), default=0))
        .order_by("had_it", "had_it_last", "again", "-fits", "-knows_lesson", "lying", "this_week", "pk")
    )


def many(rows: AssignmentQuerySet) -> Coalesce:
    """How many of these assignments an expert has."""
    counted = rows.filter(user=OuterRef("user")).order_by().values("user").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@transaction.atomic
def hand_over(question_id: int, user: User, *, now: datetime, note: str = "") -> Assignment | None:
    """«Не моё»: to the next expert; None when there is no other: then it lies in the common queue."""
    question = lock(question_id)
    end(question, Assignment.Outcome.NOT_MINE, now, user=user, note=note)
    question.claims.filter(user=user, released_at__isnull=True).update(released_at=now)
    if not question.waits:
        return None
    said = Assignment.objects.to_answer().filter(question=question, user=user, outcome=Assignment.Outcome.NOT_MINE)
    if not said.exists():
        Assignment.objects.create(
            question=question, user=user, assigned_at=now, ended_at=now, outcome=Assignment.Outcome.NOT_MINE, note=note
        )
    return route(question, now)


def end(question: Question, outcome: str, now: datetime, *, user: User | None = None, note: str = "") -> None:
    """On whosever desk it lies to be answered, it lies there no longer; with `user` only on theirs."""
    live = Assignment.objects.to_answer().live().filter(question=question)
    if user is not None:
        live = live.filter(user=user)
    live.update(ended_at=now, outcome=outcome, note=note)


def lock(question_id: int) -> Question:
    """Raises Question.DoesNotExist: its asker may erase everything at any moment."""
    return Question.objects.select_for_update(of=("self",)).select_related("learner__user").get(pk=question_id)


# --- before the promise is broken ------------------------------------------------------------------------------------


def watch(now: datetime) -> int:
    """For the worker: expert → other experts → moderators. How many questions were touched; again at once: none."""
    waiting = Question.objects.waiting().filter(due_at__isnull=False, reminded__lt=TOLD_MODERATORS)
    late = [question.pk for question in waiting if step_of(question, now) > question.reminded]
    return sum(escalate(key, now) for key in late)


def step_of(question: Question, now: datetime) -> int:
    """How far it should have gone by now; 0 for what waits for nobody."""
    published, due = question.published_at, question.due_at
    if published is None or due is None or not (question.waits and question.is_open):
        return 0
    if now >= due + UNTIL_MODERATORS:
        return TOLD_MODERATORS
    if now >= due:
        return GIVEN_TO_OTHERS
    return REMINDED_EXPERT if now >= due - (due - published) / LEFT_WHEN_REMINDED else 0


@transaction.atomic
def escalate(question_id: int, now: datetime) -> bool:
    """One step further, if it is time. Each step once."""
    try:
        question = lock(question_id)
    except Question.DoesNotExist:
        return False
    step = step_of(question, now)
    if step <= question.reminded:
        return False
    if question.reminded < GIVEN_TO_OTHERS <= step:
        end(question, Assignment.Outcome.OVERDUE, now)
        route(question, now)
    elif step == REMINDED_EXPERT:
        lying = Assignment.objects.to_answer().live().filter(question=question)
        for assignment in lying.select_related("user__learner"):
            telling.remind(assignment, now)
    if step == TOLD_MODERATORS:
        for moderator in telling.moderators():
            telling.tell_moderator(question, moderator, now)
    question.reminded = step
    question.save(update_fields=["reminded"])
    return True
