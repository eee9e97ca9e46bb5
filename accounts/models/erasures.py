"""What remains of an erasure: that it was done."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """The act of destroying somebody's data: when, at whose request, how many rows of which kind. It names nobody.

    `rows`: label of a model → how many of its rows went.
    """

    class Reason(models.TextChoices):
        ASKED = "asked", _("просьба удалить всё")
        WITHDRAWN = "withdrawn", _("отзыв согласия")

    class AskedBy(models.TextChoices):
        ACCOUNT = "account", _("сам человек, на своей странице")
        GUEST = "guest", _("гость, на своём устройстве")

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("когда"))
    reason = models.CharField(_("почему"), max_length=10, choices=Reason)
    asked_by = models.CharField(_("кто просил"), max_length=10, choices=AskedBy)
    rows = models.JSONField(_("что удалено"), default=dict)

    class Meta:
        verbose_name = _("акт об уничтожении данных")
        verbose_name_plural = _("акты об уничтожении данных")
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(_("Акт № %(number)s") % {"number": self.number})

    @property
    def number(self) -> str:
        """Short enough to be dictated."""
        return self.key.hex[:8]
