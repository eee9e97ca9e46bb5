"""The dates that a rule would give, before anything is kept: the next six, and the days it would leave out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events import days_off, sentences, series
from events.models import Occurrence, Series
from events.models.series import Place
from events.recurrence import end_of, local_time, moment

SHOWN = 6
# Six dates of «раз в 12 месяцев» would be further off than anybody plans.
HORIZON = timedelta(days=366 * 2)


@dataclass(frozen=True)
class NextDate:
    """`taken_by` is in the room at that time."""

    start: datetime
    taken_by: Occurrence | None


@dataclass(frozen=True)
class LeftOut:
    day: date
    why: str


@dataclass(frozen=True)
class Preview:
    sentence: str
    dates: list[NextDate]
    left_out: list[LeftOut]


def of_series(one: Series, now: datetime) -> Preview:
    """Of a series that need not be saved; writes nothing. One query for each date shown."""
    here = local_time(now, one.zone_info)
    last = max(here.date(), one.starts_on) + HORIZON
    room = series.room_of(one)
    kept = series.local_starts(one, now, last)[:SHOWN]
    shown_until = kept[-1] if kept else datetime.combine(last, one.starts_at)
    closed = days_off.closed(one.venue if one.place != Place.ONLINE else None)
    known = set(kept)
    missing = [at for at in one.schedule.starts(shown_until.date()) if at >= here and at not in known]
    own = list(one.occurrences.all()) if one.pk else []
    dates = []
    for start in kept:
        first = moment(start, one.zone_info)
        dates.append(NextDate(start, series.in_the_room(room, first, end_of(first, one.minutes), own)))
    left_out = [LeftOut(at.date(), why(one, at.date(), closed)) for at in missing if at <= shown_until]
    return Preview(sentences.of_series(one), dates, left_out)


def why(one: Series, day: date, closed: frozenset[date]) -> str:
    if day in closed:
        return _("в этот день закрыто")
    return days_off.name_of(day, one.zone, get_language() or "ru")
