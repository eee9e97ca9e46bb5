"""Calendars on the web: files and feeds for programs, and the page where a person gets an address of their own."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import guests
from accounts.models import Learner
from accounts.requests import Request
from accounts.views.own import own, posts
from events import calendars, feeds, ics, views
from events.ics import Calendar
from events.models import CalendarFeed, Occurrence
from events.schedule import CITY

TYPE = "text/calendar; charset=utf-8"
# Long enough for all who ask in the same hours; another state has another key.
KEPT_SECONDS = 60 * 60 * 6
FOR_EVERYBODY, FOR_ONE = "public, max-age=600", "private, no-cache"


# --- for programs ----------------------------------------------------------------------------------------------------


@require_safe
def public_feed(request: Request) -> HttpResponse:
    """`/workshops/calendar.ics`: one address for all languages, `?language=en` for another than the portal's own."""
    now = timezone.now()
    calendar = feeds.public(feeds.read(request.GET), feeds.language_asked(request.GET), now)
    return answer(request, calendar, now, FOR_EVERYBODY, write_once)


@require_safe
def own_feed(request: Request, token: str) -> HttpResponse:
    """`/calendar/<token>.ics`: works without a session; robots may not keep it, and no link from it tells its address.

    It is not in robots.txt: programs that keep calendars obey that file, and would fetch nothing.
    """
    now = timezone.now()
    try:
        feed = feeds.find(token)
    except feeds.NoSuchFeed as error:
        raise Http404 from error
    response = answer(request, calendars.of_learner(feed.learner, now), now, FOR_ONE)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def date_file(request: Request, occurrence_id: UUID) -> HttpResponse:
    return file_of(request, views.find(occurrence_id), request.learner)


@require_safe
def booking_file(request: Request, token: str) -> HttpResponse:
    """For a guest whose device does not know them: the link stands in for the person."""
    booking, _key = views.by_token(token)
    return file_of(request, Occurrence.objects.for_lists().get(pk=booking.occurrence_id), booking.learner)


def file_of(request: Request, occurrence: Occurrence, learner: Learner | None) -> HttpResponse:
    now = timezone.now()
    calendar = calendars.of_date(occurrence, get_language() or settings.LANGUAGE_CODE, learner, now)
    response = answer(request, calendar, now, FOR_ONE)
    response["Content-Disposition"] = f'attachment; filename="prosvet-{occurrence.number}.ics"'
    return response


def answer(
    request: Request,
    calendar: Calendar,
    now: datetime,
    cache_control: str,
    write: Callable[[Calendar], str] = ics.write,
) -> HttpResponse:
    """The text, or 304 to who has it already."""
    etag, changed = quote_etag(calendar.fingerprint), int(last_modified(calendar, now).timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=changed)
    if response is None:
        response = HttpResponse(write(calendar), content_type=TYPE)
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    response["Cache-Control"] = cache_control
    return response


def write_once(calendar: Calendar) -> str:
    """For all who ask for the same."""
    key = f"calendar:{calendar.fingerprint}"
    text: str | None = cache.get(key)
    if text is None:
        text = ics.write(calendar)
        cache.set(key, text, KEPT_SECONDS)
    return text


def last_modified(calendar: Calendar, now: datetime) -> datetime:
    """At least this midnight: a date that is gone leaves no trace in what is left, and who compares times alone must
    not wait longer than a day.
    """
    midnight = now.astimezone(CITY).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(midnight, calendar.changed_at or midnight)


# --- the page of one's own -------------------------------------------------------------------------------------------


@own
@require_safe
def my_calendar(request: Request) -> HttpResponse:
    """«Занятия в вашем календаре», to guests and newcomers too."""
    learner = guests.own_learner(request)
    rows = learner.calendar_feeds.live().order_by("made_at") if learner else []
    return render(request, "events/calendar.html", {"feeds": [(feed, address_of(feed)) for feed in rows]})


def address_of(feed: CalendarFeed) -> str:
    return settings.SITE_URL + reverse("own_feed", args=[feeds.token_of(feed)])


@posts(back="my_calendar")
@own
def make(request: Request) -> HttpResponse:
    feeds.make(guests.own_learner(request) or guests.ensure(request), timezone.now())
    messages.success(request, _("Готово. Осталось дать этот адрес вашему календарю."))
    return redirect("my_calendar")


@posts(back="my_calendar")
@own
def revoke(request: Request, feed_id: int) -> HttpResponse:
    try:
        feeds.revoke(own_or_404(request), feed_id, timezone.now())
    except feeds.NoSuchFeed as error:
        raise Http404 from error
    messages.success(request, _("Адрес отключён. По нему ваших занятий больше не видно."))
    return redirect("my_calendar")


@posts(back="my_calendar")
@own
def replace(request: Request, feed_id: int) -> HttpResponse:
    try:
        feeds.replace(own_or_404(request), feed_id, timezone.now())
    except feeds.NoSuchFeed as error:
        raise Http404 from error
    messages.success(request, _("Старый адрес отключён. Вот новый: дайте его вашему календарю."))
    return redirect("my_calendar")


def own_or_404(request: Request) -> Learner:
    learner = guests.own_learner(request)
    if learner is None:
        raise Http404
    return learner
