"""What the room of people itself keeps about a learner: bookmarks, consents, help, mails."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import dead_addresses
from accounts.models import DeadAddress, Learner, Mail, User
from accounts.personal_data import Keeper


def merge(guest: Learner, learner: Learner, now: datetime) -> None:
    guest.bookmarks.update(learner=learner)
    guest.consents.update(learner=learner)
    guest.mails.update(learner=learner)
    guest.wards.exclude(pk=learner.pk).update(guardian=learner)
    merge_helpers(guest, learner, now)
    fill_gaps(guest, learner)


def merge_helpers(guest: Learner, learner: Learner, now: datetime) -> None:
    """Each helper once; nobody becomes their own helper."""
    helpers = list(learner.helped_by.live().values_list("helper", flat=True))
    if learner.user_id:
        helpers.append(learner.user_id)
    guest.helped_by.live().filter(helper__in=helpers).update(ended_at=now)
    guest.helped_by.update(learner=learner)


def fill_gaps(guest: Learner, learner: Learner) -> None:
    """What the guest told and the learner did not."""
    learner.name = learner.name or guest.name
    learner.phone_system = learner.phone_system or guest.phone_system
    learner.created_at = min(learner.created_at, guest.created_at)
    learner.seen_at = max(learner.seen_at, guest.seen_at)
    if learner.guardian_id == guest.pk:
        learner.guardian = None
    learner.save(update_fields=["name", "phone_system", "created_at", "seen_at", "guardian"])


def export(learner: Learner) -> dict[str, Any]:
    return {
        "name": learner.called,
        "phone_system": learner.phone_system,
        "language": learner.language,
        "since": learner.created_at,
        "seen_at": learner.seen_at,
        "account": account(learner.user) if learner.user else None,
        "bookmarks": list(learner.bookmarks.values("made_at", "used_at", "revoked_at")),
        "consents": list(learner.consents.values("document", "version", "given_at", "withdrawn_at")),
        "helped_by": list(
            learner.helped_by.values("invited_at", "agreed_at", "ended_at", helper_name=F("helper__name"))
        ),
        "mails": list(learner.mails.values("kind", "to", "subject", "text", "made_at", "sent_at")),
    }


def account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "letters_do_not_arrive": list(
            DeadAddress.objects.dead().filter(address=user.email).values("address", "since", "reason")
        ),
        "joined_at": user.joined_at,
        "last_login": user.last_login,
        "roles": list(user.groups.values_list("name", flat=True)),
        "helps": list(
            user.helps.values(
                "agreed_at", "ended_at", learner_name=F("learner__user__name"), guest_name=F("learner__name")
            )
        ),
    }


def erase(learner: Learner) -> None:
    """Mails to somebody's address that were written before they had an account go too."""
    learner.mails.all().delete()
    if learner.user is not None:
        Mail.objects.filter(to=learner.user.email).delete()
    forget(learner)
    learner.helped_by.all().delete()
    learner.consents.all().delete()
    learner.bookmarks.all().delete()
    learner.wards.update(guardian=None)
    learner.merged.all().delete()


def forget(learner: Learner) -> None:
    """What we know of their address."""
    if learner.user is not None:
        dead_addresses.forget([learner.user.email])


def summary(learner: Learner) -> list[str]:
    helpers = learner.helped_by.live().values_list("helper__name", flat=True)
    lines = [_("помогает %(name)s") % {"name": name} for name in helpers if name]
    if learner.bookmarks.live().exists():
        lines.append(_("сделана закладка"))
    return lines


keeper = Keeper(
    room="accounts",
    models=frozenset({"Bookmark", "Consent", "Helping", "Mail", "Learner"}),
    merge=merge,
    export=export,
    erase=erase,
    summary=summary,
    forget=forget,
)
