"""Questions asked of people's records."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from accounts.models import Bookmark, DeadAddress, Helping, Learner, Mail, User  # noqa: F401

INVITATION_DAYS = 7
# Longer than EMAIL_TIMEOUT can make one mail last. With SKEW: what a killed worker, or a clock that was set back, may
# hold up is never more than five minutes.
LEASE = timedelta(minutes=4)
# How far the clocks of two machines may differ.
SKEW = timedelta(minutes=1)
STUCK_AFTER = timedelta(minutes=15)
NO_LONGER_TRUE = "no longer true"


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
        """Mails to send now: their time has come and nobody else is sending them.

        A clock that was set back holds nothing up: a lease longer than any that is given is void, and what was written
        or tried "later than now" is due.
        """
        ahead = now + SKEW
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=now) | Q(leased_until__gt=ahead + LEASE)
        come = Q(due_at__lte=now) | Q(tried_at__gt=ahead) | Q(made_at__gt=ahead, due_at__lte=F("made_at"))
        return self.waiting().filter(free, come)

    def held_up(self, now: datetime) -> Self:
        """Those whose turn never comes: no worker takes them, or the mail server takes nothing."""
        return self.waiting().filter(due_at__lt=now - STUCK_AFTER)

    def stuck(self, now: datetime) -> Self:
        """Those that should have gone long ago: held up, or refused so far."""
        before = now - STUCK_AFTER
        return self.waiting().filter(Q(due_at__lt=before) | Q(made_at__lt=before, tried_at__isnull=False))

    def given_up(self) -> Self:
        """Those that could not be delivered; not those that were no longer true."""
        return self.filter(given_up_at__isnull=False).exclude(last_error=NO_LONGER_TRUE)


class DeadAddressQuerySet(models.QuerySet["DeadAddress"]):
    def dead(self) -> Self:
        return self.filter(revived_at__isnull=True)
