"""Questions asked of people's records."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from accounts.models import Bookmark, Helping, Learner, Mail, User  # noqa: F401

INVITATION_DAYS = 7


class LearnerQuerySet(models.QuerySet["Learner"]):
    def guests(self) -> Self:
        return self.filter(user__isnull=True, merged_into__isnull=True)

    def forgotten(self, before: datetime) -> Self:
        """Guests not seen since `before`."""
        return self.guests().filter(seen_at__lt=before)


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    def live(self) -> Self:
        return self.filter(revoked_at__isnull=True)


class HelpingQuerySet(models.QuerySet["Helping"]):
    def live(self) -> Self:
        return self.filter(agreed_at__isnull=False, ended_at__isnull=True)

    def invited(self, now: datetime) -> Self:
        """Invitations that may still be accepted."""
        return self.filter(
            agreed_at__isnull=True,
            ended_at__isnull=True,
            invited_at__gt=now - timedelta(days=INVITATION_DAYS),
        )

    def of_helper(self, user: "User") -> Self:
        return self.live().filter(helper=user).select_related("learner__user")


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> Self:
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def due(self, now: datetime) -> Self:
        """Mails to send now: their time has come and nobody else is sending them."""
        free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lte=now)
        return self.waiting().filter(free, due_at__lte=now)
