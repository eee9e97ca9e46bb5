"""One mail to one address: the row is the truth, a worker sends it."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Learner
from accounts.querysets import MailQuerySet


class Mail(models.Model):
    """A mail that must go out. Written in the transaction of what it tells about; `accounts.mail` is its only door.

    `about` names what it tells of (keys of rows, what they were like then), for those who must say before it is sent
    whether it still holds. `calendar` is an iCalendar text that goes with it, its METHOD inside. `stop_url` is where
    one POST without signing in ends letters of this kind (RFC 8058); empty for letters that must arrive. `tried_at` is
    when somebody last took it to the mail server.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("ключ"), max_length=120, unique=True, null=True, blank=True)
    kind = models.CharField(_("о чём"), max_length=60)
    about = models.JSONField(default=dict, blank=True)
    learner = models.ForeignKey(Learner, models.CASCADE, null=True, blank=True, related_name="mails")
    to = models.EmailField(_("кому"))
    subject = models.CharField(_("тема"), max_length=200)
    text = models.TextField(_("текст"))
    html = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(_("для календаря"), blank=True)
    stop_url = models.CharField(_("отказ от писем"), max_length=300, blank=True)
    is_secret = models.BooleanField(_("внутри код"), default=False)
    made_at = models.DateTimeField(_("написано"))
    due_at = models.DateTimeField(_("отправить"), db_index=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("попыток"), default=0)
    sent_at = models.DateTimeField(_("отправлено"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("не удалось"), null=True, blank=True)
    last_error = models.CharField(_("последняя ошибка"), max_length=300, blank=True)

    objects: ClassVar[models.Manager["Mail"]] = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("письмо")
        verbose_name_plural = _("письма")
        ordering = ["due_at"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="mail_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"
