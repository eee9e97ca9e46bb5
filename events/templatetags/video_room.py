"""The door of a date's room on its pages, and the room on the host's sheet."""

from typing import Any

from django import template
from django.utils import timezone

from events import views
from events.models import Occurrence
from events.video import doors

register = template.Library()


@register.inclusion_tag("components/video_door.html", takes_context=True)
def video_door(context: dict[str, Any], occurrence: Occurrence, token: str = "") -> dict[str, Any]:
    """With `token`, for the learner of that booking, who stands in `mine`."""
    request = context["request"]
    if token:
        visit = doors.Visit(occurrence, context["mine"].booking.learner, None, token)
    else:
        visit = doors.Visit(occurrence, request.learner, views.actor_of(request))
    return {"door": doors.door_of(visit, timezone.now())}


@register.inclusion_tag("components/desk_video.html", takes_context=True)
def desk_video(context: dict[str, Any], occurrence: Occurrence) -> dict[str, Any]:
    request = context["request"]
    room = doors.controls_of(occurrence, request.user, timezone.now())
    return {"room": room, "occurrence": occurrence}
