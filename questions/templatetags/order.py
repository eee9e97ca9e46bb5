"""Order, for the moderators' pages."""

from typing import Any

from django import template

from questions.flagging import OF_A_NAME, REASONS
from questions.models import Question
from questions.visibility import learner_of

register = template.Library()

HELD_SHOWN = 5

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
def own_held(context: dict[str, Any]) -> list[Question]:
    """What this person has asked and a moderator has not looked at yet. One query at most."""
    learner = learner_of(context["request"])
    return list(learner.questions.held()[:HELD_SHOWN]) if learner is not None else []
