"""The text of a calendar (iCalendar, RFC 5545 and 7986) as programs read it. What it says is decided in `calendars`.

The same entries give the same text, byte by byte: nothing of the moment of writing is in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar

PUBLISH, CANCEL = "PUBLISH", "CANCEL"
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
PRODUCT = "-//Prosvet//Workshops//RU"
# How often programs are asked to look again; most do as they like, once in 12 to 24 hours.
REFRESH = "PT6H"
# No program reads them, and some stop reading the file (RFC 5545, 3.1: CONTROL).
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True)
class Entry:
    """One date. `uid` is known to nobody else in the world, whatever host the portal moves to (RFC 7986, 5.3).

    `starts_at` and `ends_at` are local, in `zone`. `takes_time`: the person is busy then.
    """

    uid: UUID
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    status: str
    title: str
    place: str
    description: str
    url: str
    categories: tuple[str, ...] = ()
    takes_time: bool = True


@dataclass(frozen=True)
class Calendar:
    """`zone` is what the program shows times in where it asks; `entries` are in the order of their starts."""

    name: str
    zone: str
    entries: tuple[Entry, ...]
    method: str = PUBLISH

    @property
    def fingerprint(self) -> str:
        """Another for every other text."""
        return sha256(repr(self).encode()).hexdigest()[:32]

    @property
    def changed_at(self) -> datetime | None:
        """When the last of its entries became what it is."""
        return max((entry.changed_at for entry in self.entries), default=None)


def write(calendar: Calendar) -> str:
    """Lines end in CRLF and are folded at 75 octets, never within a letter."""
    text = icalendar.Calendar()
    text.add("version", "2.0")
    text.add("prodid", PRODUCT)
    text.add("calscale", "GREGORIAN")
    text.add("method", calendar.method)
    # The library knows neither as text, and would not escape it.
    for name in ("name", "x-wr-calname"):
        text.add(name, icalendar.vText(one_line(calendar.name)))
    text.add("x-wr-timezone", calendar.zone)
    text.add("refresh-interval", icalendar.vDuration.from_ical(REFRESH), parameters={"VALUE": "DURATION"})
    text.add("x-published-ttl", REFRESH)
    for zone in sorted({entry.zone for entry in calendar.entries} or {calendar.zone}):
        text.add_component(timezone(zone, calendar.entries))
    for entry in calendar.entries:
        text.add_component(event(entry))
    return text.to_ical().decode()


def timezone(zone: str, entries: tuple[Entry, ...]) -> icalendar.Timezone:
    """The offsets of the years that the entries are in, summer time included: read from the same data as the hours.

    Each change of the clocks stands by itself: ical.js forgets the first of those that are told together by RDATE.
    """
    # A calendar without dates has its zone all the same, for a calendar without any component is none: of any year.
    years = [entry.starts_at.year for entry in entries] or [2026]
    span = date(min(years), 1, 1), date(max(years) + 2, 1, 1)
    component = icalendar.Timezone.from_tzinfo(ZoneInfo(zone), zone, *span)
    component.pop("comment", None)
    component.subcomponents = [one for change in component.subcomponents for one in taken_apart(change)]
    return component


def taken_apart(change: Any) -> Iterator[Any]:
    later = change.pop("rdate", [])
    yield change
    for onset in [onset for dates in (later if isinstance(later, list) else [later]) for onset in dates.dts]:
        other = change.copy()
        other["dtstart"] = icalendar.vDatetime(onset.dt)
        yield other


def event(entry: Entry) -> icalendar.Event:
    """No ORGANIZER, to whom programs would write; no RRULE, of which one cancelled date confuses them; no alarm."""
    component = icalendar.Event()
    zone = ZoneInfo(entry.zone)
    component.add("uid", str(entry.uid))
    component.add("sequence", entry.sequence)
    component.add("dtstamp", entry.changed_at.astimezone(UTC))
    component.add("last-modified", entry.changed_at.astimezone(UTC))
    component.add("dtstart", entry.starts_at.astimezone(zone))
    component.add("dtend", entry.ends_at.astimezone(zone))
    component.add("status", entry.status)
    component.add("transp", "OPAQUE" if entry.takes_time else "TRANSPARENT")
    component.add("summary", one_line(entry.title))
    component.add("location", one_line(entry.place))
    component.add("description", some_lines(entry.description))
    component.add("url", entry.url)
    if entry.categories:
        component.add("categories", [one_line(name) for name in entry.categories])
    return component


def one_line(text: str) -> str:
    return " ".join(CONTROL.sub(" ", text).split())


def some_lines(text: str) -> str:
    """Each line by itself, without the blanks that programs show as gaps."""
    lines = (one_line(line) for line in CONTROL.sub(" ", text).splitlines())
    return "\n".join(line for line in lines if line)
