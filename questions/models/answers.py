"""Answers, what they said before, and what is still being written."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from questions.models.asked import Question
from questions.querysets import AnswerQuerySet


class Answer(models.Model):
    """What an expert or a vouched helper wrote: Markdown, and the HTML made of it by that version of the cleaner.

    `signed` and `organisation` are those of the day: a later change of name does not rewrite who said it.
    `check_again_on` is the day on which somebody has to look at it again; `check_asked_at` says when somebody was asked
    to, `check_left_at` since when there is nobody to ask (`checking`). `nameless` is what everybody reads instead of
    `signed` while a moderator has hidden the name (`names`).
    """

    class Nameless(models.TextChoices):
        EXPERT = "expert", _("Эксперт")
        HELPER = "helper", _("Помощник")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="answers", verbose_name=_("кто ответил")
    )
    signed = models.CharField(_("подпись"), max_length=120)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="answers")
    source = models.TextField(_("ответ"))
    html = models.TextField(editable=False)
    cleaner_version = models.PositiveSmallIntegerField(editable=False)
    applies_to = models.CharField(_("для какой версии"), max_length=120, blank=True)
    checked_on = models.DateField(_("проверено"))
    check_again_on = models.DateField(_("проверить снова"), null=True, blank=True)
    check_asked_at = models.DateTimeField(null=True, blank=True)
    check_left_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(_("написан"))
    changed_at = models.DateTimeField(_("исправлен"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("помог автору вопроса"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("проверен экспертом"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("кто проверил"),
    )
    hidden_at = models.DateTimeField(_("скрыт"), null=True, blank=True)
    nameless = models.CharField(_("вместо имени"), max_length=6, choices=Nameless, blank=True)
    helped_count = models.PositiveIntegerField(_("помогло"), default=0)

    objects: ClassVar[Any] = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ответ")
        verbose_name_plural = _("ответы")
        ordering = ["made_at"]
        indexes = [
            models.Index(fields=["check_again_on"], name="answers_to_check"),
            models.Index(fields=["made_at"], name="answers_by_day"),
            models.Index(
                fields=["author", "check_again_on"],
                condition=models.Q(check_again_on__isnull=False),
                name="answers_to_check_by_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} — {self.signed}"

    @property
    def who(self) -> str:
        """Who answered, as everybody may read it, in the language that is switched on."""
        return self.get_nameless_display() if self.nameless else self.signed

    def is_due(self, day: date) -> bool:
        """Has to be checked again."""
        return self.check_again_on is not None and self.check_again_on <= day

    @property
    def confirmer(self) -> str:
        """The expert who confirmed it; empty while nobody may read their name."""
        expert = getattr(self.confirmed_by, "expert", None)
        return "" if expert is None or hasattr(self.confirmed_by, "hidden_name") else expert.name


class Revision(models.Model):
    """What a question or an answer said from `at` on: the first as it was written, then one for each edit."""

    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="revisions")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("прежний текст")
        verbose_name_plural = _("прежние тексты")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="one_revision_of_a_question"),
            models.UniqueConstraint(fields=["answer", "number"], name="one_revision_of_an_answer"),
            models.CheckConstraint(
                condition=models.Q(question__isnull=True, answer__isnull=False)
                | models.Q(question__isnull=False, answer__isnull=True),
                name="revision_of_one_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question or self.answer}: {self.number}"


class Draft(models.Model):
    """An answer that somebody is still writing, saved as typed."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="answer_drafts")
    source = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("черновик ответа")
        verbose_name_plural = _("черновики ответов")
        constraints = [models.UniqueConstraint(fields=["question", "user"], name="one_draft")]

    def __str__(self) -> str:
        return f"{self.user}: {self.question}"
