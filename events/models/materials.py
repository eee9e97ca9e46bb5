"""What stays after a date: the recording, notes, files."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.series import Occurrence
from events.querysets import MaterialQuerySet

# Nothing below this folder is served by its address alone.
FOLDER = "materials"


class Material(models.Model):
    """One thing to look at after a date, for those it is meant for. Exactly one of `url`, `file`, `text` is filled.

    What was removed can be put back for a while (`materials.KEPT`).
    """

    class Kind(models.TextChoices):
        RECORDING = "recording", _("запись занятия")
        NOTES = "notes", _("конспект")
        FILE = "file", _("файл")
        LINK = "link", _("ссылка")

    class MeantFor(models.TextChoices):
        BOOKED = "booked", _("для тех, кто записан")
        EVERYBODY = "everybody", _("для всех")

    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="materials")
    kind = models.CharField(_("что это"), max_length=10, choices=Kind)
    title = models.CharField(_("название"), max_length=160)
    url = models.URLField(_("адрес"), max_length=500, blank=True)
    file = models.FileField(_("файл"), upload_to=f"{FOLDER}/%Y/%m", max_length=200, blank=True)
    text = models.TextField(_("текст"), blank=True)
    meant_for = models.CharField(_("для кого"), max_length=10, choices=MeantFor, default=MeantFor.BOOKED)
    removed_at = models.DateTimeField(_("убрано"), null=True, blank=True)
    added_at = models.DateTimeField(_("добавлено"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("кто добавил"),
    )

    objects: ClassVar[models.Manager["Material"]] = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("материал занятия")
        verbose_name_plural = _("материалы занятий")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.title
