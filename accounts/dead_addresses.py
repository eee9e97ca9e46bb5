"""Addresses where nobody is: no letters go there until somebody says that they arrive again.

Whoever keeps promises to such a person hears of it by `address_died`, in the same transaction.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.dispatch import Signal

from accounts.models import DeadAddress, Learner, Mail

# Sent with `address` and `now`.
address_died = Signal()
# So many in a row without one letter accepted: then it is rather the server that refuses everybody.
TOO_MANY = 5


def is_dead(address: str) -> bool:
    return DeadAddress.objects.dead().filter(address=address.lower()).exists()


@transaction.atomic
def bury(address: str, reason: str, now: datetime) -> None:
    """Nobody is there. Those who count on letters to it are told in other ways. Twice is once."""
    row, made = DeadAddress.objects.select_for_update().get_or_create(
        address=address.lower(), defaults={"since": now, "reason": reason[:300]}
    )
    if not made:
        if row.revived_at is None:
            return
        row.since, row.reason, row.revived_at = now, reason[:300], None
        row.save(update_fields=["since", "reason", "revived_at"])
    address_died.send(sender=DeadAddress, address=row.address, now=now)


def revive(address: str, now: datetime) -> bool:
    """Letters arrive there again. Whether that is news."""
    return bool(DeadAddress.objects.dead().filter(address=address.lower()).update(revived_at=now))


def is_believable(now: datetime) -> bool:
    """Whether one more refusal "for good" is the address's fault. A server that takes nothing from anybody (our name is
    on a list, a setting is wrong) would otherwise bury the whole city.
    """
    accepted = Mail.objects.filter(sent_at__isnull=False).order_by("-sent_at").values_list("sent_at", flat=True).first()
    buried = DeadAddress.objects.dead()
    if accepted is not None:
        buried = buried.filter(since__gt=accepted)
    return buried.count() < TOO_MANY - 1


def of(learner: Learner) -> DeadAddress | None:
    """The person's own address, if it is dead; for a guest, one where we have written to them."""
    own = [learner.user.email.lower()] if learner.user else learner.mails.order_by().values("to").distinct()
    return DeadAddress.objects.dead().filter(address__in=own).first()


def forget(addresses: Iterable[str]) -> None:
    """Their owner goes, or takes back their consent."""
    DeadAddress.objects.filter(address__in=[address.lower() for address in addresses]).delete()
