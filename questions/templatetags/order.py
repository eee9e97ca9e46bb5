"""Order, for the moderators' pages."""

from django import template

from questions.flagging import OF_A_NAME, REASONS

register = template.Library()

WORDS = {str(value): words for value, words in [*REASONS, OF_A_NAME]}


@register.filter
def reason(value: str) -> str:
    """What was chosen, in the words that were chosen from."""
    return str(WORDS[value])
