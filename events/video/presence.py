"""Who is in the room, and for how long: counted by our own clock from the signs of life that pages send.

A page says only «I am here». Two tabs or two devices are one person: between two signs, whoever sent them, passes the
time that passed. Whoever was silent longer than SILENCE was away. Time counts from the start of the date to its end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Learner, User
from events import attendance
from events.models import Attendance, Occurrence, Presence
from events.video import entering, rooms

BEAT = timedelta(seconds=30)  # between two signs; a browser may slow the timers of a hidden tab to a minute
SILENCE = timedelta(seconds=90)
# A third of the date counts as having come, and twenty minutes in any case.
SHARE, ENOUGH = 3, timedelta(minutes=20)


@dataclass(frozen=True)
class Stay:
    learner: Learner
    minutes: int
    is_here: bool


def here(occurrence: Occurrence, learner: Learner | None, user: User | None, now: datetime) -> str:
    """One sign of life from the page of somebody who may be in the room; a host's time is not counted.

    Returns the mark of the room (see `entering.Entrance`). Raises EntranceError.
    """
    person = entering.admit(occurrence, learner, user, now)
    if learner is not None and not person.is_host:
        beat(learner, occurrence, now)
    room = rooms.find(occurrence)
    return entering.mark_of(room) if room else ""


@transaction.atomic
def beat(learner: Learner, occurrence: Occurrence, now: datetime) -> Presence:
    """Count the time since the last sign. Reaching enough is attendance; a host who takes it back is not overruled."""
    row, is_new = Presence.objects.select_for_update().get_or_create(
        learner=learner, occurrence=occurrence, defaults={"came_at": now, "seen_at": now}
    )
    if is_new or now <= row.seen_at:
        return row
    before = row.seconds
    count(row, occurrence, now)
    row.save(update_fields=["seconds", "seen_at"])
    if before < enough(occurrence) <= row.seconds:
        attendance.attend(learner, occurrence, Attendance.How.VIDEO, None, now, minutes=row.seconds // 60)
    elif before // 60 != row.seconds // 60:
        Attendance.objects.filter(learner=learner, occurrence=occurrence).update(minutes=row.seconds // 60)
    return row


def count(row: Presence, occurrence: Occurrence, now: datetime) -> None:
    """What is less than a second is left for the next sign."""
    since, silence = row.seen_at, now - row.seen_at
    if silence > SILENCE:
        row.seen_at = now
        return
    row.seen_at = since + timedelta(seconds=silence // timedelta(seconds=1))
    counted = min(row.seen_at, occurrence.ends_at) - max(since, occurrence.starts_at)
    row.seconds += max(0, counted // timedelta(seconds=1))


def enough(occurrence: Occurrence) -> int:
    """Seconds that count as having come."""
    return int(min((occurrence.ends_at - occurrence.starts_at) / SHARE, ENOUGH).total_seconds())


def stays(occurrence: Occurrence, now: datetime) -> list[Stay]:
    """Who was in the room, those who are there first. One query."""
    rows = Presence.objects.filter(occurrence=occurrence).select_related("learner__user").order_by("came_at")
    found = [Stay(row.learner, row.seconds // 60, now - row.seen_at <= SILENCE) for row in rows]
    return sorted(found, key=lambda stay: not stay.is_here)
