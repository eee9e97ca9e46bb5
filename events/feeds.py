"""Calendars that programs come back for: one for everybody, narrowed by its address, and one of each person's own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import personal_data
from accounts.models import Learner
from courses.models.pages import Audience
from events import calendars, workshops
from events import lines as listing
from events.ics import Calendar
from events.lines import Line
from events.models import CalendarFeed, Occurrence
from events.series import AHEAD

PAST = timedelta(days=31)
SIGNER = signing.Signer(sep=".", salt="events.calendar")
# What the schedule's address may ask for and a calendar keeps to: not one day, and not the free places of a moment.
NARROWED_BY = ("topic", "district", "online", "audience", "workshop")


class NoSuchFeed(Exception):
    """Its address was altered, switched off or never given."""


# --- for everybody ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; empty narrows nothing. A topic or a place that is no more brings no date at all:
    otherwise a calendar that somebody keeps would one day fill with the whole city's.
    """

    topic: str = ""
    district: str = ""
    online: str = ""
    audience: str = ""
    workshop: str = ""

    def fits(self, line: Line) -> bool:
        about = line.workshop
        return (
            (not self.topic or (about is not None and self.topic in about.topics))
            and (not self.district or (line.room is not None and line.room.district == self.district))
            and (self.online != "yes" or line.is_by_video)
            and (self.audience not in Audience.values or (about is not None and about.is_for(self.audience)))
            and (not self.workshop or self.workshop in names_of(line))
        )


def names_of(line: Line) -> set[str]:
    """How an address may call the workshop: by its key, or by the last part of its page's own address."""
    slug = line.workshop.url.rstrip("/").rpartition("/")[2] if line.workshop else ""
    return {str(line.occurrence.series.workshop_id), slug}


def read(query: QueryDict) -> Wanted:
    return Wanted(**{name: query.get(name, "") for name in NARROWED_BY})


def language_asked(query: QueryDict) -> str:
    asked = query.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def public(wanted: Wanted, language: str, now: datetime) -> Calendar:
    """From a month ago to the end of what is planned. The same few queries for any number of dates."""
    dates = (
        Occurrence.objects.for_lists()
        .filter(series__archived_at__isnull=True, series__workshop__archived_at__isnull=True)
        .between(now - PAST, now + AHEAD)
        .exclude(series__workshop__in=workshops.private_keys(language))
        .prefetch_related(*calendars.HOSTS)
        .order_by("starts_at", "slot", "pk")
    )
    known = workshops.published(language)
    with translation.override(language):
        found = [one for one in dates if wanted.fits(listing.line(one, known.get(one.series.workshop_id)))]
        told = tuple(calendars.entry(one, language) for one in found)
        return Calendar(_("Занятия: Просвет"), settings.TIME_ZONE, told)


# --- one's own -------------------------------------------------------------------------------------------------------


@transaction.atomic
def make(learner: Learner, now: datetime) -> CalendarFeed:
    """The address of the learner's dates: the one that works already, or a new one."""
    held = personal_data.lock(learner)
    return held.calendar_feeds.live().order_by("made_at").last() or held.calendar_feeds.create(made_at=now)


@transaction.atomic
def replace(learner: Learner, feed_id: int, now: datetime) -> CalendarFeed:
    """Another address: the old one leads nowhere from now on. Pressed twice it is replaced once. Raises NoSuchFeed."""
    held = personal_data.lock(learner)
    return held.calendar_feeds.create(made_at=now) if revoke(held, feed_id, now) else make(held, now)


def revoke(learner: Learner, feed_id: int, now: datetime) -> bool:
    """For ever; whether it worked until now. Raises NoSuchFeed when it is not theirs."""
    theirs = learner.calendar_feeds.filter(pk=feed_id)
    if not theirs.exists():
        raise NoSuchFeed(feed_id)
    return theirs.live().update(revoked_at=now) > 0


def token_of(feed: CalendarFeed) -> str:
    return SIGNER.sign(feed.nonce.hex)


def find(token: str) -> CalendarFeed:
    """Raises NoSuchFeed. Opens to whoever has the address: programs do not sign in."""
    try:
        nonce = UUID(SIGNER.unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise NoSuchFeed from error
    feed = CalendarFeed.objects.live().filter(nonce=nonce).select_related("learner").first()
    if feed is None:
        raise NoSuchFeed
    return feed
