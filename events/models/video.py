"""The video room of a date, the servers that keep such rooms, and who was in them for how long."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner
from events.models.series import Occurrence


class VideoRoom(models.Model):
    """The room of one date. `name` is lower-case ASCII that nobody can guess; a new one shuts the old room's door.

    `is_on_fallback` after the host switched everybody to the second server.
    """

    occurrence = models.OneToOneField(Occurrence, models.CASCADE, related_name="video_room")
    name = models.CharField(_("имя комнаты"), max_length=80, unique=True, editable=False)
    made_at = models.DateTimeField(_("сделана"))
    rotated_at = models.DateTimeField(_("имя сменили"), null=True, blank=True)
    is_on_fallback = models.BooleanField(_("на запасном сервере"), default=False)
    switched_at = models.DateTimeField(_("переключили"), null=True, blank=True)
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("кто")
    )

    class Meta:
        verbose_name = _("видеокомната")
        verbose_name_plural = _("видеокомнаты")

    def __str__(self) -> str:
        return str(self.occurrence)


class VideoServer(models.Model):
    """What the worker last saw of a video server. Pages read this row and never ask the server."""

    domain = models.CharField(_("адрес сервера"), max_length=200, unique=True)
    is_up = models.BooleanField(_("отвечает"), default=True)
    checked_at = models.DateTimeField(_("проверен"))
    changed_at = models.DateTimeField(_("так с"))
    failures = models.PositiveSmallIntegerField(_("не ответил раз подряд"), default=0)
    last_error = models.CharField(_("последняя ошибка"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("видеосервер")
        verbose_name_plural = _("видеосерверы")

    def __str__(self) -> str:
        return self.domain


class Presence(models.Model):
    """A learner's time in the room of one date, counted by the heartbeats of their page."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="presences")
    occurrence = models.ForeignKey(Occurrence, models.PROTECT, related_name="presences")
    came_at = models.DateTimeField(_("первый раз"))
    seen_at = models.DateTimeField(_("последний раз"))
    seconds = models.PositiveIntegerField(_("секунд"), default=0)

    class Meta:
        verbose_name = _("время в видеокомнате")
        verbose_name_plural = _("время в видеокомнатах")
        constraints = [models.UniqueConstraint(fields=["learner", "occurrence"], name="one_presence")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.occurrence}"
