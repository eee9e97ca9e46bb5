"""The one e-mail address of a person, as allauth keeps it beside the user."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


@transaction.atomic
def replace_address(user: User, email: str, *, is_verified: bool) -> EmailAddress:
    """From now on this address, and no other, belongs to the user. The caller has made sure that it is free."""
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    address, _made = EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": is_verified}
    )
    return address


def ensure_address(user: User) -> None:
    """The user's address is known to allauth, confirmed or not."""
    if not EmailAddress.objects.filter(user=user).exists():
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})


def is_taken(email: str, user: User | None) -> bool:
    """Somebody else has this address, or is just changing to it."""
    others = EmailAddress.objects.filter(email=email)
    users = User.objects.filter(email=email)
    if user is not None and user.pk:
        others, users = others.exclude(user=user), users.exclude(pk=user.pk)
    return others.exists() or users.exists()
