"""Order, for the moderators' pages."""

from django import template

from questions.flagging import REASONS

register = template.Library()

WORDS = {str(value): words for value, words in REASONS}


@register.filter
def reason(value: str) -> str:
    """What was chosen, in the words that were chosen from."""
    return str(WORDS[value])
