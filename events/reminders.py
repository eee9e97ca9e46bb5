"""Reminders by letter, a day and an hour before a date, for everybody with a place who has not said no.

By the clock of the date's own city: the day before at the same hour, but not before 9 and not after 20; and an hour
before it begins. `remind` writes what is due. It may run late, twice, in several workers, or by a clock that jumps: the
key of a letter names the booking, the kind and the hour of the date, so that none is doubled, and whatever is due and
not written yet is found again. Who has no confirmed address is not reminded: nobody is telephoned for it.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from accounts import mail
from accounts.letters import STOP
from accounts.models import Learner, Mail
from events import freshness, letter_facts, telling, tokens
from events.letters import REMINDER_DAY, REMINDER_HOUR
from events.models import Booking, Occurrence, Reminding
from events.querysets import BookingQuerySet
from events.recurrence import moment

EARLIEST, LATEST = time(9), time(20)
HOUR = timedelta(hours=1)
# From 20:00 to 23:59 of the next day, and an hour for a night on which the clocks go back.
FARTHEST = {REMINDER_DAY: timedelta(hours=29), REMINDER_HOUR: HOUR}
CHOICES = {REMINDER_DAY: "day_before", REMINDER_HOUR: "hour_before"}
AT_ONCE = 500


# --- when ------------------------------------------------------------------------------------------------------------


def due_at(kind: str, occurrence: Occurrence) -> datetime:
    if kind == REMINDER_HOUR:
        return occurrence.starts_at - HOUR
    local = occurrence.local_start
    hour = min(max(local.time(), EARLIEST), LATEST)
    return moment(datetime.combine(local.date() - timedelta(days=1), hour), occurrence.series.zone_info)


def is_due(kind: str, occurrence: Occurrence, now: datetime) -> bool:
    """Its hour has come and it still helps: the reminder of the day gives way to that of the hour."""
    last = occurrence.starts_at if kind == REMINDER_HOUR else due_at(REMINDER_HOUR, occurrence)
    return due_at(kind, occurrence) <= now < last


def by_day(occurrence: Occurrence, now: datetime) -> datetime:
    """When to send what is late: a worker that comes back in the night waits for the morning, if there is time."""
    zone = occurrence.series.zone_info
    local = now.astimezone(zone)
    if EARLIEST <= local.time() <= LATEST:
        return now
    morning = local.date() + timedelta(days=1 if local.time() > LATEST else 0)
    at = moment(datetime.combine(morning, EARLIEST), zone)
    return at if at < due_at(REMINDER_HOUR, occurrence) else now


# --- the sweep -------------------------------------------------------------------------------------------------------


def remind(now: datetime) -> int:
    """Write every letter that is due and not written yet; how many."""
    return sum(remind_of(kind, now) for kind in CHOICES)


def remind_of(kind: str, now: datetime) -> int:
    near = Occurrence.objects.planned().for_lists().filter(starts_at__gt=now, starts_at__lte=now + FARTHEST[kind])
    dates = {date.pk: date for date in near if is_due(kind, date, now)}
    written = 0
    for booking in not_yet_told(kind, who_wants(kind).filter(occurrence__in=dates)):
        booking.occurrence = dates[booking.occurrence_id]
        if not is_news(kind, booking, now):
            continue
        if write(kind, booking, now):
            written += 1
    return written


def who_wants(kind: str) -> BookingQuerySet:
    """With a place, an address, and no word against it."""
    address = Q(learner__user__emailaddress__verified=True, learner__user__emailaddress__primary=True) | ~Q(email="")
    wanted = Booking.objects.confirmed().exclude(**{f"learner__reminding__{CHOICES[kind]}": False})
    return wanted.filter(address).select_related("learner__user", "occurrence")


def not_yet_told(kind: str, bookings: Iterable[Booking]) -> Iterable[Booking]:
    by_key: dict[str | None, Booking] = {key_of(kind, booking): booking for booking in bookings}
    keys = list(by_key)
    for start in range(0, len(keys), AT_ONCE):
        told = Mail.objects.filter(key__in=keys[start : start + AT_ONCE]).values_list("key", flat=True)
        for key in told:
            del by_key[key]
    return by_key.values()


def is_news(kind: str, booking: Booking, now: datetime) -> bool:
    """Who got the place after the hour of the reminder has just been told when it is."""
    got = booking.confirmed_at
    return got is None or not due_at(kind, booking.occurrence) <= got <= now


def key_of(kind: str, booking: Booking) -> str:
    """A date that is moved reminds for its new hour; one whose room or name changes does not remind again."""
    return f"{kind}:{booking.pk}:{int(booking.occurrence.starts_at.timestamp())}"


def write(kind: str, booking: Booking, now: datetime) -> Mail | None:
    """None for an address that nobody has confirmed, or that takes no letters."""
    address = telling.address_of(booking)
    if address is None:
        return None
    with translation.override(telling.language_of(booking)):
        stop_url = stop_url_of(booking.learner)
        facts = {**letter_facts.of_date(booking.occurrence), **letter_facts.of_booking(booking), STOP: stop_url}
    return telling.post(
        booking,
        kind,
        address,
        facts,
        key_of(kind, booking),
        now,
        stop_url=stop_url,
        due_at=by_day(booking.occurrence, now) if kind == REMINDER_DAY else now,
    )


def still_wanted(row: Mail, now: datetime) -> bool:
    """For `mail`, before it sends: the place, the hour, the room and the choice are what they were."""
    booking = freshness.booking_of(row)
    return (
        booking is not None
        and freshness.is_as_told(row, booking.occurrence)
        and freshness.has_place(booking, now)
        and not booking.occurrence.has_begun(now)
        and getattr(choice_of(booking.learner), CHOICES[row.kind])
    )


for one in CHOICES:
    mail.check_before_sending(one, still_wanted)


# --- who wants them --------------------------------------------------------------------------------------------------


class Choice(NamedTuple):
    day_before: bool = True
    hour_before: bool = True

    @property
    def is_off(self) -> bool:
        return not any(self)


def choice_of(learner: Learner | None) -> Choice:
    """Both, for everybody who never chose."""
    row = Reminding.objects.filter(learner=learner).first() if learner else None
    return Choice(row.day_before, row.hour_before) if row else Choice()


@transaction.atomic
def choose(learner: Learner, choice: Choice, now: datetime) -> None:
    Reminding.objects.update_or_create(learner=learner, defaults={**choice._asdict(), "changed_at": now})


def stop_url_of(learner: Learner) -> str:
    """Where one press ends all reminders of this person, and one more brings them back."""
    return settings.SITE_URL + reverse("unsubscribe", args=[tokens.to_stop(learner)])


def learner_of(token: str) -> Learner:
    """Whose reminders a link stops. Raises tokens.NoSuchLink."""
    learner = Learner.objects.select_related("merged_into").filter(key=tokens.read_stop(token)).first()
    if learner is None:
        raise tokens.NoSuchLink
    return learner.merged_into or learner
