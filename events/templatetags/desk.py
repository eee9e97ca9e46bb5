"""For the pages of the desk, and the door to it."""

from datetime import datetime

from django import template
from django.template import Context

from events import rights
from events.models import Occurrence

register = template.Library()


@register.filter
def wall(occurrence: Occurrence) -> datetime:
    """The start on the wall of its own city; without a zone, so that the page's zone changes nothing."""
    return occurrence.local_start.replace(tzinfo=None)


@register.filter
def wall_end(occurrence: Occurrence) -> datetime:
    return occurrence.local_end.replace(tzinfo=None)


@register.simple_tag(takes_context=True)
def desk_reach(context: Context) -> rights.Reach | None:
    """For the door on one's own page. One query for whoever is signed in."""
    request = context.get("request")
    return rights.reach_of(request.user) if request is not None else None
