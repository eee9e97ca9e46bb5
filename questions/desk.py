"""What lies before a moderator: what nobody reads before them, what people point out, who does not agree, what nobody
answered in time.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Prefetch

from questions.models import Act, Answer, Appeal, Flag, Question
from questions.visibility import Viewer

SHOWN = 30


@dataclass(frozen=True)
class Flagged:
    """A text with all that people said of it. `is_own`: the moderator wrote it, another one decides."""

    question: Question
    answer: Answer | None
    flags: list[Flag]
    is_own: bool


@dataclass(frozen=True)
class Disagreed:
    """An asker's words and the act they do not agree with. `is_own`: this moderator did it, or asked the question."""

    appeal: Appeal
    act: Act | None
    is_own: bool


@dataclass(frozen=True)
class Held:
    """A question that a rule has kept back, with that act. `is_own`: this moderator asked it, another one decides."""

    question: Question
    act: Act | None
    is_own: bool


@dataclass(frozen=True)
class Desk:
    held: list[Held]
    flagged: list[Flagged]
    appeals: list[Disagreed]
    overdue: list[Question]
    now: datetime

    @property
    def is_empty(self) -> bool:
        return not (self.held or self.flagged or self.appeals or self.overdue)


def read(viewer: Viewer, now: datetime) -> Desk:
    """The same number of queries whatever lies there."""
    overdue: Any = Question.objects.visible_to(viewer).waiting().filter(due_at__lte=now).for_lists()
    return Desk(held(viewer), flagged(viewer), disagreed(viewer), list(overdue[:SHOWN]), now)


def flagged(viewer: Viewer) -> list[Flagged]:
    """What most people pointed out first; of equals the older."""
    seen = Question.objects.visible_to(viewer)
    waiting = Flag.objects.filter(decided_at=None, question__in=seen)
    counted = waiting.values("question", "answer").annotate(many=Count("pk"), first=Min("made_at"))
    texts = [(row["question"], row["answer"]) for row in counted.order_by("-many", "first")[:SHOWN]]
    found: dict[tuple[int, int | None], list[Flag]] = {text: [] for text in texts}
    rows = waiting.filter(question__in={question for question, _answer in texts})
    for flag in rows.select_related("question__learner", "answer").order_by("made_at", "pk"):
        if (flag.question_id, flag.answer_id) in found:
            found[flag.question_id, flag.answer_id].append(flag)
    return [
        Flagged(flags[0].question, flags[0].answer, flags, is_own(viewer, flags[0].question, flags[0].answer))
        for flags in found.values()
        if flags
    ]


def is_own(viewer: Viewer, question: Question, answer: Answer | None = None) -> bool:
    """The rules let nobody judge what they asked or answered."""
    asked_it = viewer.user is not None and question.learner is not None and question.learner.user_id == viewer.user.pk
    return asked_it or (answer is not None and viewer.wrote(answer))


def disagreed(viewer: Viewer) -> list[Disagreed]:
    """Who has waited longest first."""
    appeals = list(
        Appeal.objects.filter(decided_at=None).select_related("question__learner").order_by("made_at")[:SHOWN]
    )
    kinds = (Act.Kind.HIDE, Act.Kind.LOCK)
    acts = Act.objects.filter(question__in=[one.question_id for one in appeals], kind__in=kinds, answer=None)
    last = {(act.question_id, act.kind): act for act in acts.select_related("actor").order_by("at", "pk")}
    rows = []
    for one in appeals:
        kind = Act.Kind.HIDE if one.question.state == Question.State.HIDDEN else Act.Kind.LOCK
        act = last.get((one.question_id, kind))
        did_it = act is not None and viewer.user is not None and act.actor_id == viewer.user.pk
        rows.append(Disagreed(one, act, did_it or is_own(viewer, one.question)))
    return rows


def held(viewer: Viewer) -> list[Held]:
    """Who has waited longest first."""
    acts = Prefetch("acts", Act.objects.filter(kind=Act.Kind.HOLD).order_by("at", "pk"), to_attr="holds")
    waiting: Any = Question.objects.visible_to(viewer).held().select_related("learner")
    rows = waiting.prefetch_related("topics", acts)[:SHOWN]
    return [Held(row, row.holds[-1] if row.holds else None, is_own(viewer, row)) for row in rows]
