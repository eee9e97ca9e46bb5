"""What the room of workshops keeps about a learner, for merging, export and erasure."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import dead_addresses
from accounts.models import Learner
from accounts.personal_data import Keeper
from events import booking, sharing
from events.models import Attendance, Booking, Reminding


def merge(guest: Learner, learner: Learner, now: datetime) -> None:
    """Seats follow their bookings. Of two attendances of one date the earlier stays."""
    both = guest.bookings.live().filter(occurrence__in=learner.bookings.live().values("occurrence"))
    for key in both.order_by("occurrence").values_list("occurrence", flat=True):
        end_one_of_two(guest, learner, key, now)
    guest.bookings.update(learner=learner)
    own = {row.occurrence_id: row for row in learner.attendances.all()}
    for theirs in guest.attendances.all():
        mine = own.get(theirs.occurrence_id)
        if mine is not None:
            later = mine if theirs.at < mine.at else theirs
            later.delete()
    Attendance.objects.filter(learner=guest).update(learner=learner)
    guest.calls.update(learner=learner)
    guest.calendar_feeds.update(learner=learner)
    merge_presence(guest, learner)
    if not Reminding.objects.filter(learner=learner).exists():
        Reminding.objects.filter(learner=guest).update(learner=learner)


def merge_presence(guest: Learner, learner: Learner) -> None:
    """Two devices in one room are one person: the longer time counts."""
    own = {row.occurrence_id: row for row in learner.presences.all()}
    for theirs in guest.presences.all():
        mine = own.get(theirs.occurrence_id)
        if mine is None:
            theirs.learner = learner
            theirs.save(update_fields=["learner"])
            continue
        mine.came_at, mine.seen_at = min(mine.came_at, theirs.came_at), max(mine.seen_at, theirs.seen_at)
        mine.seconds = max(mine.seconds, theirs.seconds)
        mine.save(update_fields=["came_at", "seen_at", "seconds"])
        theirs.delete()


def end_one_of_two(guest: Learner, learner: Learner, key: UUID, now: datetime) -> None:
    """Both booked the same date: the booking confirmed earlier (or first in the queue) stays, with the contacts of the
    other. The other ends, and its seats go to those who wait.
    """
    occurrence = booking.lock(key)
    stays, ends = (
        Booking.objects.live()
        .filter(occurrence=occurrence, learner__in=[guest, learner])
        .order_by(F("confirmed_at").asc(nulls_last=True), "queue_number", "made_at")
    )
    ends.seats.all().delete()
    ends.cancelled_at = now
    ends.save(update_fields=["cancelled_at"])
    if stays.email_confirmed_at is None and ends.email:
        stays.email, stays.email_confirmed_at = ends.email, ends.email_confirmed_at
    stays.phone = stays.phone or ends.phone
    stays.save(update_fields=["email", "email_confirmed_at", "phone"])
    booking.promote(occurrence, now)


def export(learner: Learner) -> dict[str, Any]:
    title, starts_at = F("occurrence__series__workshop__title"), F("occurrence__starts_at")
    about_booking = ("party", "queue_number", "made_at", "confirmed_at", "cancelled_at", "email", "phone")
    return {
        "bookings": list(learner.bookings.order_by("made_at").values(*about_booking, name=title, starts=starts_at)),
        "attended": list(
            learner.attendances.order_by("at").values("how", "minutes", "at", name=title, starts=starts_at)
        ),
        "video": list(
            learner.presences.order_by("came_at").values("came_at", "seen_at", "seconds", name=title, starts=starts_at)
        ),
        "calendar_feeds": list(learner.calendar_feeds.order_by("made_at").values("made_at", "revoked_at")),
        "reminders": list(Reminding.objects.filter(learner=learner).values("day_before", "hour_before", "changed_at")),
        "calls": list(
            learner.calls.values("phone", "words", "made_at", "done_at", "outcome", name=title, starts=starts_at)
        ),
    }


def erase(learner: Learner) -> None:
    """Seats that fall free go to those who wait."""
    forget_addresses(learner)
    now = timezone.now()
    for key in learner.bookings.order_by("occurrence").values_list("occurrence", flat=True).distinct():
        occurrence = booking.lock(key)
        learner.bookings.filter(occurrence=occurrence).delete()
        booking.promote(occurrence, now)
    learner.attendances.all().delete()
    learner.calls.all().delete()
    learner.presences.all().delete()
    learner.calendar_feeds.all().delete()
    Reminding.objects.filter(learner=learner).delete()


def forget_addresses(learner: Learner) -> None:
    dead_addresses.forget(learner.bookings.exclude(email="").values_list("email", flat=True))


def forget(learner: Learner) -> None:
    """Places stay booked; nobody can be told of changes any more, in their calendar neither."""
    forget_addresses(learner)
    learner.bookings.update(email="", email_confirmed_at=None, phone="")
    learner.calendar_feeds.live().update(revoked_at=timezone.now())
    learner.calls.update(phone="")


def summary(learner: Learner) -> list[str]:
    lines = []
    if booked := learner.bookings.live().filter(occurrence__ends_at__gt=timezone.now()).count():
        told = ngettext("запись на %(count)d занятие", "записи на занятия: %(count)d", booked)
        lines.append(told % {"count": booked})
    if learner.attendances.exists():
        lines.append(_("были на занятиях"))
    if sharing.courses_of(learner):
        lines.append(_("согласие показать ведущему ваш урок"))
    return lines


keeper = Keeper(
    room="events",
    models=frozenset({"Booking", "Attendance", "Call", "CalendarFeed", "Presence", "Reminding"}),
    merge=merge,
    export=export,
    erase=erase,
    summary=summary,
    forget=forget,
)
