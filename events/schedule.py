"""The schedule: dates to come by day, narrowed by plain links, and one month of them as a table."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.requests import Request
from courses.catalogue import Filter, build
from courses.models.pages import Audience
from events import lines as listing
from events import markup, month, workshops
from events.feeds import NARROWED_BY
from events.lines import Line
from events.models import SchedulePage, Venue
from events.month import Month
from events.recurrence import moment

CITY = ZoneInfo(settings.TIME_ZONE)
WEEKS_SHOWN = timedelta(days=28)
# A list this long is cut after the day that it is in; a link leads on.
LONGEST_LIST = 40
FILTERS = ("day", "topic", "district", "online", "audience", "free")


@dataclass(frozen=True)
class Asked:
    """What the address asks for. A value that nobody offers (an old link, a typing error) narrows nothing."""

    today: date
    first: date  # of the month in the table
    since: date
    until: date
    chosen: dict[str, str] = field(default_factory=dict)
    days: frozenset[date] | None = None

    def fits(self, line: Line) -> bool:
        one, workshop = self.chosen, line.workshop
        return (
            (not one["topic"] or (workshop is not None and one["topic"] in workshop.topics))
            and (not one["district"] or (line.room is not None and line.room.district == one["district"]))
            and (one["online"] != "yes" or line.is_by_video)
            and (one["audience"] not in Audience.values or (workshop is not None and workshop.is_for(one["audience"])))
            and (one["free"] != "yes" or line.places_left > 0)
        )

    def is_listed(self, day: date) -> bool:
        return day in self.days if self.days is not None else self.since <= day <= self.until


@dataclass(frozen=True)
class Shown:
    """`days` of the list; `more_from` is the first day that did not fit, if any."""

    days: dict[date, list[Line]]
    more_from: date | None = None


def context(page: SchedulePage, request: Request) -> dict[str, Any]:
    """`days` for the list, `month` for the table, `filters` for both. The same few queries for any number of dates."""
    now, language = timezone.now(), page.locale.language_code
    districts = list(Venue.objects.values_list("district", flat=True).distinct().order_by("district"))
    asked = read(request.GET, now, districts)
    found = find(asked, request, language, now)
    days = listing.by_day(found)
    shown = cut({day: some for day, some in days.items() if asked.is_listed(day)})
    table = month.build(asked.first, asked.today, days)
    return {
        "list_title": title_of(asked, request.GET),
        "days": shown.days,
        "more_query": changed(request.GET, month=None, day=None, since=shown.more_from) if shown.more_from else "",
        "month": table,
        "weekdays": list(WEEKDAYS.values()),
        "month_queries": neighbours(request.GET, table),
        "day_query": changed(request.GET, day=None, month=None, since=None),
        "filters": filters(request.GET, language, districts),
        "calendar": calendar_of(asked, language),
        "is_filtered": any(asked.chosen.values()),
        "json_ld": markup.events([one for some in shown.days.values() for one in some]),
    }


def read(query: QueryDict, now: datetime, districts: list[str]) -> Asked:
    today = now.astimezone(CITY).date()
    chosen = {name: query.get(name, "") for name in FILTERS}
    chosen["district"] = chosen["district"] if chosen["district"] in districts else ""
    days = days_named(chosen["day"], today)
    first = month.read(query.get("month", ""), today)
    since = max(day_named(query.get("since", "")) or first or today, today)
    until = month.last_day(first) if first and not query.get("since") else since + WEEKS_SHOWN
    in_table = first or (min(days) if days and min(days) >= today else since).replace(day=1)
    return Asked(today, in_table, since, until, chosen, days)


def days_named(text: str, today: date) -> frozenset[date] | None:
    """Of «сегодня», «завтра», «в выходные», or one day as it is written in an address."""
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    named = {
        "today": [today],
        "tomorrow": [today + timedelta(days=1)],
        "weekend": [today] if today.weekday() == 6 else [saturday, saturday + timedelta(days=1)],
    }
    day = day_named(text)
    if day is not None and abs(day - today) < timedelta(days=400):
        return frozenset([day])
    return frozenset(named[text]) if text in named else None


def day_named(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 < day.year < 3000 else None


def find(asked: Asked, request: Request, language: str, now: datetime) -> list[Line]:
    """All that the list and the table need, in one query for dates and one for the learner's bookings."""
    wanted = [asked.since, asked.until, asked.first, month.last_day(asked.first), *(asked.days or ())]
    dates = listing.public(now, language).between(midnight(min(wanted)), midnight(max(wanted) + timedelta(days=1)))
    unfolded = listing.lines(dates, request.learner, language)
    return [line for line in listing.fold(unfolded) if asked.fits(line)]


def midnight(day: date) -> datetime:
    return moment(datetime.combine(day, time.min), CITY)


def cut(days: dict[date, list[Line]]) -> Shown:
    shown: dict[date, list[Line]] = {}
    count = 0
    for day, some in days.items():
        if count >= LONGEST_LIST:
            return Shown(shown, day)
        shown[day] = some
        count += len(some)
    return Shown(shown)


def title_of(asked: Asked, query: QueryDict) -> str:
    if asked.days is not None:
        return ", ".join(date_format(day, "j E") for day in sorted(asked.days))
    if "month" in query and "since" not in query:
        return date_format(asked.first, "F Y")
    if asked.since == asked.today:
        return _("Ближайшие занятия")
    return _("С %(day)s") % {"day": date_format(asked.since, "j E")}


def calendar_of(asked: Asked, language: str) -> str:
    """The address of these dates for calendar programs: narrowed as here, but to no day and no free places."""
    query = QueryDict(mutable=True)
    query.update({name: asked.chosen[name] for name in NARROWED_BY if asked.chosen.get(name)})
    if language != settings.LANGUAGE_CODE:
        query["language"] = language
    path = settings.SITE_URL + reverse("public_feed")
    return f"{path}?{query.urlencode()}" if query else path


# --- links -----------------------------------------------------------------------------------------------------------


def filters(query: QueryDict, language: str, districts: list[str]) -> list[Filter]:
    days = [("today", _("сегодня")), ("tomorrow", _("завтра")), ("weekend", _("в выходные"))]
    asked = query.copy()
    for name in ("month", "since"):
        asked.pop(name, None)
    return [
        build("day", _("Когда"), days, asked),
        build("topic", _("О чём"), workshops.topics(language), query),
        build("district", _("Район"), [(name, name) for name in districts], query),
        build("online", _("Из дома"), [("yes", _("по видео"))], query),
        build("audience", _("Для кого"), Audience.choices, query),
        build("free", _("Места"), [("yes", _("есть свободные"))], query),
    ]


def neighbours(query: QueryDict, shown: Month) -> dict[str, str]:
    """Query strings of the months before and after; empty where there is nothing to see."""
    return {
        name: changed(query, month=value, since=None, day=None) if value else ""
        for name, value in (("before", shown.before), ("after", shown.after))
    }


def changed(query: QueryDict, **values: object) -> str:
    """The query string with these values instead; None takes one away."""
    copy = query.copy()
    for name, value in values.items():
        copy.pop(name, None)
        if value is not None:
            copy[name] = str(value)
    return copy.urlencode()
