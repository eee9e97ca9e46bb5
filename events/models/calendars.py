"""The private calendar of one person: an address that only they know."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner
from events.querysets import CalendarFeedQuerySet


class CalendarFeed(models.Model):
    """A feed of one learner's dates. Its address is signed from `nonce`, so that this table alone opens no feed.

    Revoked, its address leads nowhere for ever. A learner may have several: those of a guest go on after signing in.
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="calendar_feeds")
    nonce = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(_("сделан"))
    revoked_at = models.DateTimeField(_("отменён"), null=True, blank=True)

    objects: ClassVar[models.Manager["CalendarFeed"]] = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("личный календарь")
        verbose_name_plural = _("личные календари")

    def __str__(self) -> str:
        return f"{self.learner}: {self.made_at:%d.%m.%Y}"
