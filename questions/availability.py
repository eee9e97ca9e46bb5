"""When and how much an expert wants to be asked: a weekly limit, an hour for letters, days off, «пока не присылать».

Everybody sets only their own; each act locks the expert's row. Whoever is away keeps nothing on the desk.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from questions import routing
from questions.models import Absence, Assignment, Claim, Expert, Question
from questions.querysets import AssignmentQuerySet

DAY = timedelta(days=1)
LONGEST_ABSENCE = timedelta(days=366)


class AvailabilityError(Exception):
    """It cannot be set so."""


class NotAnExpert(AvailabilityError):
    """Only experts are sent questions."""


class Crossed(AvailabilityError):
    """The last day comes before the first."""


class Past(AvailabilityError):
    """The first day is over already."""


class TooLong(AvailabilityError):
    """More than LONGEST_ABSENCE, or beginning later than that."""


class Overlaps(AvailabilityError):
    """Some of these days are off already: `other` says which."""

    def __init__(self, other: Absence) -> None:
        super().__init__(other)
        self.other = other


@dataclass(frozen=True)
class Pace:
    """Questions a week, and the hour of the one letter a day."""

    weekly_limit: int
    digest_hour: int


def expert_of(user: User) -> Expert:
    """Raises NotAnExpert."""
    found = Expert.objects.answering().filter(user=user).first()
    if found is None:
        raise NotAnExpert
    return found


def lock(user: User) -> Expert:
    return Expert.objects.select_for_update(of=("self",)).get(pk=expert_of(user).pk)


@transaction.atomic
def set_pace(user: User, pace: Pace) -> Expert:
    """What lies on the desk stays there. Raises NotAnExpert."""
    expert = lock(user)
    expert.weekly_limit, expert.digest_hour = pace.weekly_limit, pace.digest_hour
    expert.save(update_fields=["weekly_limit", "digest_hour"])
    return expert


@transaction.atomic
def pause(user: User, *, now: datetime) -> None:
    """«Пока не присылать»: nothing new until `resume`; what lies on the desk goes to others. Raises NotAnExpert."""
    expert = lock(user)
    if expert.paused_at is None:
        expert.paused_at = now
        expert.save(update_fields=["paused_at"])
        relieve(user, now)


@transaction.atomic
def resume(user: User) -> None:
    """Raises NotAnExpert."""
    expert = lock(user)
    expert.paused_at = None
    expert.save(update_fields=["paused_at"])


# --- days off --------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_absence(user: User, starts_on: date, ends_on: date, *, now: datetime) -> Absence:
    """Both days included. One that begins today takes effect at once. The same again is the same absence.

    Raises NotAnExpert, Crossed, Past, TooLong, Overlaps.
    """
    expert, today = lock(user), timezone.localdate(now)
    if ends_on < starts_on:
        raise Crossed
    if starts_on < today:
        raise Past
    if max(ends_on - starts_on, starts_on - today) > LONGEST_ABSENCE:
        raise TooLong
    same = Absence.objects.filter(expert=expert, starts_on=starts_on, ends_on=ends_on).first()
    if same is not None:
        return same
    other = Absence.objects.filter(expert=expert, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if other is not None:
        raise Overlaps(other)
    made = Absence.objects.create(expert=expert, starts_on=starts_on, ends_on=ends_on)
    if starts_on == today:
        relieve(user, now)
    return made


@transaction.atomic
def end_absence(user: User, absence_id: int, *, now: datetime) -> bool:
    """One that has not begun is taken away; one that has ends with yesterday: whoever says so is back today. False for
    what is over, or is not theirs. Raises NotAnExpert.
    """
    expert, today = lock(user), timezone.localdate(now)
    absence = Absence.objects.filter(expert=expert, pk=absence_id, ends_on__gte=today).first()
    if absence is None:
        return False
    if absence.starts_on >= today:
        absence.delete()
    else:
        absence.ends_on = today - DAY
        absence.save(update_fields=["ends_on"])
    return True


def to_come(expert: Expert, day: date) -> list[Absence]:
    """The present one and those ahead."""
    return list(Absence.objects.filter(expert=expert, ends_on__gte=day).order_by("starts_on"))


# --- the desk of whoever is away -------------------------------------------------------------------------------------


def relieve_absent(now: datetime) -> int:
    """For the worker: a day off has begun, or somebody answers no more; how many questions went to others."""
    there = Expert.objects.answering().there_on(timezone.localdate(now)).filter(user=OuterRef("user"))
    away = Assignment.objects.to_answer().live().filter(~Exists(there))
    return sum(relieve_of(key, now) for key in unbegun(away, now))


def relieve(user: User, now: datetime) -> int:
    return sum(relieve_of(key, now) for key in unbegun(Assignment.objects.to_answer().live().filter(user=user), now))


def unbegun(assignments: AssignmentQuerySet, now: datetime) -> list[int]:
    """Without those of which the answer is being written this minute."""
    writing = Claim.objects.live(now).filter(question=OuterRef("question"), user=OuterRef("user"))
    waiting = assignments.filter(~Exists(writing), question__state="published")
    return list(waiting.order_by("question").values_list("pk", flat=True))


@transaction.atomic
def relieve_of(assignment_id: int, now: datetime) -> bool:
    """To somebody else, or to nobody: then all see it in the common queue. False when it lies there no longer."""
    found = Assignment.objects.live().filter(pk=assignment_id).first()
    if found is None:
        return False
    try:
        question = routing.lock(found.question_id)
    except Question.DoesNotExist:
        return False
    if not question.waits or not Assignment.objects.live().filter(pk=assignment_id).exists():
        return False
    routing.end(question, Assignment.Outcome.AWAY, now, user=found.user)
    routing.route(question, now)
    return True
