"""Workshops: pages tell about them; series, dates, seats and attendance are rows."""

from events.models.bookings import Attendance, Booking, Call, Seat
from events.models.pages import SchedulePage, WorkshopPage
from events.models.series import ClosedDay, Occurrence, Series, Venue, Workshop

__all__ = [
    "Attendance",
    "Booking",
    "Call",
    "ClosedDay",
    "Occurrence",
    "SchedulePage",
    "Seat",
    "Series",
    "Venue",
    "Workshop",
    "WorkshopPage",
]
