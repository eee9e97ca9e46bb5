"""A month as a table of weeks, for wide screens."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.dates import MONTHS

from events.lines import Line

WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
SHOWN_IN_A_CELL = 3
# How far ahead and back somebody may leaf.
MONTHS_AHEAD = 12


@dataclass(frozen=True)
class Cell:
    """One day. `lines` are the first few, `more` how many others it has."""

    day: date
    is_in_month: bool
    is_today: bool
    lines: list[Line] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True)
class Month:
    """`before` and `after` are the neighbours as `?month=` writes them; empty where nothing is to be seen."""

    first: date
    weeks: list[list[Cell]]
    before: str
    after: str

    @property
    def name(self) -> str:
        return f"{MONTHS[self.first.month]} {self.first.year}"

    @property
    def written(self) -> str:
        return write(self.first)


def read(text: str, today: date) -> date | None:
    """The first day of the month that `?month=` names; None for anything else, and for what is too far away."""
    match = WRITTEN.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) == 0:
        return None
    first = date(int(match[1]), int(match[2]), 1)
    return first if 0 <= months_between(today, first) <= MONTHS_AHEAD else None


def write(first: date) -> str:
    return f"{first:%Y-%m}"


def months_between(one: date, other: date) -> int:
    return (other.year - one.year) * 12 + other.month - one.month


def next_first(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def last_day(first: date) -> date:
    return next_first(first) - timedelta(days=1)


def build(first: date, today: date, days: dict[date, list[Line]]) -> Month:
    """Weeks that are over are left out: nothing is to be seen there."""
    weeks = [week for week in calendar.Calendar().monthdatescalendar(first.year, first.month) if week[-1] >= today]
    before, after = (first - timedelta(days=1)).replace(day=1), next_first(first)
    return Month(
        first=first,
        weeks=[[cell(day, first, today, days.get(day, ())) for day in week] for week in weeks],
        before=write(before) if months_between(today, before) >= 0 else "",
        after=write(after) if months_between(today, after) <= MONTHS_AHEAD else "",
    )


def cell(day: date, first: date, today: date, found: Iterable[Line]) -> Cell:
    if day.month != first.month:
        return Cell(day, is_in_month=False, is_today=False)
    all_lines = list(found)
    shown = all_lines if len(all_lines) == SHOWN_IN_A_CELL + 1 else all_lines[:SHOWN_IN_A_CELL]
    return Cell(day, True, day == today, shown, len(all_lines) - len(shown))
