"""Questions, for the pages of rooms that know nothing of them: at the paragraph, at the date."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import template
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from courses.body import Piece
from questions import promises, shelf
from questions.models import Question
from questions.screening import Kind
from questions.shelf import Slip
from questions.visibility import viewer

register = template.Library()

# Blocks that somebody may stumble at.
ASKED_AT = {"text", "steps", "table", "video", "audio"}
HEADING = "heading"
WARNINGS = {
    Kind.PHONE: gettext_lazy("Здесь номер телефона. Его увидят все."),
    Kind.CARD: gettext_lazy("Здесь номер карты. Уберите его."),
    Kind.ADDRESS: gettext_lazy("Здесь адрес. Его увидят все."),
    Kind.EMAIL: gettext_lazy("Здесь электронная почта. Её увидят все."),
}


@dataclass(frozen=True)
class Spot:
    """A block of a lesson with what was asked there; `asks`: one may ask below it."""

    piece: Piece
    asks: bool
    slips: list[Slip]


@register.simple_tag
def lesson_spots(pieces: list[Piece], lesson: UUID | None) -> list[Spot]:
    """The blocks of a lesson with answered questions in their places: below the block, and what was asked at a heading
    below all that stands under it. Without a lesson (a draft) only the blocks. No query while nothing changes.
    """
    if lesson is None:
        return [Spot(piece, False, []) for piece in pieces]
    slips = shelf.of_lesson(lesson)
    following = [*(piece.kind for piece in pieces[1:]), HEADING]
    spots, waiting = [], []
    for piece, after in zip(pieces, following, strict=True):
        waiting += slips.get(piece.anchor, []) if piece.kind == HEADING else []
        here = [] if piece.kind == HEADING else [*slips.get(piece.anchor, [])]
        if after == HEADING:
            here, waiting = [*here, *waiting], []
        asks = piece.kind in ASKED_AT and not (piece.kind == after == "text")
        spots.append(Spot(piece, asks, here))
    return spots


@register.simple_tag
def lesson_questions(lesson: UUID) -> list[Slip]:
    """Those about a lesson as a whole."""
    return shelf.of_lesson(lesson).get("", [])


@register.simple_tag
def date_questions(occurrence: UUID) -> list[Slip]:
    """Answered questions that were asked on the page of a date. No query while nothing changes."""
    return shelf.of_date(occurrence)


@register.filter
def warning(kind: Kind) -> str:
    return str(WARNINGS[kind])


@register.filter
def is_late(question: Question, now: Any) -> bool:
    return question.is_overdue(now)


@dataclass(frozen=True)
class Work:
    """What a person does among questions; a door to each stands on their own page. Moderators find the report of
    promises on their desk.
    """

    answers: bool
    keeps_order: bool
    reads_promises: bool


@register.simple_tag
def work_with_questions(user: Any) -> Work | None:
    """Two queries at most; None for whoever is not signed in."""
    if not isinstance(user, User):
        return None
    who = viewer(user, None)
    return Work(who.answers, who.is_moderator, not who.is_moderator and promises.are_read_by(user))


@register.filter
def promise(days: int) -> str:
    """«обычно отвечаем за 2 дня»"""
    return ngettext("обычно отвечаем за %(days)d день", "обычно отвечаем за %(days)d дней", days) % {"days": days}
