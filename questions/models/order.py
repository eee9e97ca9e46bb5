"""How order is kept among questions: what people point out, what moderators do, and the one appeal."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner
from courses.models import Topic
from questions.models.answers import Answer
from questions.models.asked import Picture, Question


class Flag(models.Model):
    """«Ещё → Пожаловаться»: what is wrong with a question or an answer. Each person once."""

    class Reason(models.TextChoices):
        FRAUD = "fraud", _("похоже на обман")
        PERSONAL = "personal", _("чужие личные данные")
        WRONG = "wrong", _("это неверно")
        RUDE = "rude", _("грубость")
        ADVERT = "advert", _("реклама")
        OTHER = "other", _("другое")

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="flags")
    question = models.ForeignKey(Question, models.CASCADE, related_name="flags")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="flags")
    reason = models.CharField(_("что не так"), max_length=10, choices=Reason)
    words = models.CharField(_("своими словами"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("когда"))
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    upheld = models.BooleanField(_("согласились"), null=True, blank=True)

    class Meta:
        verbose_name = _("жалоба")
        verbose_name_plural = _("жалобы")
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "question"], condition=models.Q(answer__isnull=True), name="one_flag_of_a_question"
            ),
            models.UniqueConstraint(
                fields=["learner", "answer"], condition=models.Q(answer__isnull=False), name="one_flag_of_an_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.reason}"


class Act(models.Model):
    """Something a moderator (or a rule of the portal, then without `actor`) did, and why. Never changed, never deleted
    but with its question.
    """

    class Kind(models.TextChoices):
        HOLD = "hold", _("задержал")
        RELEASE = "release", _("выпустил")
        HIDE = "hide", _("скрыл")
        RESTORE = "restore", _("вернул")
        LOCK = "lock", _("закрыл для ответов")
        UNLOCK = "unlock", _("открыл для ответов")
        MERGE = "merge", _("объединил с другим")
        MOVE = "move", _("сменил тему")
        EDIT = "edit", _("исправил")
        REOPEN = "reopen", _("открыл снова")

    question = models.ForeignKey(Question, models.CASCADE, related_name="acts")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="acts")
    picture = models.ForeignKey(Picture, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(_("что сделано"), max_length=10, choices=Kind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(_("почему"), max_length=500)
    before = models.CharField(_("что было"), max_length=120, blank=True)
    target = models.ForeignKey(Question, models.SET_NULL, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("когда"))

    class Meta:
        verbose_name = _("действие модератора")
        verbose_name_plural = _("действия модераторов")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.question}"


class Appeal(models.Model):
    """An asker does not agree with what was done to their question. Once for each question."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="appeal")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="appeals")
    words = models.TextField(_("почему не согласны"))
    made_at = models.DateTimeField(_("когда"))
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    upheld = models.BooleanField(_("согласились"), null=True, blank=True)
    answer = models.CharField(_("что ответили"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("просьба пересмотреть")
        verbose_name_plural = _("просьбы пересмотреть")
        ordering = ["made_at"]

    def __str__(self) -> str:
        return str(self.question)
