"""Words for the list of what was taken back."""

from django import template

from courses.completion import Route
from courses.models import Reversal

register = template.Library()


@register.filter
def routes_taken(reversal: Reversal) -> str:
    """The ways that were taken: «прочитать урок, показать помощнику»."""
    return ", ".join(str(Route(taken["route"]).label) for taken in reversal.taken)
