"""Days on which nobody comes: public holidays, and days when a room is closed."""

from datetime import date
from functools import cache

import holidays

from events.models import Venue

# The country whose calendar a zone follows; a zone without one has no holidays left out.
COUNTRIES = {"Europe/Moscow": "RU", "Asia/Yekaterinburg": "RU", "Asia/Novosibirsk": "RU", "Europe/Kaliningrad": "RU"}

# The calendar's names for our languages.
LANGUAGES = {"ru": "ru", "en": "en_US"}


@cache
def _of_year(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=[year]))


def is_holiday(day: date, zone: str) -> bool:
    country = COUNTRIES.get(zone)
    return country is not None and day in _of_year(country, day.year)


def name_of(day: date, zone: str, language: str) -> str:
    """What is celebrated, in the reader's language where the calendar knows it; empty on a day that is no holiday."""
    country = COUNTRIES.get(zone)
    names = holidays.country_holidays(country, years=[day.year], language=LANGUAGES.get(language)) if country else {}
    return names.get(day, "")


def closed(venue: Venue | None) -> frozenset[date]:
    """The days when a room is closed; one query."""
    return frozenset(venue.closed_days.values_list("on", flat=True)) if venue else frozenset()
