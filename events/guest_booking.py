"""Guests who book: a name, and an address or a telephone. A letter confirms the address before any other is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import consents, dead_addresses, guests
from accounts.models import Learner
from accounts.requests import Request
from events import tokens
from events.models import Booking

# A button is pressed twice within this time; later the same form is somebody else at the same computer.
DOUBLE_PRESS = timedelta(minutes=1)


@dataclass(frozen=True)
class Contact:
    """What a guest told of themselves. Nothing is asked of those who have an account."""

    name: str = ""
    email: str = ""
    phone: str = ""
    agrees: bool = False


def ensure(request: Request, once: str) -> Learner:
    """Whose booking this POST makes. Two posts of one form by a newcomer lead to one guest."""
    key = tokens.read_once(once)
    if request.learner is None and key is not None:
        known, made = Learner.objects.get_or_create(key=key, defaults={"language": request.LANGUAGE_CODE})
        if made or (known.is_guest and timezone.now() - known.created_at < DOUBLE_PRESS):
            request.learner = known
            guests.remember(request, known)
    return guests.ensure(request)


def asks_contact(learner: Learner | None) -> bool:
    return learner is None or learner.is_guest


def asks_consent(learner: Learner | None) -> bool:
    """To keep a name and a number. Asked once; who has an account has agreed already."""
    return learner is None or (learner.is_guest and not has_agreed(learner))


def has_agreed(learner: Learner) -> bool:
    return consents.is_given(learner, consents.DOCUMENT)


@transaction.atomic
def introduce(learner: Learner, contact: Contact, now: datetime) -> None:
    """Keep the name of a guest and their consent."""
    if not learner.is_guest:
        return
    if contact.name and contact.name != learner.name:
        learner.name = contact.name
        learner.save(update_fields=["name"])
    if contact.agrees and not has_agreed(learner):
        consents.give(learner, now)


def last_contact(learner: Learner | None) -> Contact:
    """What the guest told the last time, so that nobody types it twice."""
    if learner is None or not learner.is_guest:
        return Contact()
    last = Booking.objects.filter(learner=learner).order_by("-made_at").first()
    return Contact(learner.name, last.email if last else "", last.phone if last else "")


@transaction.atomic
def confirm_address(booking_id: UUID, now: datetime) -> None:
    """The reader of the letter has said that the address is theirs. Said twice is said once."""
    unconfirmed = Booking.objects.filter(pk=booking_id, email_confirmed_at__isnull=True).exclude(email="")
    for email in unconfirmed.values_list("email", flat=True):
        dead_addresses.revive(email, now)
    unconfirmed.update(email_confirmed_at=now)
