"""Links in letters that stand in for an account: signed, not stored. Whoever has one acts as the asker of that one
question, or switches somebody's news off and on, and does nothing else.
"""

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.core import signing

from accounts.models import Learner
from questions.models import Question

SIGNER = signing.Signer(sep=".", salt="questions.asker")
STOP_SIGNER = signing.Signer(sep=".", salt="questions.news")
BEGUN_SALT = "questions.begun"
BEGUN_SECONDS = 60 * 60 * 24
LONGEST_TOKEN = 200


class NoSuchLink(Exception):
    """The link was altered, or was never given."""


class Link(NamedTuple):
    """Which question a link leads to, and which of its addresses it was sent to: only that of the last one is alive."""

    key: UUID
    series: int


def of(question: Question) -> str:
    series = f"-{question.link_series}" if question.link_series else ""
    return SIGNER.sign(f"{question.key.hex}{series}")


def read(token: str) -> Link:
    """Raises NoSuchLink."""
    try:
        key, _dash, series = SIGNER.unsign(token).partition("-")
        return Link(UUID(key), int(series or 0))
    except (signing.BadSignature, ValueError) as error:
        raise NoSuchLink from error


def to_stop(learner: Learner) -> str:
    return STOP_SIGNER.sign(learner.key.hex)


def read_stop(token: str) -> UUID:
    """The key of the learner. Raises NoSuchLink."""
    try:
        return UUID(STOP_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise NoSuchLink from error


# --- when a form was shown -------------------------------------------------------------------------------------------


def begun(now: datetime) -> str:
    """For a form to bring back: it works without a script, and nobody can make it older."""
    return signing.dumps(int(now.timestamp() * 1000), salt=BEGUN_SALT)


def read_begun(text: str) -> datetime | None:
    """None for what is missing, altered, or more than a day old."""
    try:
        milliseconds = signing.loads(text[:LONGEST_TOKEN], salt=BEGUN_SALT, max_age=BEGUN_SECONDS)
        return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
    except (signing.BadSignature, ValueError, TypeError, OverflowError):
        return None
