"""Who wants to be reminded, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner


class Reminding(models.Model):
    """A learner's choice. No row: both reminders, as for everybody who never chose."""

    learner = models.OneToOneField(Learner, models.CASCADE, related_name="reminding")
    day_before = models.BooleanField(_("за день"), default=True)
    hour_before = models.BooleanField(_("за час"), default=True)
    changed_at = models.DateTimeField(_("выбрано"))

    class Meta:
        verbose_name = _("напоминания")
        verbose_name_plural = _("напоминания")

    def __str__(self) -> str:
        return str(self.learner)
