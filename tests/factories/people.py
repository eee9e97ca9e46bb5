"""People for tests."""

from typing import Any

from django.contrib.auth.models import Group

from accounts.models import User

PASSWORD = "липа чайник среда"


def make_user(email: str, *roles: str, password: str = PASSWORD, **fields: Any) -> User:
    """Somebody who can sign in with PASSWORD; `roles` are names from accounts.roles."""
    user = User.objects.create_user(email, password, **fields)
    user.groups.add(*Group.objects.filter(name__in=roles))
    return user
