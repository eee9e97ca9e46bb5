"""schema.org descriptions of dates, for search engines and other programs (JSON-LD)."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from events.lines import Line
from events.models import Venue
from events.models.series import Place

CONTEXT = "https://schema.org"
MODES = {
    Place.ROOM: "OfflineEventAttendanceMode",
    Place.ONLINE: "OnlineEventAttendanceMode",
    Place.BOTH: "MixedEventAttendanceMode",
}


def event(line: Line) -> dict[str, Any]:
    return {"@context": CONTEXT, **described(line)}


def events(lines: list[Line]) -> dict[str, Any]:
    """Many dates in one description; consultations each by itself."""
    single = [one for line in lines for one in (line.slots or [line])]
    return {"@context": CONTEXT, "@graph": [described(one) for one in single]}


def described(line: Line) -> dict[str, Any]:
    occurrence = line.occurrence
    organisation = occurrence.series.organisation
    told = {
        "@type": "Event",
        "name": line.title,
        "description": line.workshop.summary if line.workshop else None,
        "url": settings.SITE_URL + line.url,
        "inLanguage": get_language(),
        "startDate": occurrence.local_start.isoformat(),
        "endDate": occurrence.local_end.isoformat(),
        "previousStartDate": line.planned_start.isoformat() if line.is_moved else None,
        "eventStatus": f"{CONTEXT}/{status(line)}",
        "eventAttendanceMode": f"{CONTEXT}/{MODES[Place(line.place)]}",
        "location": location(line),
        "maximumAttendeeCapacity": occurrence.places,
        "remainingAttendeeCapacity": line.places_left,
        "isAccessibleForFree": True,
        "organizer": {"@type": "Organization", "name": organisation.name} if organisation else None,
    }
    return {key: value for key, value in told.items() if value is not None}


def status(line: Line) -> str:
    if line.is_cancelled:
        return "EventCancelled"
    return "EventRescheduled" if line.is_moved else "EventScheduled"


def location(line: Line) -> dict[str, Any] | list[dict[str, Any]] | None:
    """A room, a video session at the date's own address, or both."""
    places = [room(line.room)] if line.room else []
    if line.is_by_video:
        places.append({"@type": "VirtualLocation", "url": settings.SITE_URL + line.url})
    return places[0] if len(places) == 1 else places or None


def room(venue: Venue) -> dict[str, Any]:
    return {
        "@type": "Place",
        "name": venue.name,
        "address": {"@type": "PostalAddress", "streetAddress": venue.address, "addressRegion": venue.district},
    }
