"""What the room of people itself keeps about a learner: bookmarks, consents, help, mails."""

from datetime import datetime
from typing import Any

from django.db.models import F

from accounts.models import Consent, Helping, Learner, Mail
from accounts.personal_data import Keeper


def merge(guest: Learner, learner: Learner, now: datetime) -> None:
    guest.bookmarks.update(learner=learner)
    guest.consents.update(learner=learner)
    guest.mails.update(learner=learner)
    guest.wards.update(guardian=learner)
    already = learner.helped_by.live().values("helper")
    guest.helped_by.live().filter(helper__in=already).update(ended_at=now)
    guest.helped_by.update(learner=learner)
    fill_gaps(guest, learner)


def fill_gaps(guest: Learner, learner: Learner) -> None:
    """What the guest told and the learner did not."""
    learner.name = learner.name or guest.name
    learner.phone_system = learner.phone_system or guest.phone_system
    learner.save(update_fields=["name", "phone_system"])


def export(learner: Learner) -> dict[str, Any]:
    user = learner.user
    return {
        "name": learner.called,
        "email": user.email if user else "",
        "phone_system": learner.phone_system,
        "language": learner.language,
        "since": learner.created_at,
        "bookmarks": list(learner.bookmarks.values("made_at", "used_at", "revoked_at")),
        "consents": list(learner.consents.values("document", "version", "given_at", "withdrawn_at")),
        "helped_by": list(learner.helped_by.values("agreed_at", "ended_at", helper_name=F("helper__name"))),
        "helps": helps(learner),
        "mails": list(learner.mails.values("kind", "to", "subject", "made_at", "sent_at")),
    }


def helps(learner: Learner) -> list[dict[str, Any]]:
    if learner.user is None:
        return []
    return list(learner.user.helps.values("agreed_at", "ended_at", learner_name=F("learner__user__name")))


def erase(learner: Learner) -> None:
    Mail.objects.filter(learner=learner).delete()
    Helping.objects.filter(learner=learner).delete()
    Consent.objects.filter(learner=learner).delete()
    learner.bookmarks.all().delete()
    learner.wards.update(guardian=None)
    learner.merged.all().delete()


keeper = Keeper(
    room="accounts",
    models=frozenset({"Bookmark", "Consent", "Helping", "Mail", "Learner"}),
    merge=merge,
    export=export,
    erase=erase,
)
