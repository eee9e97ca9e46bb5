"""What a calendar says of a date: to everybody, to one person, in a letter. Each date by itself, the cancelled too.

A date has one UID wherever it is told, and its SEQUENCE only rises: the revision of the date, and in what one person
gets a step more for each turn of their booking. So what comes later always replaces what came before.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Learner
from events import lines as listing
from events import workshops
from events.ics import CANCEL, CANCELLED, CONFIRMED, PUBLISH, TENTATIVE, Calendar, Entry, write
from events.lines import Line
from events.models import Booking, Occurrence

HOSTS = ("hosts", "series__hosts")
# What somebody booked stays in their calendar a year, what they gave up a month.
YEAR = timedelta(days=365)
MONTH = timedelta(days=31)
# A booking only goes forward along these: a later state is a higher number, and a new booking adds to it.
WAITS, COMES, ENDED = 1, 2, 3


class Mine(NamedTuple):
    """How a date stands for one person: by all their bookings of it, since it may have been booked anew."""

    status: str
    steps: int
    changed_at: datetime


# --- for everybody ---------------------------------------------------------------------------------------------------


def of_date(occurrence: Occurrence, language: str, learner: Learner | None, now: datetime) -> Calendar:
    """The file of one date; for whoever has booked it, as it stands for them."""
    rows = rows_of(learner, occurrence) if learner else []
    with translation.override(language):
        told = entry(occurrence, language, mine_of(rows, now) if rows else None)
    return Calendar(told.title, settings.TIME_ZONE, (told,))


def entry(occurrence: Occurrence, language: str, mine: Mine | None = None) -> Entry:
    """In the language that is switched on, which is `language`. No query where `HOSTS` were fetched with the date."""
    line = listing.line(occurrence, workshops.published(language).get(occurrence.series.workshop_id))
    status = CONFIRMED if mine is None else mine.status
    if occurrence.is_cancelled:
        status = CANCELLED
    return Entry(
        uid=occurrence.pk,
        sequence=occurrence.revision + (mine.steps if mine else 0),
        changed_at=max(occurrence.changed_at, mine.changed_at) if mine else occurrence.changed_at,
        starts_at=occurrence.local_start,
        ends_at=occurrence.local_end,
        zone=occurrence.series.zone,
        status=status,
        title=title_of(line, status),
        place=place_of(line),
        description="\n".join(told_of(line, status)),
        url=settings.SITE_URL + line.url,
        categories=topics_of(line, language),
        takes_time=mine is not None and status == CONFIRMED,
    )


def title_of(line: Line, status: str) -> str:
    """Some programs show nothing of a status: the words say it too."""
    if status == CANCELLED:
        return _("Отменено: %(title)s") % {"title": line.title}
    return _("В очереди: %(title)s") % {"title": line.title} if status == TENTATIVE else line.title


def place_of(line: Line) -> str:
    room = line.room
    if room is None:
        return _("По видео, из дома")
    metro = _("метро %(metro)s") % {"metro": room.metro} if room.metro else ""
    return ", ".join(part for part in (room.name, room.address, metro) if part)


def told_of(line: Line, status: str) -> Iterable[str]:
    occurrence, room = line.occurrence, line.room
    if occurrence.is_cancelled:
        yield f"{_('Занятия не будет.')} {occurrence.cancel_reason}"
    elif status == CANCELLED:
        yield _("Вашей записи на это занятие больше нет.")
    else:
        if status == TENTATIVE:
            yield _("Места пока нет. Появится — мы напишем или позвоним.")
        if room and room.way_in:
            yield _("Как войти: %(way)s") % {"way": room.way_in}
        if line.is_by_video:
            yield _("По видео: откройте страницу занятия в час начала.")
        if hosts := hosts_of(occurrence):
            yield _("Ведёт: %(names)s") % {"names": ", ".join(hosts)}
    yield _("Страница занятия: %(address)s") % {"address": settings.SITE_URL + line.url}


def hosts_of(occurrence: Occurrence) -> list[str]:
    """By name alone: nobody's address stands in a calendar."""
    hosts = occurrence.hosts.all() or occurrence.series.hosts.all()
    return sorted(host.name for host in hosts if host.name)


def topics_of(line: Line, language: str) -> tuple[str, ...]:
    about = line.workshop.topics if line.workshop else frozenset()
    return tuple(title for slug, title in workshops.topics(language) if slug in about)


# --- for one person --------------------------------------------------------------------------------------------------


def of_learner(learner: Learner, now: datetime) -> Calendar:
    """All that they have booked or wait for, to come and of the past year. The same few queries for any number."""
    language = language_of(learner)
    rows: dict[Occurrence, list[Booking]] = {}
    bookings = Booking.objects.of(learner).filter(occurrence__ends_at__gt=now - YEAR)
    fetched = bookings.select_related("occurrence__venue").prefetch_related(*(f"occurrence__{name}" for name in HOSTS))
    for row in fetched.order_by("occurrence__starts_at", "occurrence", "made_at"):
        rows.setdefault(row.occurrence, []).append(row)
    with translation.override(language):
        standings = [(occurrence, mine_of(some, now)) for occurrence, some in rows.items()]
        told = [entry(occurrence, language, mine) for occurrence, mine in standings if is_kept(mine, now)]
        return Calendar(own_name(), settings.TIME_ZONE, tuple(told))


def own_name() -> str:
    return _("Мои занятия: Просвет")


def is_kept(mine: Mine, now: datetime) -> bool:
    return mine.status != CANCELLED or mine.changed_at > now - MONTH


def mine_of(rows: Iterable[Booking], now: datetime) -> Mine:
    """While «Вернуть» is open a cancelled booking stands as before: what a calendar was told cannot be taken back."""
    marks = [mark(row, now) for row in rows]
    highest = min(step for step, _at in marks)
    status = {WAITS: TENTATIVE, COMES: CONFIRMED, ENDED: CANCELLED}[highest]
    return Mine(status, sum(step for step, _at in marks), max(at for _step, at in marks))


def mark(row: Booking, now: datetime) -> tuple[int, datetime]:
    """How far a booking has gone, and since when."""
    if row.cancelled_at is not None and not row.can_be_returned(now):
        return ENDED, row.held_until or row.cancelled_at
    if row.confirmed_at is not None:
        return COMES, row.confirmed_at
    return WAITS, row.made_at


def language_of(learner: Learner) -> str:
    return learner.language or settings.LANGUAGE_CODE


# --- in a letter -----------------------------------------------------------------------------------------------------


def for_mail(bookings: list[Booking], now: datetime, *, was: Occurrence | None = None) -> str:
    """What goes with a letter about bookings of one person: the dates they come to, or no longer come to. Empty where
    they only waited. `was` is the date from which they were moved, if it is another one.
    """
    learner = bookings[0].learner
    dates = [booking.occurrence for booking in bookings]
    if was is not None and was not in dates:
        dates.insert(0, was)
    found = {date: rows_of(learner, date) for date in dates}
    told = [date for date, rows in found.items() if any(row.confirmed_at is not None for row in rows)]
    if not told:
        return ""
    prefetch_related_objects(told, *HOSTS)
    language = language_of(learner)
    with translation.override(language):
        entries = [entry(date, language, mine_of(found[date], now)) for date in told]
        method = CANCEL if all(one.status == CANCELLED for one in entries) else PUBLISH
        return write(Calendar(own_name(), settings.TIME_ZONE, tuple(entries), method))


def rows_of(learner: Learner, occurrence: Occurrence) -> list[Booking]:
    return list(Booking.objects.filter(learner=learner, occurrence=occurrence))
