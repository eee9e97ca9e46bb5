"""What a letter can say of a date and of a booking, in the language that is switched on."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import NAME, STOP, Facts, Line
from events import lines as listing
from events import own, tokens, workshops
from events.models import Booking, Occurrence
from events.models.series import Place

# The day and its month stay on one line.
DAY_AND_HOUR, SHORT = "l, j\N{NO-BREAK SPACE}E, H:i", "j\N{NO-BREAK SPACE}E, H:i"
# So many dates to choose from instead of one that falls away.
CHOICES = 3
LOOKED_AT = 12


def of_date(occurrence: Occurrence) -> Facts:
    """What is said of a date, by the clock of its own city, in the language that is switched on."""
    return {
        "workshop": title_of(occurrence),
        "when": spoken(occurrence.local_start, DAY_AND_HOUR),
        "day": spoken(occurrence.local_start, SHORT),
        "where": place_of(occurrence),
        "way_in": way_in(occurrence),
        "reason": occurrence.cancel_reason,
    }


def of_booking(booking: Booking) -> Facts:
    """Whom to greet, and their own address: of the date for people with an account, of the booking for guests."""
    number = str(position(booking))
    stays = _("Вы в очереди, ваш номер: %(number)s.") if booking.state == "waitlisted" else _("Ваша запись осталась.")
    return {
        NAME: booking.learner.called,
        "link": address_of(booking),
        "position": number,
        "standing": stays % {"number": number},
    }


def of_change(was: Occurrence, occurrence: Occurrence) -> Facts:
    """What was said before: the hour, and the place if that is another too."""
    place = place_of(was)
    told = [spoken(was.local_start, DAY_AND_HOUR), *([place] if place != place_of(occurrence) else [])]
    return {"was": ", ".join(told)}


def title_of(occurrence: Occurrence) -> str:
    known = workshops.published(get_language() or settings.LANGUAGE_CODE).get(occurrence.series.workshop_id)
    return listing.line(occurrence, known).title


def place_of(occurrence: Occurrence) -> str:
    room = occurrence.room
    if room is None:
        return _("по видео")
    place = f"{room.name}, {room.address}"
    return _("%(place)s, или по видео") % {"place": place} if occurrence.series.place == Place.BOTH else place


def way_in(occurrence: Occurrence) -> str:
    room = occurrence.room
    if room is None:
        return _("по кнопке на странице занятия, за 15 минут до начала")
    return room.way_in


def spoken(local: datetime, form: str) -> str:
    """Names of days begin small in Russian, as they stand after «Когда:»."""
    said = date_format(local.replace(tzinfo=None), form)
    return said[:1].lower() + said[1:] if get_language() == "ru" else said


def address_of(booking: Booking) -> str:
    if booking.learner.is_guest:
        return settings.SITE_URL + reverse("booking", args=[tokens.of(booking, by_mail=True)])
    return settings.SITE_URL + reverse("date", args=[booking.occurrence_id])


def position(booking: Booking) -> int:
    """In the queue now; 0 for whoever does not wait."""
    if booking.queue_number is None:
        return 0
    before = Booking.objects.waiting().filter(occurrence=booking.occurrence_id, queue_number__lt=booking.queue_number)
    return before.count() + 1


def listed(occurrences: Iterable[Occurrence]) -> list[Line]:
    return [Line(spoken(one.local_start, DAY_AND_HOUR)) for one in occurrences]


def other_days(occurrence: Occurrence, now: datetime) -> list[Line]:
    """The next dates of the same workshop with places left, each with its page."""
    language = get_language() or settings.LANGUAGE_CODE
    coming = own.next_lines(now, language, None, limit=LOOKED_AT, workshops=[occurrence.series.workshop_id])
    free = [line for line in coming if line.places_left and line.occurrence.pk != occurrence.pk]
    return [
        Line(spoken(line.occurrence.local_start, DAY_AND_HOUR), settings.SITE_URL + line.url) for line in free[:CHOICES]
    ]


def sample() -> Facts:
    start = timezone.localtime(timezone.now() + timedelta(days=7)).replace(hour=18, minute=0)
    page = f"{settings.SITE_URL}/workshops/"
    return {
        NAME: _("Нина Петровна"),
        STOP: page,
        "workshop": _("Телефон без спешки"),
        "when": spoken(start, DAY_AND_HOUR),
        "day": spoken(start, SHORT),
        "where": _("библиотека, Лесная, 5"),
        "way_in": _("вход со двора, пандус справа"),
        "link": page,
        "position": "3",
        "standing": _("Ваша запись осталась."),
        "was": spoken(start - timedelta(days=1), DAY_AND_HOUR),
        "reason": _("в зале ремонт"),
        "days": [Line(spoken(start + timedelta(weeks=week), DAY_AND_HOUR), page) for week in (1, 2)],
    }


def sample_of_all() -> Facts:
    days = [Line(line.words) for line in sample()["days"] if isinstance(line, Line)]
    return {**sample_without_stop(), "days": days}


def sample_without_stop() -> Facts:
    return {key: fact for key, fact in sample().items() if key != STOP}
