"""Requests of learners to their helpers: «у меня получилось», please confirm."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from courses.models import Claim


def waiting_for(user: User | AnonymousUser) -> list[Claim]:
    """What the learners whom this person helps ask them to confirm, the oldest first."""
    if not isinstance(user, User):
        return []
    return list(
        Claim.objects.filter(decided_at__isnull=True, progress__learner__helped_by__in=user.helps.live())
        .select_related("progress__learner__user", "progress__lesson__course")
        .order_by("made_at")
    )
