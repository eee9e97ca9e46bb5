"""What was told to whom, what still has to be told, and how often people want to hear of it."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner, Mail
from questions.models.answers import Answer, Revision
from questions.querysets import AnnouncementQuerySet

FIRST_HOUR = 10


class NewsChoice(models.Model):
    """How often a learner gets the letter about topics and lessons, and at which hour. `due_at`: the next one.

    NEVER ends every letter about what one follows. Made when somebody first follows a topic or a lesson, or chooses.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("каждый день, если есть новое")
        WEEKLY = "weekly", _("раз в неделю, по понедельникам")
        NEVER = "never", _("не писать")

    learner = models.OneToOneField(Learner, models.CASCADE, related_name="news_choice")
    rhythm = models.CharField(_("как часто"), max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    hour = models.PositiveSmallIntegerField(_("в котором часу"), default=FIRST_HOUR, validators=[MaxValueValidator(23)])
    due_at = models.DateTimeField(_("следующее письмо"), null=True, blank=True, db_index=True)
    changed_at = models.DateTimeField(_("выбрано"))

    class Meta:
        verbose_name = _("как часто писать о новом")
        verbose_name_plural = _("как часто писать о новом")

    def __str__(self) -> str:
        return f"{self.learner}: {self.rhythm}"


class Told(models.Model):
    """This learner has been told of this answer: once, in whichever letter came first. Written with the mail's row."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="told")
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="told")
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("когда"))

    class Meta:
        verbose_name = _("о чём рассказано")
        verbose_name_plural = _("о чём рассказано")
        constraints = [models.UniqueConstraint(fields=["learner", "answer"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.answer_id}"


class Announcement(models.Model):
    """An answer (with `revision`: its new text) that those who follow its question have to be told of.

    One small row in the transaction of the answer, however many follow. The worker goes through the follows by their
    numbers; `told_to` is the last it has done. Empty `ended_at`: there are more.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="announcements")
    revision = models.ForeignKey(Revision, models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("когда"))
    told_to = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("весть об ответе")
        verbose_name_plural = _("вести об ответах")
        constraints = [
            models.UniqueConstraint(
                fields=["answer"], condition=models.Q(revision__isnull=True), name="an_answer_is_announced_once"
            ),
            models.UniqueConstraint(fields=["revision"], name="a_change_is_announced_once"),
        ]
        indexes = [
            models.Index(fields=["made_at"], condition=models.Q(ended_at__isnull=True), name="announcements_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.made_at}"
