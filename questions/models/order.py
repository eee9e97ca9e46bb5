"""How order is kept among questions: what people point out, what moderators do, and the one appeal.

Each row is about a question, about one of its answers or pictures (then with its question), or about a name: `whose`.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner
from courses.models import Topic
from questions.models.answers import Answer
from questions.models.asked import Picture, Question

ABOUT_ONE_THING = models.Q(question=None, answer=None, picture=None, whose__isnull=False) | (
    models.Q(question__isnull=False, whose=None) & (models.Q(answer=None) | models.Q(picture=None))
)
ABOUT_A_QUESTION = models.Q(answer=None, picture=None, whose=None)


class Flag(models.Model):
    """«Ещё → Пожаловаться»: what is wrong with a question, an answer, a picture or a name. Each person once."""

    class Reason(models.TextChoices):
        FRAUD = "fraud", _("похоже на обман")
        PERSONAL = "personal", _("чужие личные данные")
        WRONG = "wrong", _("это неверно")
        RUDE = "rude", _("грубость")
        ADVERT = "advert", _("реклама")
        NAME = "name", _("имя")
        OTHER = "other", _("другое")

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="flags")
    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="flags")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="flags")
    picture = models.ForeignKey(Picture, models.CASCADE, null=True, blank=True, related_name="flags")
    whose = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="name_flags",
        verbose_name=_("чьё имя"),
    )
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
                fields=["learner", "question"], condition=ABOUT_A_QUESTION, name="one_flag_of_a_question"
            ),
            models.UniqueConstraint(
                fields=["learner", "answer"], condition=models.Q(answer__isnull=False), name="one_flag_of_an_answer"
            ),
            models.UniqueConstraint(
                fields=["learner", "picture"], condition=models.Q(picture__isnull=False), name="one_flag_of_a_picture"
            ),
            models.UniqueConstraint(
                fields=["learner", "whose"], condition=models.Q(whose__isnull=False), name="one_flag_of_a_name"
            ),
            models.CheckConstraint(condition=ABOUT_ONE_THING, name="flag_of_one_thing"),
        ]
        indexes = [
            models.Index(fields=["made_at"], condition=models.Q(decided_at__isnull=True), name="flags_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.question or self.whose}: {self.reason}"


class Act(models.Model):
    """Something a moderator (or a rule of the portal, then without `actor`) did, and why. Never changed, never deleted
    but with what it is about.
    """

    class Kind(models.TextChoices):
        HOLD = "hold", _("задержано")
        RELEASE = "release", _("выпущено")
        HIDE = "hide", _("скрыто")
        RESTORE = "restore", _("возвращено")
        LOCK = "lock", _("закрыто для ответов")
        UNLOCK = "unlock", _("открыто для ответов")
        MERGE = "merge", _("объединено с другим")
        MOVE = "move", _("другая тема")
        REOPEN = "reopen", _("открыто снова")

    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="acts")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="acts")
    picture = models.ForeignKey(Picture, models.CASCADE, null=True, blank=True, related_name="acts")
    whose = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="name_acts",
        verbose_name=_("чьё имя"),
    )
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
        constraints = [models.CheckConstraint(condition=ABOUT_ONE_THING, name="act_on_one_thing")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.question or self.whose}"


class HiddenName(models.Model):
    """Nobody reads this person's name in the room of questions as long as the row is there."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="hidden_name",
        verbose_name=_("чьё имя"),
    )
    hidden_at = models.DateTimeField(_("скрыто"))

    class Meta:
        verbose_name = _("скрытое имя")
        verbose_name_plural = _("скрытые имена")

    def __str__(self) -> str:
        return str(self.user)


class Appeal(models.Model):
    """Whoever wrote it, sent it or is called so does not agree with what was done. Once for each thing."""

    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="appeals")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="appeals")
    picture = models.ForeignKey(Picture, models.CASCADE, null=True, blank=True, related_name="appeals")
    whose = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="name_appeals",
        verbose_name=_("чьё имя"),
    )
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="appeals")
    words = models.TextField(_("почему не согласны"))
    made_at = models.DateTimeField(_("когда"))
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    upheld = models.BooleanField(_("согласились"), null=True, blank=True)
    reply = models.CharField(_("что ответили"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("просьба пересмотреть")
        verbose_name_plural = _("просьбы пересмотреть")
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(fields=["question"], condition=ABOUT_A_QUESTION, name="one_appeal_of_a_question"),
            models.UniqueConstraint(
                fields=["answer"], condition=models.Q(answer__isnull=False), name="one_appeal_of_an_answer"
            ),
            models.UniqueConstraint(
                fields=["picture"], condition=models.Q(picture__isnull=False), name="one_appeal_of_a_picture"
            ),
            models.UniqueConstraint(
                fields=["whose"], condition=models.Q(whose__isnull=False), name="one_appeal_of_a_name"
            ),
            models.CheckConstraint(condition=ABOUT_ONE_THING, name="appeal_about_one_thing"),
        ]

    def __str__(self) -> str:
        return str(self.question or self.whose)
