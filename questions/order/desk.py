"""What lies before a moderator: what nobody reads before them, what people point out, who does not agree, what nobody
answered in time, what nobody is there to check.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from questions import checking
from questions.models import Act, Answer, Appeal, Flag, Picture, Question
from questions.models.order import ABOUT_A_QUESTION
from questions.visibility import Viewer

SHOWN = 30


# What tells one thing from another in rows of order.
ABOUT = ("question", "answer", "picture", "whose")
Thing = tuple[Any, ...]


@dataclass(frozen=True)
class About:
    """What a row of the desk is about: a question, an answer or a picture of it, or a name.

    `is_own`: the moderator is a party to it, another one decides.
    """

    question: Question | None
    answer: Answer | None
    picture: Picture | None
    whose: User | None
    is_own: bool

    @property
    def kind(self) -> str:
        """In a word, for people."""
        if self.whose is not None:
            return _("имя")
        if self.answer is not None:
            return _("ответ")
        return _("снимок") if self.picture is not None else _("вопрос")

    @property
    def title(self) -> str:
        return str(self.question or self.whose)

    @property
    def url(self) -> str:
        """Of the page with all that was said of it and done to it, where acts are posted."""
        if self.whose is not None:
            return reverse("order_of_name", args=[self.whose.pk])
        return reverse("order_of_question", args=[self.question.pk if self.question else 0])

    @property
    def hides(self) -> str:
        """The act that hides it."""
        if self.answer is not None:
            return "hide_answer"
        return "hide_picture" if self.picture is not None else "hide"


@dataclass(frozen=True)
class Flagged:
    """A text, a picture or a name with all that people said of it."""

    about: About
    flags: list[Flag]


@dataclass(frozen=True)
class Disagreed:
    """Somebody's words and the act they do not agree with."""

    about: About
    appeal: Appeal
    act: Act | None


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
    unchecked: list[Answer]
    many_held: int
    many_flagged: int
    many_appeals: int
    many_overdue: int
    many_unchecked: int
    now: datetime

    @property
    def is_empty(self) -> bool:
        return not (self.held or self.flagged or self.appeals or self.overdue or self.unchecked)


def read(viewer: Viewer, now: datetime) -> Desk:
    """The same number of queries whatever lies there."""
    overdue: Any = Question.objects.visible_to(viewer).waiting().filter(due_at__lte=now)
    unchecked = checking.left(timezone.localdate(now)).select_related("question__lesson")
    return Desk(
        held(viewer),
        flagged(viewer),
        disagreed(viewer),
        list(overdue.for_lists()[:SHOWN]),
        list(unchecked.order_by("check_again_on", "pk")[:SHOWN]),
        Question.objects.visible_to(viewer).held().count(),
        pointed_out(viewer).values(*ABOUT).distinct().count(),
        Appeal.objects.filter(decided_at=None).count(),
        overdue.count(),
        unchecked.count(),
        now,
    )


def pointed_out(viewer: Viewer) -> Any:
    seen = Exists(Question.objects.visible_to(viewer).filter(pk=OuterRef("question"))) | Q(question=None)
    return Flag.objects.filter(seen, decided_at=None).order_by()


def flagged(viewer: Viewer) -> list[Flagged]:
    """What most people pointed out first; of equals the older."""
    waiting = pointed_out(viewer)
    counted = waiting.values(*ABOUT).annotate(many=Count("pk"), first=Min("made_at"))
    things = [tuple(row[name] for name in ABOUT) for row in counted.order_by("-many", "first")[:SHOWN]]
    found: dict[Thing, list[Flag]] = {thing: [] for thing in things}
    questions, names = ({thing[place] for thing in things} for place in (0, 3))
    rows = waiting.filter(Q(question__in=questions - {None}) | Q(whose__in=names - {None}))
    rows = rows.select_related("question__learner", "answer", "picture", "whose").defer("picture__webp")
    for flag in rows.order_by("made_at", "pk"):
        if thing_of(flag) in found:
            found[thing_of(flag)].append(flag)
    return [Flagged(about(viewer, flags[0]), flags) for flags in found.values() if flags]


def thing_of(row: Flag | Appeal | Act) -> Thing:
    return tuple(getattr(row, f"{name}_id") for name in ABOUT)


def about(viewer: Viewer, row: Flag | Appeal, act: Act | None = None) -> About:
    did_it = act is not None and viewer.user is not None and act.actor_id == viewer.user.pk
    its_own = is_own(viewer, row.question, row.answer, row.whose)
    return About(row.question, row.answer, row.picture, row.whose, did_it or its_own)


def is_own(viewer: Viewer, question: Question | None, answer: Answer | None = None, whose: User | None = None) -> bool:
    """The rules let nobody judge what they asked or answered, nor their name."""
    if viewer.user is None:
        return False
    asker = question.learner if question is not None else None
    asked_it = asker is not None and asker.user_id == viewer.user.pk
    return asked_it or (answer is not None and viewer.wrote(answer)) or whose == viewer.user


def disagreed(viewer: Viewer) -> list[Disagreed]:
    """Who has waited longest first."""
    waiting = Appeal.objects.filter(decided_at=None).defer("picture__webp").order_by("made_at")
    appeals = list(waiting.select_related("question__learner", "answer", "picture", "whose")[:SHOWN])
    hidden, locked = acts_on(appeals)
    rows = []
    for one in appeals:
        is_locked = one.question is not None and thing_of(one)[1:] == (None, None, None) and not one.question.is_hidden
        act = (locked if is_locked else hidden).get(own_part(one))
        rows.append(Disagreed(about(viewer, one, act), one, act))
    return rows


def held(viewer: Viewer) -> list[Held]:
    """Who has waited longest first."""
    acts = Prefetch("acts", Act.objects.filter(kind=Act.Kind.HOLD).order_by("at", "pk"), to_attr="holds")
    waiting: Any = Question.objects.visible_to(viewer).held().select_related("learner")
    rows = waiting.prefetch_related("topics", acts)[:SHOWN]
    return [Held(row, row.holds[-1] if row.holds else None, is_own(viewer, row)) for row in rows]


def acts_on(appeals: list[Appeal]) -> tuple[dict[Thing, Act], dict[Thing, Act]]:
    """By which the things were hidden and closed last. An answer may have moved to another question since."""
    keys = [{thing_of(one)[place] for one in appeals} - {None} for place in range(len(ABOUT))]
    things = Q(ABOUT_A_QUESTION, question__in=keys[0])
    things |= Q(answer__in=keys[1]) | Q(picture__in=keys[2]) | Q(whose__in=keys[3])
    acts = Act.objects.filter(things, kind__in=(Act.Kind.HIDE, Act.Kind.LOCK)).select_related("actor")
    found: tuple[dict[Thing, Act], dict[Thing, Act]] = ({}, {})
    for act in acts.order_by("at", "pk"):
        found[act.kind == Act.Kind.LOCK][own_part(act)] = act
    return found


def own_part(row: Appeal | Act) -> Thing:
    """What is enough to know the thing by."""
    question, *parts = thing_of(row)
    return tuple(parts) if any(parts) else (question,)
