"""Consents: to keep personal data, a document of its own in versions; and smaller agreements that rooms ask for.

Each is given by a tick and as easily taken back.
"""

from datetime import datetime

from accounts.models import Consent, Learner

DOCUMENT = "personal-data"
VERSION = "2026-11"


def give(learner: Learner, now: datetime, document: str = DOCUMENT, version: str = VERSION) -> Consent:
    """The learner agrees to the present version of the document."""
    return Consent.objects.create(learner=learner, document=document, version=version, given_at=now)


def is_given(learner: Learner, document: str) -> bool:
    return learner.consents.filter(document=document, withdrawn_at__isnull=True).exists()


def withdraw(learner: Learner, now: datetime, document: str) -> None:
    """Said twice is said once; when it was given stays known."""
    learner.consents.filter(document=document, withdrawn_at__isnull=True).update(withdrawn_at=now)
