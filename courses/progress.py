"""How a learner goes through a lesson. Each act is one transaction; completion only advances.

Two tabs that save at once wait for each other at the learner's row; whoever comes second finds the first one's rows.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import helping, personal_data
from accounts.models import Learner, User
from courses import enrolment as enrolments
from courses import telling
from courses.completion import Route, Rule
from courses.models import Claim, Enrolment, Fulfilment, Lesson, LessonProgress, Reversal


class ProgressError(Exception):
    """What was asked for cannot be done."""


class RouteNotOffered(ProgressError):
    """The lesson's rule does not know this way of doing it."""


class LessonArchived(ProgressError):
    """The lesson was taken away; what was done in it is kept."""


class NotYours(ProgressError):
    """This person may not decide about this learner."""


@dataclass(frozen=True)
class Outcome:
    """What an act changed: the lesson and the course as they are now."""

    progress: LessonProgress
    enrolment: Enrolment
    lesson_completed_now: bool = False
    course_completed_now: bool = False
    waits_for_helper: bool = False


def complete_lesson(learner: Learner, lesson: Lesson, actor: User | None, now: datetime) -> Outcome:
    """«Готово, дальше»: the learner has read the lesson. Raises RouteNotOffered, LessonArchived.

    Doing it again changes nothing.
    """
    if Route.READ not in lesson.rule.routes:
        raise RouteNotOffered(Route.READ)
    return fulfil(learner, lesson, Route.READ, actor, now)


@transaction.atomic
def claim(learner: Learner, lesson: Lesson, actor: User | None, now: datetime) -> Outcome:
    """«У меня получилось»: goes to the learner's helpers; with none, it counts at once as the learner's own mark.

    A helper who presses the button beside the learner confirms by that. Raises RouteNotOffered, LessonArchived.
    """
    routes = lesson.rule.routes
    if Route.MARKED in routes:
        return fulfil(learner, lesson, Route.MARKED, actor, now)
    if Route.CONFIRMED not in routes:
        raise RouteNotOffered(Route.CONFIRMED)
    confirmers = helping.confirmers(learner)
    if actor in confirmers:
        return fulfil(learner, lesson, Route.CONFIRMED, actor, now, evidence={"confirmer": "beside the learner"})
    if not confirmers:
        return fulfil(learner, lesson, Route.MARKED, actor, now, evidence={"confirmer": "none assigned"})
    outcome = touch(learner, lesson, now)
    Claim.objects.update_or_create(
        progress=outcome.progress, defaults={"made_at": now, "decided_at": None, "decided_by": None, "confirmed": None}
    )
    return Outcome(outcome.progress, outcome.enrolment, waits_for_helper=True)


@transaction.atomic
def decide_claim(claim_id: int, helper: User, confirmed: bool, now: datetime) -> Claim:
    """A helper says whether the learner did it; a lesson done by that is told by mail.

    Raises NotYours for anybody who does not help this learner.
    """
    claim = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("progress__learner__user", "progress__lesson")
        .filter(pk=claim_id, progress__learner__helped_by__in=helper.helps.live())
        .first()
    )
    if claim is None:
        raise NotYours
    claim.decided_at, claim.decided_by, claim.confirmed = now, helper, confirmed
    claim.save()
    if confirmed:
        learner, lesson = claim.progress.learner, claim.progress.lesson
        if fulfil(learner, lesson, Route.CONFIRMED, helper, now, evidence={"claim": claim.pk}).lesson_completed_now:
            telling.lesson_confirmed(learner, lesson, helper, now)
    return claim


@transaction.atomic
def fulfil(
    learner: Learner,
    lesson: Lesson,
    route: Route,
    actor: User | None,
    now: datetime,
    evidence: dict[str, Any] | None = None,
) -> Outcome:
    """Write down that a route was gone, and complete the lesson and the course when that meets the rule."""
    outcome = touch(learner, lesson, now)
    progress, enrolment = outcome.progress, outcome.enrolment
    Fulfilment.objects.get_or_create(
        progress=progress,
        route=route,
        defaults={"at": now, "actor": actor, "evidence": evidence or {}, "rule_snapshot": lesson.rule_snapshot},
    )
    completed_now = progress.completed_at is None and lesson.rule.is_met_by(routes_gone(progress))
    was_complete = enrolment.completed_at is not None
    if completed_now:
        progress.completed_at = now
        progress.save(update_fields=["completed_at"])
    enrolments.recount(enrolment, now)
    return Outcome(
        progress,
        enrolment,
        lesson_completed_now=completed_now,
        course_completed_now=enrolment.completed_at is not None and not was_complete,
    )


@transaction.atomic
def touch(learner: Learner, lesson: Lesson, now: datetime, position: str | None = None) -> Outcome:
    """The learner is in this lesson now: enrol, begin the lesson, remember the place. Raises LessonArchived."""
    if lesson.archived_at is not None:
        raise LessonArchived(lesson.title)
    learner = personal_data.lock(learner)
    enrolment = enrolments.enrol(learner, lesson.course, now)
    enrolment.active_at = max(enrolment.active_at, now)
    enrolment.last_lesson = lesson
    enrolment.save(update_fields=["active_at", "last_lesson"])
    progress, _is_new = LessonProgress.objects.get_or_create(
        learner=learner, lesson=lesson, defaults={"started_at": now, "active_at": now}
    )
    progress.active_at = max(progress.active_at, now)
    if position is not None:
        progress.position = position
    progress.save(update_fields=["active_at", "position"])
    return Outcome(progress, enrolment)


def routes_gone(progress: LessonProgress) -> set[str]:
    return set(progress.fulfilments.values_list("route", flat=True))


@transaction.atomic
def reverse(progress: LessonProgress, actor: User, reason: str, now: datetime) -> Reversal:
    """Take a completion back: a manager's act, kept with its reason and with what was taken.

    The enrolment's count follows; a course once completed stays completed. Raises NotYours without the permission.
    """
    if not actor.has_perm("courses.add_reversal"):
        raise NotYours
    enrolment = enrolments.enrol(progress.learner, progress.lesson.course, now)
    rows = progress.fulfilments.values("route", "at", "actor_id", "evidence", "rule_snapshot")
    taken = [{**row, "at": row["at"].isoformat()} for row in rows]
    progress.fulfilments.all().delete()
    progress.completed_at = None
    progress.save(update_fields=["completed_at"])
    reversal = Reversal.objects.create(progress=progress, at=now, actor=actor, reason=reason, taken=taken)
    enrolments.recount(enrolment, now)
    return reversal


@transaction.atomic
def withdraw(
    learner: Learner,
    lesson: Lesson,
    route: Route,
    actor: User | None,
    now: datetime,
    instead: dict[str, Any] | None = None,
) -> Reversal | None:
    """One route was written down by mistake: it goes, and is kept as a reversal. A route not gone: nothing happens.

    With `instead` the route was gone all the same, on other evidence. What else the learner did may still complete the
    lesson, by the rule of today or by the one in force then.
    """
    enrolment = enrolments.enrol(learner, lesson.course, now)
    row = (
        Fulfilment.objects.select_related("progress")
        .filter(progress__learner=learner, progress__lesson=lesson, route=route)
        .first()
    )
    if row is None:
        return None
    if instead is not None:
        row.evidence = instead
        row.save(update_fields=["evidence"])
        return None
    progress = row.progress
    taken = {"route": row.route, "at": row.at.isoformat(), "actor_id": row.actor_id, "evidence": row.evidence}
    taken["rule_snapshot"] = row.rule_snapshot
    row.delete()
    left = routes_gone(progress)
    if not (lesson.rule.is_met_by(left) or Rule.read_from(taken["rule_snapshot"]).is_met_by(left)):
        progress.completed_at = None
        progress.save(update_fields=["completed_at"])
    reason = str(_("Отметили по ошибке"))
    reversal = Reversal.objects.create(progress=progress, at=now, actor=actor, reason=reason, taken=[taken])
    enrolments.recount(enrolment, now)
    return reversal
