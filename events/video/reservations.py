"""What Prosody's mod_reservations asks before it opens a room: is it ours, and is it open now?

The fields and their names are those of jitsi-meet's mod_reservations.lua: it wants id, name, mail_owner, start_time and
duration, and ends the room itself at start_time + duration.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from events.models import Occurrence, VideoRoom
from events.video import rooms
from events.video.tokens import Window


class Refused(Exception):
    """The room must not open."""


class UnknownRoom(Refused):
    """We gave no room that name (or it has another by now)."""


class RoomClosed(Refused):
    """The date fell away, or it is not its hour."""


@dataclass(frozen=True)
class Reservation:
    """The name of a room is its id: nobody but the video server sees either."""

    name: str
    window: Window
    mail_owner: str = ""

    @property
    def fields(self) -> dict[str, str | int]:
        return {
            "id": self.name,
            "name": self.name,
            "mail_owner": self.mail_owner,
            "start_time": self.window.opens_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "duration": int((self.window.closes_at - self.window.opens_at).total_seconds()),
        }


def reserve(name: str, mail_owner: str, now: datetime) -> Reservation:
    """May this room open now? Raises UnknownRoom, RoomClosed."""
    occurrence, window = date_of(name.lower())
    if occurrence.is_cancelled or not rooms.is_by_video(occurrence) or not window.is_open(now):
        raise RoomClosed
    return Reservation(name.lower(), window, mail_owner)


def date_of(name: str) -> tuple[Occurrence, Window]:
    rehearsed: UUID | None = rooms.date_of_rehearsal(name)
    if rehearsed is not None:
        occurrence = Occurrence.objects.select_related("series").filter(pk=rehearsed).first()
        if occurrence is None:
            raise UnknownRoom
        return occurrence, rooms.rehearsals_of(occurrence)
    room = VideoRoom.objects.select_related("occurrence__series").filter(name=name).first()
    if room is None:
        raise UnknownRoom
    return room.occurrence, rooms.window_of(room.occurrence)
