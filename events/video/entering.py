"""Who may enter the room of a date, and when; where they are sent, with a token for that one click."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Learner, User
from events.models import Booking, Occurrence, VideoRoom
from events.video import health, rooms, servers, tokens
from events.video.health import State
from events.video.servers import Server
from events.video.tokens import Person, Window


class EntranceError(Exception):
    """Nobody enters, or not this person, or not now."""


class NotByVideo(EntranceError):
    """People meet in a room with chairs only."""


class NoVideo(EntranceError):
    """No server is configured."""


class Cancelled(EntranceError):
    """The date falls away."""


class NotBooked(EntranceError):
    """They neither have a place nor host this date."""


class StillWaiting(EntranceError):
    """They are in the queue."""


class TooLate(EntranceError):
    """The room is closed for good."""


class TooEarly(EntranceError):
    """The room opens at `opens_at`."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


@dataclass(frozen=True)
class Meeting:
    """Where people of a date meet now. `spare`: another server that may be tried."""

    server: Server
    state: State
    is_on_fallback: bool = False
    spare: Server | None = None

    @property
    def is_down(self) -> bool:
        return self.state is State.DOWN

    @property
    def is_doubtful(self) -> bool:
        return self.state is State.UNKNOWN


@dataclass(frozen=True)
class Entrance:
    """`mark` changes when people of the date meet elsewhere."""

    server: Server
    room: str
    person: Person
    token: str = field(repr=False)
    mark: str = ""
    is_on_fallback: bool = False


def room_for(occurrence: Occurrence, learner: Learner | None, user: User | None, now: datetime) -> Entrance:
    """Into the room of the date, as a learner with a place or as its host. Raises EntranceError.

    Makes the room if it is the first. `user` is who signed in; without them it is a link that was opened.
    """
    person = admit(occurrence, learner, user, now)
    room = rooms.ensure(occurrence, now)
    meeting = meeting_of(room, now)
    if meeting.is_on_fallback and not room.is_on_fallback:
        rooms.stay_on_fallback(room, now)
    token = tokens.mint(meeting.server, room.name, person, rooms.window_of(occurrence))
    return Entrance(meeting.server, room.name, person, token, mark_of(room), meeting.is_on_fallback)


def rehearsal_for(occurrence: Occurrence, learner: Learner | None, user: User | None, now: datetime) -> Entrance:
    """A room for oneself, to try camera and microphone: from the day before. Raises EntranceError."""
    person = admit_to_rehearsal(occurrence, learner, user, now)
    server = meeting_of(rooms.find(occurrence), now).server
    room = rooms.rehearsal_name(occurrence, person.key)
    window = Window(now - rooms.SKEW, now + rooms.REHEARSAL)
    return Entrance(server, room, person, tokens.mint(server, room, person, window))


def admit(occurrence: Occurrence, learner: Learner | None, user: User | None, now: datetime) -> Person:
    """Who they will be in the room. Raises EntranceError; makes and changes nothing."""
    person = recognise(occurrence, learner, user)
    refuse_unless_open(rooms.window_of(occurrence), now)
    return person


def admit_to_rehearsal(occurrence: Occurrence, learner: Learner | None, user: User | None, now: datetime) -> Person:
    """As `admit`, at the hours of rehearsals. Alone in a room, everybody is their own host."""
    person = recognise(occurrence, learner, user)
    refuse_unless_open(rooms.rehearsals_of(occurrence), now)
    return Person(person.key, person.name, is_host=True)


def recognise(occurrence: Occurrence, learner: Learner | None, user: User | None) -> Person:
    """The host of this date, or somebody with a place at it, whatever the hour. Raises EntranceError."""
    if not rooms.is_by_video(occurrence):
        raise NotByVideo
    if occurrence.is_cancelled:
        raise Cancelled
    if servers.main() is None:
        raise NoVideo
    if user is not None and hosts(user, occurrence):
        return Person(key_of(occurrence, f"user:{user.pk}"), user.name or _("Ведущий"), is_host=True)
    booking = booking_of(occurrence, learner)
    if booking is None or learner is None:
        raise NotBooked
    if booking.confirmed_at is None:
        raise StillWaiting
    return Person(key_of(occurrence, f"learner:{learner.pk}"), str(learner), is_host=False)


def refuse_unless_open(window: Window, now: datetime) -> None:
    if now < window.opens_at:
        raise TooEarly(window.opens_at)
    if now >= window.closes_at:
        raise TooLate


def hosts(user: User, occurrence: Occurrence) -> bool:
    return Occurrence.objects.hosted_by(user).filter(pk=occurrence.pk).exists()


def booking_of(occurrence: Occurrence, learner: Learner | None) -> Booking | None:
    if learner is None:
        return None
    return Booking.objects.live().filter(occurrence=occurrence, learner=learner).first()


def key_of(occurrence: Occurrence, who: str) -> str:
    return salted_hmac("events.video.person", f"{occurrence.pk}:{who}").hexdigest()[:24]


def meeting_of(room: VideoRoom | None, now: datetime) -> Meeting:
    """The server for everybody of a date. One query. Raises NoVideo."""
    main, second = servers.main(), servers.fallback()
    if main is None:
        raise NoVideo
    states = health.states([server for server in (main, second) if server], now)
    if second is not None:
        is_chosen = room is not None and room.is_on_fallback
        if is_chosen or (states[main.domain] is State.DOWN and states[second.domain] is not State.DOWN):
            return Meeting(second, states[second.domain], is_on_fallback=True, spare=main)
    return Meeting(main, states[main.domain], spare=second)


def mark_of(room: VideoRoom) -> str:
    return salted_hmac("events.video.mark", f"{room.name}:{room.is_on_fallback}").hexdigest()[:16]


def wait(opens_at: datetime, now: datetime) -> int:
    """Whole seconds until the door opens."""
    return max(0, -((now - opens_at) // timedelta(seconds=1)))
