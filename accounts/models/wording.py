"""Letters in an editor's own words, and addresses that take no letters."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import DeadAddressQuerySet


class Wording(models.Model):
    """An editor's words for one kind of letter in one language. No row: the words of the portal itself."""

    kind = models.CharField(_("письмо"), max_length=60)
    language = models.CharField(_("язык"), max_length=10)
    subject = models.CharField(_("тема"), max_length=200)
    text = models.TextField(_("текст"))
    changed_at = models.DateTimeField(_("изменено"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("кто изменил"),
    )

    class Meta:
        verbose_name = _("слова письма")
        verbose_name_plural = _("слова писем")
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="one_wording")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class DeadAddress(models.Model):
    """An address whose mail server said for good that there is nobody. It gets no letters until `revived_at`."""

    address = models.EmailField(_("почта"), unique=True)
    since = models.DateTimeField(_("с какого времени"))
    reason = models.CharField(_("что ответил сервер"), max_length=300, blank=True)
    revived_at = models.DateTimeField(_("снова работает"), null=True, blank=True)

    objects: ClassVar[models.Manager["DeadAddress"]] = DeadAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("почта, которая не принимает письма")
        verbose_name_plural = _("почта, которая не принимает письма")

    def __str__(self) -> str:
        return self.address
