"""Order, for the moderators' pages."""

from typing import Any

from django import template

from questions.models import Question
from questions.order.flagging import OF_A_NAME, REASONS
from questions.visibility import learner_of

register = template.Library()

WAITING_SHOWN = 5

WORDS = {str(value): words for value, words in [*REASONS, OF_A_NAME]}


@register.filter
def reason(value: str) -> str:
    """What was chosen, in the words that were chosen from."""
    return str(WORDS[value])


@register.simple_tag
def held_count() -> int:
    """How many questions wait for a moderator."""
    return Question.objects.held().count()


@register.simple_tag(takes_context=True)
def own_waiting(context: dict[str, Any]) -> list[Question]:
    """What this person has asked and a moderator has not looked at yet, or that has an open copy to decide about
    (`has_offer`). One query at most.
    """
    learner = learner_of(context["request"])
    return list(learner.questions.waiting_for_somebody()[:WAITING_SHOWN]) if learner is not None else []
