"""After a date: what its people find on its page, and a missed date made up by its recording.

Watching counts as coming only where the editor of the workshop allows it, and the learner says so: no clock decides
whether somebody has watched.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Learner, User
from content import video
from content.video import Film
from events import attendance
from events.models import Attendance, Booking, Material, Occurrence


class MakingUpError(Exception):
    """This date cannot be made up."""


class NothingToMakeUp(MakingUpError):
    """It is not over, has no recording for this learner, or its workshop does not allow it."""


@dataclass(frozen=True)
class Item:
    """`film` is set when the address belongs to a provider whose player we know."""

    material: Material
    film: Film | None = None

    @property
    def is_film(self) -> bool:
        return str(self.material.file).endswith((".mp4", ".webm"))

    @property
    def is_sound(self) -> bool:
        return str(self.material.file).endswith((".mp3", ".ogg", ".m4a"))


@dataclass(frozen=True)
class LookingBack:
    """`keeps_more`: there is something for those who booked, and this person did not."""

    items: list[Item]
    attendance: Attendance | None = None
    keeps_more: bool = False
    may_make_up: bool = False

    @property
    def watched(self) -> bool:
        return self.attendance is not None and self.attendance.how == Attendance.How.RECORDING

    @property
    def frame_origins(self) -> list[str]:
        """What the page's policy must allow for the films to play in place."""
        return sorted({item.film.player_origin for item in self.items if item.film})


def at(occurrence: Occurrence, learner: Learner | None, now: datetime, *, sees_all: bool = False) -> LookingBack:
    """At most three queries; one for a date that nothing is kept of, none before it begins.

    `sees_all`: for whoever runs the date. It shows everything, and makes up nothing.
    """
    if occurrence.is_cancelled or not occurrence.has_begun(now):
        return LookingBack([])
    every = list(Material.objects.live().filter(occurrence=occurrence))
    if not every:
        return LookingBack([])
    came = Attendance.objects.filter(learner=learner, occurrence=occurrence).first() if learner else None
    takes_part = came is not None or has_booked(occurrence, learner)
    own = [one for one in every if takes_part or one.meant_for == Material.MeantFor.EVERYBODY]
    seen = every if sees_all else own
    return LookingBack(
        [Item(one, video.find(one.url) if one.url else None) for one in seen],
        came,
        keeps_more=len(seen) < len(every),
        may_make_up=came is None and has_recording(own) and can_be_made_up(occurrence, now),
    )


def has_booked(occurrence: Occurrence, learner: Learner | None) -> bool:
    return learner is not None and Booking.objects.confirmed().filter(learner=learner, occurrence=occurrence).exists()


def has_recording(materials: list[Material]) -> bool:
    return any(one.kind == Material.Kind.RECORDING for one in materials)


def can_be_made_up(occurrence: Occurrence, now: datetime) -> bool:
    return occurrence.series.workshop.can_be_made_up and occurrence.is_over(now)


@transaction.atomic
def make_up(learner: Learner, occurrence: Occurrence, actor: User | None, now: datetime) -> Attendance:
    """«Посмотреть и отметить»: counts as coming, and completes the same lessons. Twice is once.

    Raises NothingToMakeUp.
    """
    found = at(occurrence, learner, now)
    if found.attendance is not None:
        return found.attendance
    if not found.may_make_up:
        raise NothingToMakeUp
    return attendance.attend(learner, occurrence, Attendance.How.RECORDING, actor, now)


@transaction.atomic
def take_back(learner: Learner, occurrence: Occurrence, actor: User | None, now: datetime) -> None:
    """The mark was a slip of the finger. What a host ticked stays."""
    if Attendance.objects.filter(learner=learner, occurrence=occurrence, how=Attendance.How.RECORDING).exists():
        attendance.take_back(learner, occurrence, actor, now)
