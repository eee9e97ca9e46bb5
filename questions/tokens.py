"""Links in letters that stand in for an account: signed, not stored. Whoever has one acts as the asker of that one
question, and of nothing else.
"""

from uuid import UUID

from django.core import signing

from questions.models import Question

SIGNER = signing.Signer(sep=".", salt="questions.asker")


class NoSuchLink(Exception):
    """The link was altered, or was never given."""


def of(question: Question) -> str:
    return SIGNER.sign(question.key.hex)


def read(token: str) -> UUID:
    """The key of the question. Raises NoSuchLink."""
    try:
        return UUID(SIGNER.unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise NoSuchLink from error
