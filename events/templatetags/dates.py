"""Coming dates, for the pages of rooms that know nothing of dates."""

from uuid import UUID

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import get_language

from events import own, workshops
from events.lines import Line

register = template.Library()

SHOWN = 3


@register.simple_tag(takes_context=True)
def course_dates(context: Context, course: UUID) -> list[Line]:
    """The next dates of the workshops about a course. No query where there are none."""
    return next_dates(context, workshops.of_course(course, get_language() or "ru"))


@register.simple_tag(takes_context=True)
def lesson_dates(context: Context, lesson: UUID) -> list[Line]:
    return next_dates(context, workshops.of_lesson(lesson, get_language() or "ru"))


def next_dates(context: Context, keys: set[UUID]) -> list[Line]:
    if not keys:
        return []
    learner = getattr(context.get("request"), "learner", None)
    return own.next_lines(timezone.now(), get_language() or "ru", learner, workshops=keys, limit=SHOWN)


@register.simple_tag(takes_context=True)
def dates_to_look_back_at(context: Context) -> list[Line]:
    """What is kept of dates that the visitor booked, came to, or missed."""
    learner = getattr(context.get("request"), "learner", None)
    return own.to_look_back_at(learner, timezone.now(), get_language() or "ru")


@register.simple_tag
def dates_for_everybody(workshop: UUID) -> list[Line]:
    """What is kept of a workshop's dates for everybody."""
    return own.kept_for_everybody(workshop, timezone.now(), get_language() or "ru")


@register.simple_tag(takes_context=True)
def own_dates(context: Context) -> list[Line]:
    """«Мои занятия»: what the visitor has booked, or waits for."""
    learner = getattr(context.get("request"), "learner", None)
    return own.booked(learner, timezone.now(), get_language() or "ru")


@register.filter
def webcal(address: str) -> str:
    """The same address under the name that calendar programs open themselves."""
    return f"webcal://{address.partition('://')[2]}"
