"""Workshops for tests."""

from datetime import date, datetime, time
from typing import Any

import recurrence

from events import series as rules
from events.models import Occurrence, Series, Venue, Workshop

WEEKLY_ON_TUESDAY = "RRULE:FREQ=WEEKLY;BYDAY=TU"


def make_venue(name: str = "Библиотека на Лесной", **fields: Any) -> Venue:
    return Venue.objects.create(**{"name": name, "address": "Лесная, 5", "district": "Тверской", "seats": 20, **fields})


def make_series(rule: str = WEEKLY_ON_TUESDAY, **fields: Any) -> Series:
    """An online series on Tuesdays at 18:00 from the day of the frozen clock, unless told otherwise."""
    workshop = fields.pop("workshop", None) or Workshop.objects.create(title="Телефон без спешки", language="ru")
    defaults = {
        "starts_on": date(2026, 11, 24),
        "starts_at": time(18, 0),
        "place": "room" if fields.get("venue") else "online",
        "capacity": 3,
    }
    return Series.objects.create(
        workshop=workshop, rule=recurrence.deserialize(rule, include_dtstart=False), **{**defaults, **fields}
    )


def make_dates(now: datetime, **fields: Any) -> list[Occurrence]:
    """All dates of a new series."""
    return rules.extend(make_series(**fields).pk, now)


def make_date(now: datetime, **fields: Any) -> Occurrence:
    """A date a week ahead, so that its queue still moves by itself."""
    return make_dates(now, **fields)[1]
