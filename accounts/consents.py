"""Consent to keep personal data: a document of its own, in versions, given by a tick and as easily taken back."""

from datetime import datetime

from accounts.models import Consent, Learner

DOCUMENT = "personal-data"
VERSION = "2026-11"


def give(learner: Learner, now: datetime) -> Consent:
    """The learner agrees to the present version of the document."""
    return Consent.objects.create(learner=learner, document=DOCUMENT, version=VERSION, given_at=now)
