"""Rooms: their names, the hours they are open, another name, the second server.

A room is born when somebody first enters it. A room for trying camera and microphone has no row: its name is signed,
so that the video server may ask about it too.
"""

import hmac
import re
import secrets
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from events import audit, telling
from events.models import Booking, Occurrence, VideoRoom
from events.models.series import Place
from events.recurrence import moment
from events.video import servers
from events.video.tokens import Window

BEFORE, AFTER = timedelta(minutes=15), timedelta(minutes=30)
# Somebody who tries their camera needs minutes; the server's clock may differ from ours by one.
REHEARSAL, SKEW = timedelta(minutes=30), timedelta(minutes=1)
REHEARSAL_NAME = re.compile(r"proba-(?P<date>[0-9a-f]{32})-(?P<who>[0-9a-f]{16})(?P<seal>[0-9a-f]{16})")


class RoomError(Exception):
    """The room cannot be changed as asked."""


class NoSecondServer(RoomError):
    """JITSI_FALLBACK names none."""


class RoomIsOver(RoomError):
    """The date is over, fell away, or is not by video."""


def is_by_video(occurrence: Occurrence) -> bool:
    return occurrence.series.place != Place.ROOM


def window_of(occurrence: Occurrence) -> Window:
    return Window(occurrence.starts_at - BEFORE, occurrence.ends_at + AFTER)


def rehearsals_of(occurrence: Occurrence) -> Window:
    """From the morning of the day before, by the clock of its city, to the end of the date."""
    morning = datetime.combine(occurrence.local_start.date() - timedelta(days=1), time())
    return Window(moment(morning, occurrence.series.zone_info), occurrence.ends_at)


# --- names -----------------------------------------------------------------------------------------------------------


def new_name() -> str:
    return f"prosvet-{secrets.token_hex(16)}"


def rehearsal_name(occurrence: Occurrence, who: str) -> str:
    """A room of one's own; `who` is the key of a person."""
    known = salted_hmac("events.video.rehearsal", f"{occurrence.pk}:{who}").hexdigest()[:16]
    return f"proba-{occurrence.pk.hex}-{known}{seal(occurrence.pk, known)}"


def seal(key: UUID, known: str) -> str:
    return salted_hmac("events.video.seal", f"{key.hex}:{known}").hexdigest()[:16]


def date_of_rehearsal(name: str) -> UUID | None:
    """Whose date a rehearsal room belongs to; None if we never gave that name."""
    found = REHEARSAL_NAME.fullmatch(name)
    if found is None:
        return None
    key = UUID(found["date"])
    return key if hmac.compare_digest(seal(key, found["who"]), found["seal"]) else None


def find(occurrence: Occurrence) -> VideoRoom | None:
    return VideoRoom.objects.filter(occurrence=occurrence).first()


def ensure(occurrence: Occurrence, now: datetime) -> VideoRoom:
    return VideoRoom.objects.get_or_create(occurrence=occurrence, defaults={"name": new_name(), "made_at": now})[0]


# --- changes ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def rotate(occurrence: Occurrence, actor: User, now: datetime) -> VideoRoom:
    """Another name: whoever was let in goes over by themselves, whoever was not stays behind. Raises RoomIsOver."""
    room = lock(occurrence, now)
    room.name, room.rotated_at = new_name(), now
    room.save(update_fields=["name", "rotated_at"])
    audit.note(occurrence, audit.VIDEO_ROTATED, actor)
    return room


@transaction.atomic
def switch(occurrence: Occurrence, *, to_fallback: bool, actor: User, now: datetime) -> VideoRoom:
    """Everybody to the second server, or back; all who have a place are told. Switched twice is switched once.

    Raises NoSecondServer, RoomIsOver.
    """
    if servers.fallback() is None:
        raise NoSecondServer
    room = lock(occurrence, now)
    if room.is_on_fallback == to_fallback:
        return room
    room.is_on_fallback, room.switched_at, room.switched_by = to_fallback, now, actor
    room.save(update_fields=["is_on_fallback", "switched_at", "switched_by"])
    audit.note(occurrence, audit.VIDEO_SWITCHED, actor, to_fallback=to_fallback)
    for booking in Booking.objects.confirmed().filter(occurrence=occurrence).select_related("learner__user"):
        booking.occurrence = occurrence
        telling.tell(booking, telling.VIDEO_SWITCHED, now)
    return room


def stay_on_fallback(room: VideoRoom, now: datetime) -> None:
    """The main server is down and somebody has entered the second: from now on all meet there, whatever recovers."""
    changed = VideoRoom.objects.filter(pk=room.pk, is_on_fallback=False)
    if changed.update(is_on_fallback=True, switched_at=now):
        room.is_on_fallback = True


def lock(occurrence: Occurrence, now: datetime) -> VideoRoom:
    if occurrence.is_cancelled or not is_by_video(occurrence) or now >= window_of(occurrence).closes_at:
        raise RoomIsOver
    ensure(occurrence, now)
    return VideoRoom.objects.select_for_update().get(occurrence=occurrence)
