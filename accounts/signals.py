"""Every user is also a learner, from the moment the user exists."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import Learner, User


@receiver(post_save, sender=User)
def make_learner(instance: User, raw: bool = False, **kwargs: Any) -> None:
    """Covers each way a user appears: sign-up, the admin, a command. `raw` is a fixture, which brings its own."""
    if not raw:
        Learner.objects.get_or_create(user=instance)
