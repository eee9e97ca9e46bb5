"""What lies before somebody who answers: begun, theirs, free for all, overdue."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from questions import checking
from questions.models import Answer, Assignment, Claim, Draft, Question
from questions.querysets import AnswerQuerySet
from questions.visibility import Viewer

SHOWN = 30


@dataclass(frozen=True)
class Queue:
    """What was begun, what lies on one's own desk, what anybody may take, what lies on the desks of others.

    `to_check` are one's own answers whose day has come, `to_check_for_others` those of others that were laid here.
    Moderators are shown what is `overdue` and `unchecked` besides.
    """

    begun: list[Question]
    mine: list[Question]
    free: list[Question]
    others: list[Question]
    overdue: list[Question]
    to_check: list[Answer]
    to_check_for_others: list[Answer]
    unchecked: list[Answer]
    now: datetime

    @property
    def is_empty(self) -> bool:
        to_check = self.to_check or self.to_check_for_others or self.unchecked
        return not (self.begun or self.mine or self.free or self.others or self.overdue or to_check)

    @property
    def waits_for_others(self) -> bool:
        """There are questions, and none that this person is asked to answer."""
        return bool(self.others) and not (self.begun or self.mine or self.free)


def read(user: User, viewer: Viewer, now: datetime) -> Queue:
    """The same number of queries whatever waits."""
    waiting: Any = Question.objects.visible_to(viewer).waiting().for_lists()
    if not viewer.answers:
        overdue = waiting.filter(due_at__lte=now)
        left = unchecked(viewer, timezone.localdate(now))
        return Queue([], [], [], [], list(overdue[:SHOWN]), [], [], left, now)
    if viewer.learner is not None:
        waiting = waiting.exclude(learner=viewer.learner)
    claims = Claim.objects.live(now).filter(question=OuterRef("pk"))
    assigned = Assignment.objects.to_answer().live().filter(question=OuterRef("pk"))
    no = Assignment.Outcome.NOT_MINE
    said_no = Assignment.objects.to_answer().filter(outcome=no, question=OuterRef("pk"), user=user)
    waiting = waiting.annotate(
        has_draft=Exists(Draft.objects.filter(question=OuterRef("pk"), user=user)),
        is_claimed=Exists(claims.filter(user=user)),
        is_taken=Exists(claims.exclude(user=user)),
        is_mine=Exists(assigned.filter(user=user)),
        is_others=Exists(assigned.exclude(user=user)),
        is_not_mine=Exists(said_no),
    )
    waiting = waiting.filter(is_taken=False)
    # What lies here is read by itself: the list of all that wait has an end.
    here = lying_here(user, now)
    open_to_me: list[Any] = [*waiting.filter(pk__in=here), *waiting.exclude(pk__in=here)[: SHOWN * 3]]
    # A draft stays after «не моё»; the question does not.
    begun = [
        question for question in open_to_me if question.is_claimed or (question.has_draft and not question.is_not_mine)
    ]
    mine = [question for question in open_to_me if question.is_mine and question not in begun]
    rest = [question for question in open_to_me if question not in [*begun, *mine]]
    # Nobody routes questions to a helper: they choose from all that wait.
    free = [question for question in rest if not question.is_others or not viewer.is_expert]
    others = [question for question in rest if question not in free]
    day = timezone.localdate(now)
    late = [question for question in open_to_me if question.is_overdue(now)] if viewer.is_moderator else []
    overdue = [question for question in late if question in others]
    return Queue(
        begun[:SHOWN],
        mine[:SHOWN],
        free[:SHOWN],
        others[:SHOWN],
        overdue,
        first(checking.of_author(user, day), viewer),
        first(checking.of_others(user, day), viewer),
        unchecked(viewer, day),
        now,
    )


def lying_here(user: User, now: datetime) -> list[int]:
    """Questions that were begun by this person, or given to them."""
    some: Any = (Claim.objects.live(now), Assignment.objects.to_answer().live(), Draft.objects.all())
    claims, given, drafts = (rows.filter(user=user).order_by().values_list("question", flat=True) for rows in some)
    return list(claims.union(given, drafts))


def unchecked(viewer: Viewer, day: date) -> list[Answer]:
    """For moderators: what nobody is there to check."""
    return first(checking.left(day), viewer) if viewer.is_moderator else []


def first(answers: AnswerQuerySet, viewer: Viewer) -> list[Answer]:
    """Those due for longest, with what is shown of them."""
    seen = answers.filter(question__in=Question.objects.visible_to(viewer))
    return list(seen.select_related("question__lesson").order_by("check_again_on", "pk")[:SHOWN])
