"""When a series takes place: a rule without dates, a local start, and the days they give.

The stored rule (django-recurrence) says only how often: it has no DTSTART, UNTIL, RDATE or EXDATE, which that package
forces to UTC. The anchor is the series' own first day and local time. Dates are made naive and local and become
moments last, so that «18:00» stays 18:00 whatever the clocks of the city do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil import rrule
from recurrence import Recurrence, Rule, Weekday

# More than a daily rule gives in three years; a rule that asks for more is cut here rather than never ending.
MOST_DATES = 1200


class NotAPlainRule(ValueError):
    """The rule carries dates of its own, more than one line, or repeats within a day."""


@dataclass(frozen=True)
class Schedule:
    """A rule with its anchor. `ends_on` is inclusive: a class on that evening still takes place."""

    rule: Rule
    starts_on: date
    starts_at: time
    ends_on: date | None = None

    def starts(self, until: date) -> Iterator[datetime]:
        """The naive local starts up to and including the day `until`, in order, at most MOST_DATES."""
        last = min(until, self.ends_on) if self.ends_on else until
        for number, start in enumerate(self._rrule()):
            if start.date() > last or number >= MOST_DATES:
                return
            yield start

    def _rrule(self) -> rrule.rrule:
        return rrule.rrule(
            FREQUENCIES[self.rule.freq],
            dtstart=datetime.combine(self.starts_on, self.starts_at),
            interval=self.rule.interval or 1,
            count=self.rule.count,
            byweekday=[weekday(day) for day in self.rule.byday or []] or None,
            bymonthday=self.rule.bymonthday or None,
            bysetpos=self.rule.bysetpos or None,
            bymonth=self.rule.bymonth or None,
            wkst=rrule.MO,
        )


FREQUENCIES: dict[int, Literal[0, 1, 2, 3]] = {0: rrule.YEARLY, 1: rrule.MONTHLY, 2: rrule.WEEKLY, 3: rrule.DAILY}


def weekday(day: int | Weekday) -> rrule.weekday:
    """django-recurrence's weekday (a number, or one with an index: the third Wednesday) as dateutil's."""
    number, index = (day, None) if isinstance(day, int) else (day.number, day.index)
    return rrule.weekday(number, index)


def plain_rule(recurrence: Recurrence) -> Rule:
    """The one rule of a recurrence. Raises NotAPlainRule."""
    dates = (recurrence.dtstart, recurrence.dtend, recurrence.rdates, recurrence.exdates, recurrence.exrules)
    if any(dates) or len(recurrence.rrules) != 1:
        raise NotAPlainRule("a rule without dates of its own is needed")
    rule = recurrence.rrules[0]
    if rule.until is not None or rule.freq not in FREQUENCIES:
        raise NotAPlainRule("a rule of days, weeks, months or years without an end of its own is needed")
    return rule


def moment(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC of a naive local time.

    A time that the clocks leap over (02:30 on a night in March) is moved on by the length of the leap; one that comes
    twice (02:30 on a night in October) is its first coming. So a date is never lost and never doubled.
    """
    aware = local.replace(tzinfo=zone, fold=0)
    # A leapt-over time with fold=0 has the offset from before the leap: in UTC it lands as much later as was leapt.
    return aware.astimezone(UTC)


def local_time(at: datetime, zone: ZoneInfo) -> datetime:
    """The naive local time of a moment."""
    return at.astimezone(zone).replace(tzinfo=None)


def end_of(start: datetime, minutes: int) -> datetime:
    """Minutes are counted on the clock of the earth, not of the wall."""
    return start + timedelta(minutes=minutes)
