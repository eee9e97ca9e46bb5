"""Workshops: pages tell about them; series, dates, seats and attendance are rows."""

from events.models.bookings import Attendance, Booking, Call, Seat
from events.models.calendars import CalendarFeed
from events.models.materials import Material
from events.models.pages import SchedulePage, WorkshopPage
from events.models.reminding import Reminding
from events.models.series import ClosedDay, Occurrence, Series, Venue, Workshop
from events.models.video import Presence, VideoRoom, VideoServer

__all__ = [
    "Attendance",
    "Booking",
    "CalendarFeed",
    "Call",
    "ClosedDay",
    "Material",
    "Occurrence",
    "Presence",
    "Reminding",
    "SchedulePage",
    "Seat",
    "Series",
    "Venue",
    "VideoRoom",
    "VideoServer",
    "Workshop",
    "WorkshopPage",
]
