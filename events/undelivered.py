"""Letters stopped arriving at an address: whoever counted on them is telephoned."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import dead_addresses
from accounts.models import Mail
from accounts.querysets import NO_LONGER_TRUE
from events import telling
from events.models import Booking, Call

NO_LETTERS = "no_letters"


@receiver(dead_addresses.address_died)
def call_instead(address: str, now: datetime, **kwargs: Any) -> int:
    """One call for each series that the person has a date of still to come, and one for each piece of news that was on
    its way; how many.
    """
    bookings = list(to_come(address, now))
    lost = lost_news(address)
    called = 0
    known = set()
    for booking in bookings:
        for kind in sorted(lost.get(str(booking.pk), set())):
            called += call_once(booking, kind, now)
        person_and_series = booking.learner_id, booking.occurrence.series_id
        if person_and_series not in known:
            known.add(person_and_series)
            called += call_once(booking, NO_LETTERS, now, words_of(booking, address))
    return called


def to_come(address: str, now: datetime) -> Any:
    """The live bookings of everybody whose letters go there, soonest first."""
    account = Q(learner__user__emailaddress__email=address, learner__user__emailaddress__primary=True)
    guest = Q(learner__user__isnull=True, email__iexact=address)
    mine = Booking.objects.live().filter(account | guest, occurrence__ends_at__gt=now)
    related = mine.select_related("learner__user", "occurrence__series__workshop", "occurrence__series__venue")
    return related.select_related("occurrence__venue").order_by("occurrence__starts_at")


def lost_news(address: str) -> dict[str, set[str]]:
    """Booking → the kinds of news about it that never arrived."""
    lost: dict[str, set[str]] = {}
    rows = Mail.objects.filter(to__iexact=address, kind__in=telling.CALLS, sent_at__isnull=True)
    for kind, about in rows.exclude(last_error=NO_LONGER_TRUE).values_list("kind", "about"):
        lost.setdefault(about.get("booking", ""), set()).add(kind)
    return lost


def call_once(booking: Booking, kind: str, now: datetime, words: str = "") -> bool:
    waiting = Call.objects.waiting().filter(learner=booking.learner, occurrence=booking.occurrence, kind=kind)
    if waiting.exists():
        return False
    telling.call(booking, kind, now, words)
    return True


def words_of(booking: Booking, address: str) -> str:
    with translation.override(telling.language_of(booking)):
        return _("Письма на почту %(address)s не доходят. Спросите другую почту и напомните о занятии.") % {
            "address": address
        }
