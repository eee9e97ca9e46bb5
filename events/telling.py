"""Everybody whom a change touches is told: by mail where there is a confirmed address, else by the call list.

The row is written in the transaction of the change: no change is silent, and nothing is told that did not happen.
"""

import hashlib
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import dead_addresses, mail
from accounts.letters import STOP, Facts, compose
from accounts.models import Mail
from content.text import quoted
from events import calendars, freshness, letter_facts
from events.letters import (
    BOOKED,
    BOOKED_ALL,
    CANCELLED,
    CONFIRM,
    GIVEN_UP,
    MATERIALS,
    MOVED,
    PLACE_FREE,
    PROMOTED,
    REMINDER_DAY,
    REMINDER_HOUR,
    VIDEO_SWITCHED,
    WAITLISTED,
)
from events.models import Booking, Call, Occurrence

__all__ = [
    "BOOKED",
    "CANCELLED",
    "MATERIALS",
    "MOVED",
    "PLACE_FREE",
    "PROMOTED",
    "REMINDER_DAY",
    "REMINDER_HOUR",
    "VIDEO_SWITCHED",
    "WAITLISTED",
    "everybody",
    "tell",
    "tell_of_all",
    "tell_of_end",
]

# What is said by telephone to those who cannot be mailed. Of all else nobody needs a call: whoever has just booked is
# looking at the page that says so, and whoever is asked stands on the host's list already.
CALLS: dict[str, Promise] = {
    PROMOTED: _(
        "Для вас нашлось место на занятии «%(workshop)s».\nКогда: %(day)s.\nГде: %(where)s.\n"
        "Не сможете прийти? Отмените запись, место займёт другой."
    ),
    MOVED: _("Занятие «%(workshop)s» перенесли.\nТеперь оно будет: %(day)s.\nГде: %(where)s.\n%(standing)s"),
    CANCELLED: _("Занятия «%(workshop)s» %(day)s не будет.\nПричина: %(reason)s.\nВыберите другой день в расписании."),
    VIDEO_SWITCHED: _("Занятие «%(workshop)s» теперь в другой видеокомнате. Откройте страницу занятия заново."),
}
# Letters after which a calendar shows something else.
WITH_CALENDAR = {BOOKED, PROMOTED, MOVED, CANCELLED}
# News that one revision of a date may bring more than once.
TOLD_EACH_TIME = {VIDEO_SWITCHED}
# An address that nobody has confirmed gets no more letters in a day, whoever types it.
MOST_CONFIRMATIONS = 3


def tell(
    booking: Booking, kind: str, now: datetime, *, was: Occurrence | None = None, stop_url: str = ""
) -> Mail | None:
    """One row for one person: a mail (returned), or a call. The same news of one revision of a date is told once.

    `was` is the date as it was before, or the one from which the booking was moved. `stop_url` ends such letters.
    """
    occurrence = booking.occurrence
    address = address_of(booking)
    if address:
        key = f"{kind}:{booking.pk}:{occurrence.pk}:{occurrence.revision}"
        if kind in TOLD_EACH_TIME:
            key = f"{kind}:{booking.pk}:{int(now.timestamp())}"
        with translation.override(language_of(booking)):
            facts = {**letter_facts.of_date(occurrence), **letter_facts.of_booking(booking), STOP: stop_url}
            if was is not None:
                facts |= letter_facts.of_change(was, occurrence)
            if kind == CANCELLED:
                facts["days"] = letter_facts.other_days(occurrence, now)
        calendar = calendars.for_mail([booking], now, was=was) if kind in WITH_CALENDAR else ""
        return post(booking, kind, address, facts, key, now, calendar=calendar, stop_url=stop_url)
    if kind in CALLS:
        call(booking, kind, now)
    elif booking.email:
        ask_to_confirm(booking, now)
    return None


def tell_of_all(bookings: list[Booking], now: datetime) -> None:
    """One mail for many dates of a series that were booked at once."""
    first = bookings[0]
    address = address_of(first)
    if address:
        with translation.override(language_of(first)):
            days = letter_facts.listed(booking.occurrence for booking in bookings)
            facts = {**letter_facts.of_date(first.occurrence), **letter_facts.of_booking(first), "days": days}
        post(first, BOOKED_ALL, address, facts, f"all:{first.pk}", now, calendar=calendars.for_mail(bookings, now))
    elif first.email:
        ask_to_confirm(first, now)


def tell_of_end(booking: Booking, now: datetime) -> None:
    """Who gave up a place is written to when it cannot be taken back any more; their calendar learns it from that."""
    address, at = address_of(booking), booking.held_until or now
    if not address or booking.confirmed_at is None:
        return
    with translation.override(language_of(booking)):
        facts = {**letter_facts.of_date(booking.occurrence), **letter_facts.of_booking(booking)}
    key = f"{GIVEN_UP}:{booking.pk}:{int(at.timestamp())}"
    post(booking, GIVEN_UP, address, facts, key, now, calendar=calendars.for_mail([booking], at), due_at=at)


def everybody(occurrence: Occurrence, kind: str, now: datetime, *, was: Occurrence | None = None) -> int:
    """Tell all who booked or wait; how many."""
    bookings = list(Booking.objects.live().filter(occurrence=occurrence).select_related("learner__user"))
    for booking in bookings:
        booking.occurrence = occurrence
        tell(booking, kind, now, was=was)
    return len(bookings)


def ask_to_confirm(booking: Booking, now: datetime) -> None:
    """The one letter that an unconfirmed address gets, once for each guest who gives it."""
    lately = Mail.objects.filter(kind=CONFIRM, to=booking.email, made_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_CONFIRMATIONS:
        return
    with translation.override(language_of(booking)):
        facts = {**letter_facts.of_date(booking.occurrence), **letter_facts.of_booking(booking)}
    # An address may be longer than a key.
    digest = hashlib.sha256(booking.email.encode()).hexdigest()[:32]
    post(booking, CONFIRM, booking.email, facts, f"{CONFIRM}:{booking.learner_id}:{digest}", now)


def post(
    booking: Booking,
    kind: str,
    address: str,
    facts: Facts,
    key: str,
    now: datetime,
    *,
    calendar: str = "",
    stop_url: str = "",
    due_at: datetime | None = None,
) -> Mail:
    composed = compose(kind, language_of(booking), facts)
    return mail.post(
        kind=kind,
        to=address,
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        learner=booking.learner,
        about=freshness.about(booking),
        calendar=calendar,
        stop_url=stop_url,
        key=key,
        due_at=due_at,
        now=now,
    )


def call(booking: Booking, kind: str, now: datetime, words: str = "") -> None:
    """`words` for the telephone, if they are not those that all such news has."""
    with translation.override(language_of(booking)):
        facts = {**letter_facts.of_date(booking.occurrence), **letter_facts.of_booking(booking)}
        words = words or str(CALLS[kind]) % {**facts, "workshop": quoted(facts["workshop"])}
    Call.objects.create(
        learner=booking.learner,
        occurrence=booking.occurrence,
        kind=kind,
        phone=booking.phone,
        words=words,
        made_at=now,
    )


def address_of(booking: Booking) -> str | None:
    """The confirmed address of an account, or the one that a guest has confirmed; None if no letters arrive there."""
    address = mail.address_of(booking.learner)
    if address or not booking.email or dead_addresses.is_dead(booking.email):
        return address
    same = Booking.objects.filter(learner=booking.learner, email=booking.email)
    return booking.email if same.filter(email_confirmed_at__isnull=False).exists() else None


def language_of(booking: Booking) -> str:
    return booking.learner.language or "ru"
