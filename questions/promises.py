"""How what was promised to those who ask is kept: for moderators, managers and whoever pays.

Counted is every listed question that was published or got its first answer in the last month, and whatever is overdue
now; but no public copy of a private one, for which nobody waited. A question's time is that of the promise itself
(`routing.measure`): until its first answer, and until now while there is none. It is late when that answer came after
the first promise; what waits within its promise is neither.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from questions import addresses, routing
from questions.models import Question
from questions.visibility import Viewer

MANY_HOURS = 48
PERMISSION = "questions.read_promises"


def are_read_by(user: User) -> bool:
    """One query. By a role: nobody is allowed it alone."""
    room, name = PERMISSION.split(".")
    roles = user.groups.filter(permissions__codename=name, permissions__content_type__app_label=room)
    return user.is_superuser or roles.exists()


@dataclass(frozen=True)
class Figures:
    """Of some questions. `share` of what was due that was kept, in whole percents; None where nothing was due.

    `median` and `slowest` (within it four of five were answered) in hours; None without any question.
    """

    about: str
    asked: int
    kept: int
    late: int
    overdue: int
    share: int | None
    median: int | None
    slowest: int | None


@dataclass(frozen=True)
class Late:
    """A question that waited longer than promised, `by` so many hours; the longest first. Without title and `url` for
    whoever may not read it.
    """

    title: str
    url: str
    topics: str
    promised_at: datetime
    answered_at: datetime | None
    by: int

    @property
    def days(self) -> int:
        """Where hours would say little: whole days, rounded down; else 0."""
        return self.by // 24 if self.by >= MANY_HOURS else 0


@dataclass(frozen=True)
class Report:
    whole: Figures
    topics: list[Figures]
    late: list[Late]
    overdue: list[Late]
    days_promised: int
    since: datetime


def read(viewer: Viewer, now: datetime) -> Report:
    """Four queries, whatever was asked; one more when the promise has to be measured anew."""
    since = now - routing.MONTH
    recent = Q(published_at__gt=since, published_at__lte=now) | Q(answered_at__gt=since, answered_at__lte=now)
    waiting = Q(state=Question.State.PUBLISHED, locked_at=None, due_at__lte=now)
    rows = list(
        Question.objects.listed()
        .filter(recent | waiting, published_at__isnull=False, copy_of=None)
        .only("title", "slug", "state", "locked_at", "published_at", "answered_at", "promised_at", "due_at")
        .prefetch_related("topics")
        .order_by("published_at", "pk")
    )
    seen = set(Question.objects.visible_to(viewer).filter(recent | waiting).values_list("pk", flat=True))
    by_topic: dict[str, list[Question]] = defaultdict(list)
    for row in rows:
        for title in [topic.title for topic in row.topics.all()] or [""]:
            by_topic[title].append(row)
    late = [late_one(row, row.promised_at, row.answered_at, seen) for row in rows if is_late(row)]
    overdue = [late_one(row, row.due_at, now, seen, waits=True) for row in rows if is_overdue(row, now)]
    return Report(
        figures(_("Все вопросы"), rows, now),
        [figures(title or _("без темы"), by_topic[title], now) for title in sorted(by_topic, key=last_without_any)],
        sorted(late, key=lambda one: -one.by),
        sorted(overdue, key=lambda one: -one.by),
        routing.days_of(routing.promise(now)),
        since,
    )


def last_without_any(title: str) -> tuple[bool, str]:
    return not title, title


def figures(about: str, rows: list[Question], now: datetime) -> Figures:
    overdue = {row.pk for row in rows if is_overdue(row, now)}
    kept = sum(is_kept(row) and row.pk not in overdue for row in rows)
    broken = sum(is_late(row) or row.pk in overdue for row in rows)
    times = sorted((row.answered_at or now) - row.published_at for row in rows if row.published_at)
    return Figures(
        about,
        asked=len(rows),
        kept=kept,
        late=sum(map(is_late, rows)),
        overdue=len(overdue),
        share=round(100 * kept / (kept + broken)) if kept + broken else None,
        median=hours(times[(len(times) - 1) // 2]) if times else None,
        slowest=hours(times[math.ceil(len(times) * routing.SHARE_KEPT) - 1]) if times else None,
    )


def is_late(question: Question) -> bool:
    """The first answer came after the first promise."""
    answered, promised = question.answered_at, question.promised_at
    return answered is not None and promised is not None and answered > promised


def is_kept(question: Question) -> bool:
    answered, promised = question.answered_at, question.promised_at
    return answered is not None and promised is not None and answered <= promised


def is_overdue(question: Question, now: datetime) -> bool:
    return question.locked_at is None and question.is_overdue(now)


def late_one(
    row: Question, promised: datetime | None, until: datetime | None, seen: set[int], *, waits: bool = False
) -> Late:
    assert promised is not None and until is not None  # noqa: S101  # only what is late gets here
    is_seen = row.pk in seen
    return Late(
        title=row.title if is_seen else _("Вопрос только экспертам"),
        url=addresses.path_of(row) if is_seen else "",
        topics=", ".join(topic.title for topic in row.topics.all()) if is_seen else "",
        promised_at=promised,
        answered_at=None if waits else until,
        by=hours(until - promised),
    )


def hours(time: timedelta) -> int:
    """Whole hours, rounded up: as promises are."""
    return math.ceil(time / timedelta(hours=1))


def lines(report: Report) -> Iterable[list[Any]]:
    """The table as a program for tables reads it: figures, then the questions behind them."""
    counted = [_("Вопросов"), _("В срок"), _("Позже срока"), _("Ждут дольше срока"), _("В срок, %")]
    yield [_("Тема"), *counted, _("Половине ответили за, ч"), _("Четырём из пяти ответили за, ч")]
    for one in (report.whole, *report.topics):
        yield [one.about, one.asked, one.kept, one.late, one.overdue, one.share, one.median, one.slowest]
    yield []
    yield [_("Вопрос"), _("Темы"), _("Обещали до"), _("Ответили"), _("Опоздали, ч"), _("Адрес")]
    for late in (*report.overdue, *report.late):
        yield [late.title, late.topics, late.promised_at, late.answered_at, late.by, late.url]
