"""An open copy of a private question: offered by who answered it, shown only if the asker agrees."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner
from questions.models.answers import Answer
from questions.models.asked import Question


class Copy(models.Model):
    """What everybody may read instead of a private question, and the asker's consent to exactly this text.

    One for each question, whatever came of it: nobody is asked twice. `public` is the question that everybody reads;
    nothing leads from it to here or to the original. Once `learner` has agreed, the texts are not changed any more:
    they are what was agreed to, at `agreed_at`; `withdrawn_at` when that was taken back. Texts of what nobody wanted
    are emptied after a while.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("эксперт пишет")
        OFFERED = "offered", _("ждёт решения автора вопроса")
        AGREED = "agreed", _("автор вопроса согласен")
        DECLINED = "declined", _("автор вопроса против")
        WITHDRAWN = "withdrawn", _("автор вопроса забрал согласие")
        LAPSED = "lapsed", _("автор вопроса не ответил")

    original = models.OneToOneField(Question, models.CASCADE, related_name="offered_copy")
    public = models.OneToOneField(Question, models.SET_NULL, null=True, blank=True, related_name="consent")
    answer = models.ForeignKey(Answer, models.SET_NULL, null=True, blank=True, related_name="+")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="copies", verbose_name=_("кто решает"))
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("кто предложил"),
    )
    state = models.CharField(_("что с ней"), max_length=10, choices=State, default=State.DRAFT)
    title = models.TextField(_("коротко"), blank=True)
    happened = models.TextField(_("что случилось"), blank=True)
    expected = models.TextField(_("что должно было случиться"), blank=True)
    device = models.CharField(_("устройство"), max_length=10, choices=Question.Device, blank=True)
    app = models.TextField(_("приложение"), blank=True)
    reply = models.TextField(_("ответ"), blank=True)
    is_reworded = models.BooleanField(_("автор вопроса сменил слова"), default=False)
    saved_at = models.DateTimeField(_("сохранена"))
    offered_at = models.DateTimeField(_("предложена"), null=True, blank=True)
    declined_at = models.DateTimeField(_("отказ"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("согласие дано"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("согласие отозвано"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("открытая копия")
        verbose_name_plural = _("открытые копии")

    def __str__(self) -> str:
        return f"{self.title}: {self.state}"

    @property
    def has_text(self) -> bool:
        return bool(self.happened)
