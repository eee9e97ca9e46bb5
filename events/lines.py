"""A date as a line of a list shows it: all in the clock of its own city, all said once for every list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner
from events import workshops
from events.models import Booking, Occurrence, Venue
from events.models.series import Place
from events.querysets import OccurrenceQuerySet
from events.recurrence import moment

# How the clock of a city is called; another city's by its own name.
ZONE_NAMES = {"Europe/Moscow": _("по московскому времени")}


@dataclass(frozen=True)
class Line:
    """`booking` is the learner's latest at this date. `slots` are the consultations of one day, folded into one."""

    occurrence: Occurrence
    title: str
    workshop: workshops.Published | None
    booking: Booking | None = None
    slots: list["Line"] = field(default_factory=list)

    @property
    def url(self) -> str:
        return reverse("date", args=[self.occurrence.pk])

    @property
    def day(self) -> date:
        return self.occurrence.local_start.date()

    @property
    def starts(self) -> str:
        return clock(self.occurrence.local_start)

    @property
    def ends(self) -> str:
        return clock(self.last.occurrence.local_end)

    @property
    def last(self) -> "Line":
        return self.slots[-1] if self.slots else self

    @property
    def iso(self) -> str:
        """With the offset of the city, for programs."""
        return self.occurrence.local_start.isoformat()

    @property
    def zone_name(self) -> str:
        zone = self.occurrence.series.zone
        return str(ZONE_NAMES.get(zone, zone.rpartition("/")[2].replace("_", " ")))

    @property
    def planned_start(self) -> datetime:
        """When the rule had it first, by its own clock."""
        series = self.occurrence.series
        start = datetime.fromisoformat(self.occurrence.recurrence_id)
        first = moment(start, series.zone_info) + timedelta(minutes=self.occurrence.slot * (series.slot_minutes or 0))
        return first.astimezone(series.zone_info)

    @property
    def is_moved(self) -> bool:
        """A consultation that was kept when the day was cut anew stands where it stood."""
        is_kept = self.occurrence.is_one_off and self.occurrence.slot > 0
        return not is_kept and self.planned_start != self.occurrence.starts_at

    @property
    def room(self) -> Venue | None:
        return self.occurrence.room

    @property
    def place(self) -> str:
        return self.occurrence.series.place

    @property
    def is_by_video(self) -> bool:
        return self.place != Place.ROOM

    @property
    def is_cancelled(self) -> bool:
        return self.occurrence.is_cancelled

    @property
    def places_left(self) -> int:
        if self.is_cancelled:
            return 0
        if self.slots:
            return sum(slot.places_left for slot in self.slots)
        return self.occurrence.places_left

    @property
    def free_slots(self) -> list["Line"]:
        return [slot for slot in self.slots if slot.places_left and not slot.is_cancelled]

    @property
    def booking_state(self) -> str:
        if self.booking is None:
            return next((slot.booking_state for slot in self.slots if slot.booking_state != "none"), "none")
        return self.booking.state


def clock(local: datetime) -> str:
    return date_format(local.replace(tzinfo=None), "H:i")


def everything() -> OccurrenceQuerySet:
    """Dates with all that a line needs, in order."""
    return Occurrence.objects.for_lists().with_places_left().order_by("starts_at", "slot", "pk")


def public(now: datetime, language: str) -> OccurrenceQuerySet:
    """Dates to come that everybody may see. One query."""
    dates = everything().to_come(now)
    hidden = workshops.private_keys(language)
    return dates.exclude(series__workshop__in=hidden) if hidden else dates


def lines(dates: Iterable[Occurrence], learner: Learner | None, language: str) -> list[Line]:
    """One more query when there is a learner, however many dates."""
    dates = list(dates)
    known = workshops.published(language)
    mine = latest_bookings(learner, dates)
    return [line(one, known.get(one.series.workshop_id), mine.get(one.pk)) for one in dates]


def line(one: Occurrence, workshop: workshops.Published | None, booking: Booking | None = None) -> Line:
    return Line(one, workshop.title if workshop else one.series.workshop.title, workshop, booking)


def latest_bookings(learner: Learner | None, dates: list[Occurrence]) -> dict[UUID, Booking]:
    """The learner's bookings of the span of these dates; of two for one date the later."""
    if learner is None or not dates:
        return {}
    span = (min(one.starts_at for one in dates), max(one.starts_at for one in dates))
    rows = Booking.objects.filter(learner=learner, occurrence__starts_at__range=span).order_by("made_at")
    return {row.occurrence_id: row for row in rows}


def fold(unfolded: Iterable[Line]) -> list[Line]:
    """Consultations of one series and day become one line, at the place of the first."""
    folded: dict[object, Line] = {}
    for one in unfolded:
        series = one.occurrence.series
        key = (series.pk, one.occurrence.recurrence_id, one.day) if series.is_consultation else one.occurrence.pk
        if key in folded:
            folded[key].slots.append(one)
        elif series.is_consultation:
            folded[key] = Line(one.occurrence, one.title, one.workshop, None, [one])
        else:
            folded[key] = one
    return list(folded.values())


def by_day(all_lines: Iterable[Line]) -> dict[date, list[Line]]:
    days: dict[date, list[Line]] = {}
    for one in all_lines:
        days.setdefault(one.day, []).append(one)
    return dict(sorted(days.items()))
