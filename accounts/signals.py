"""Every user is also a learner, from the moment the user exists; an address that a code came to is alive."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from accounts import dead_addresses
from accounts.models import Learner, User
from accounts.requests import Request


@receiver(post_save, sender=User)
def make_learner(instance: User, raw: bool = False, **kwargs: Any) -> None:
    """Covers each way a user appears: sign-up, the admin, a command. `raw` is a fixture, which brings its own."""
    if not raw:
        Learner.objects.get_or_create(user=instance)


@receiver(email_confirmed)
def letters_arrive(email_address: EmailAddress, **kwargs: Any) -> None:
    dead_addresses.revive(email_address.email, timezone.now())


@receiver(user_logged_in)
def a_code_arrived(request: Request, user: User, **kwargs: Any) -> None:
    if request.resolver_match and request.resolver_match.url_name == "account_confirm_login_code":
        dead_addresses.revive(user.email, timezone.now())
