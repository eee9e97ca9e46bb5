"""Links that stand in for an account: signed, not stored. Whoever has the link manages that one booking."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core import signing

from accounts.models import Learner
from events.models import Booking

BY_MAIL = "m"
SIGNER = signing.Signer(sep=".", salt="events.booking")
STOP_SIGNER = signing.Signer(sep=".", salt="events.unsubscribe")
ONCE_SALT = "events.once"
ONCE_SECONDS = 60 * 60 * 24


@dataclass(frozen=True)
class Key:
    """`came_by_mail`: the link stood in a letter, so its reader has the address that the booking names."""

    booking_id: UUID
    came_by_mail: bool


class NoSuchLink(Exception):
    """The link was altered, or was never given."""


def of(booking: Booking, *, by_mail: bool = False) -> str:
    return SIGNER.sign(booking.pk.hex + (BY_MAIL if by_mail else ""))


def read(token: str) -> Key:
    """Raises NoSuchLink."""
    try:
        text = SIGNER.unsign(token)
        return Key(UUID(text.removesuffix(BY_MAIL)), text.endswith(BY_MAIL))
    except (signing.BadSignature, ValueError) as error:
        raise NoSuchLink from error


# --- reminders -------------------------------------------------------------------------------------------------------


def to_stop(learner: Learner) -> str:
    """Whoever has it may switch the reminders of this learner off and on, and nothing else."""
    return STOP_SIGNER.sign(learner.key.hex)


def read_stop(token: str) -> UUID:
    """The key of the learner. Raises NoSuchLink."""
    try:
        return UUID(STOP_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise NoSuchLink from error


# --- one form, one guest ---------------------------------------------------------------------------------------------


def once() -> str:
    """A key for the guest that a form may bring, so that a button pressed twice brings one."""
    return signing.dumps(uuid4().hex, salt=ONCE_SALT)


def read_once(text: str) -> UUID | None:
    try:
        return UUID(signing.loads(text, salt=ONCE_SALT, max_age=ONCE_SECONDS))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
