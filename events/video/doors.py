"""The door of the room as pages show it: shut until when, open, or nothing to see."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import Learner, User
from events.lines import clock
from events.models import Occurrence, VideoRoom
from events.video import entering, presence, rooms, servers
from events.video.entering import EntranceError, Meeting
from events.video.presence import Stay


@dataclass(frozen=True)
class Visit:
    """Somebody at a date: by its own address, or with `token` by the link of a booking."""

    occurrence: Occurrence
    learner: Learner | None
    user: User | None
    token: str = ""

    def url(self, act: str) -> str:
        if self.token:
            return reverse(f"{act}_by_link", args=[self.token])
        return reverse(act, args=[self.occurrence.pk])

    @property
    def leave_url(self) -> str:
        """The page that they came from."""
        return reverse("booking", args=[self.token]) if self.token else reverse("date", args=[self.occurrence.pk])


@dataclass(frozen=True)
class Door:
    """For somebody who may enter, now or later."""

    visit: Visit
    is_host: bool
    now: datetime

    @property
    def is_open(self) -> bool:
        return rooms.window_of(self.visit.occurrence).is_open(self.now)

    @property
    def may_rehearse(self) -> bool:
        return rooms.rehearsals_of(self.visit.occurrence).is_open(self.now)

    @property
    def opens(self) -> str:
        """«17:45», by the clock of the city of the date."""
        return clock(self.local(self.opens_at))

    @property
    def opens_on(self) -> date | None:
        """The day, unless it is today."""
        day = self.local(self.opens_at).date()
        return None if day == self.local(self.now).date() else day

    @property
    def opens_at(self) -> datetime:
        return rooms.window_of(self.visit.occurrence).opens_at

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.visit.occurrence.series.zone_info)

    @property
    def wait(self) -> int:
        return entering.wait(self.opens_at, self.now)

    @property
    def join_url(self) -> str:
        return self.visit.url("join")

    @property
    def rehearsal_url(self) -> str:
        return self.visit.url("rehearsal")


def door_of(visit: Visit, now: datetime) -> Door | None:
    """None where there is nothing to enter: not by video, not booked, no server, over. At most three queries."""
    occurrence = visit.occurrence
    if not rooms.is_by_video(occurrence) or now >= rooms.window_of(occurrence).closes_at:
        return None
    try:
        person = entering.recognise(occurrence, visit.learner, visit.user)
    except EntranceError:
        return None
    return Door(visit, person.is_host, now)


def said(moment: datetime, occurrence: Occurrence, now: datetime) -> str:
    """«в 17:45», or «23 ноября в 17:45» if that is another day; by the clock of the city of the date."""
    local, today = (one.astimezone(occurrence.series.zone_info) for one in (moment, now))
    if local.date() == today.date():
        return _("в %(clock)s") % {"clock": clock(local)}
    return _("%(day)s в %(clock)s") % {"day": formats.date_format(local.date(), "j E"), "clock": clock(local)}


@dataclass(frozen=True)
class Controls:
    """What the host's sheet shows of the room."""

    meeting: Meeting | None
    room: VideoRoom | None
    stays: list[Stay]
    window_is_over: bool
    is_host: bool

    @property
    def here(self) -> int:
        return sum(stay.is_here for stay in self.stays)

    @property
    def may_switch(self) -> bool:
        return not self.window_is_over and servers.fallback() is not None

    @property
    def is_on_fallback(self) -> bool:
        return self.room is not None and self.room.is_on_fallback


def controls_of(occurrence: Occurrence, user: User, now: datetime) -> Controls | None:
    """None for a date that is not by video, or falls away. Four queries, however many people."""
    if not rooms.is_by_video(occurrence) or occurrence.is_cancelled:
        return None
    room = rooms.find(occurrence)
    meeting = entering.meeting_of(room, now) if servers.main() else None
    is_over = now >= rooms.window_of(occurrence).closes_at
    return Controls(meeting, room, presence.stays(occurrence, now), is_over, entering.hosts(user, occurrence))


def policy_of(named: list[servers.Server]) -> dict[str, list[str]]:
    """What the page of the room must be allowed: the script, the frame and the form of these servers, no more."""
    origins = [server.origin for server in named if server.origin]
    return {"script-src": origins, "frame-src": origins or ["'self'"], "form-action": origins}


def permissions_of(named: list[servers.Server]) -> str:
    allowed = " ".join(["self", *(f'"{server.origin}"' for server in named if server.origin)])
    opened = ", ".join(f"{name}=({allowed})" for name in ("autoplay", "camera", "display-capture", "microphone"))
    shut = "accelerometer=(), browsing-topics=(), geolocation=(), gyroscope=(), magnetometer=(), payment=(), usb=()"
    return f"{opened}, {shut}"
