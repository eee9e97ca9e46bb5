"""What learners did. Every row belongs to a learner and points at identities, which outlive pages."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Learner
from courses.completion import Route, Rule
from courses.querysets import EnrolmentQuerySet, LessonProgressQuerySet, LessonQuerySet


class Course(models.Model):
    """A course as records know it. The key is the `translation_key` of its page: translations share it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("название"), max_length=255)
    language = models.CharField(_("язык источника"), max_length=10)
    required_count = models.PositiveIntegerField(_("обязательных уроков"), default=0)
    archived_at = models.DateTimeField(_("убран"), null=True, blank=True)
    recount_asked_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("курс (для записей)")
        verbose_name_plural = _("курсы (для записей)")

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    """A lesson as records know it, kept up to date by `publishing` from the page in the course's source language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="lessons")
    title = models.CharField(_("название"), max_length=255)
    number = models.PositiveIntegerField(_("короткий адрес"), unique=True)
    minutes = models.PositiveSmallIntegerField(_("минут"), default=0)
    required = models.BooleanField(_("обязательный"), default=True)
    rule_snapshot = models.JSONField(_("правило"), default=dict)
    archived_at = models.DateTimeField(_("убран"), null=True, blank=True)

    objects: ClassVar[models.Manager["Lesson"]] = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("урок (для записей)")
        verbose_name_plural = _("уроки (для записей)")
        indexes = [models.Index(fields=["course", "required"], name="lessons_that_count")]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> Rule:
        return Rule.read_from(self.rule_snapshot)


class Enrolment(models.Model):
    """A learner takes a course. `done_count` of `required_count` is a cache; `completed_at` is kept for ever."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="enrolments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    started_at = models.DateTimeField(_("начат"))
    active_at = models.DateTimeField(_("последнее занятие"))
    done_count = models.PositiveIntegerField(_("пройдено"), default=0)
    required_count = models.PositiveIntegerField(_("всего"), default=0)
    completed_at = models.DateTimeField(_("пройден"), null=True, blank=True)
    last_lesson = models.ForeignKey(Lesson, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager["Enrolment"]] = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("запись на курс")
        verbose_name_plural = _("записи на курсы")
        constraints = [models.UniqueConstraint(fields=["learner", "course"], name="one_enrolment")]
        indexes = [models.Index(fields=["learner", "-active_at"], name="learner_resumes")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.course}"


class LessonProgress(models.Model):
    """How far a learner is in a lesson. Completion derives from fulfilments by the rule, and only advances."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="lesson_progress")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="progress")
    started_at = models.DateTimeField(_("начат"))
    active_at = models.DateTimeField(_("последнее занятие"))
    position = models.CharField(_("место в уроке"), max_length=40, blank=True)
    completed_at = models.DateTimeField(_("пройден"), null=True, blank=True)

    objects: ClassVar[models.Manager["LessonProgress"]] = LessonProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("ход урока")
        verbose_name_plural = _("ход уроков")
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="one_progress")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.lesson}"


class Fulfilment(models.Model):
    """One route gone: how, when, on whose word, under which rule."""

    progress = models.ForeignKey(LessonProgress, models.CASCADE, related_name="fulfilments")
    route = models.CharField(_("способ"), max_length=20, choices=Route)
    at = models.DateTimeField(_("когда"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("кто отметил"),
    )
    evidence = models.JSONField(_("основание"), default=dict)
    rule_snapshot = models.JSONField(_("правило тогда"), default=dict)

    class Meta:
        verbose_name = _("выполнение")
        verbose_name_plural = _("выполнения")
        constraints = [models.UniqueConstraint(fields=["progress", "route"], name="one_fulfilment_each_route")]

    def __str__(self) -> str:
        return f"{self.progress}: {self.get_route_display()}"


class Reversal(models.Model):
    """A manager took a completion back: who, when, why, and what was taken."""

    progress = models.ForeignKey(LessonProgress, models.CASCADE, related_name="reversals")
    at = models.DateTimeField(_("когда"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("почему"), max_length=300)
    taken = models.JSONField(_("что снято"), default=list)

    class Meta:
        verbose_name = _("снятие отметки")
        verbose_name_plural = _("снятия отметок")

    def __str__(self) -> str:
        return f"{self.progress}: {self.reason}"


class Claim(models.Model):
    """«Я это сделал»: waits for a helper's word. `confirmed` stays empty until somebody decides."""

    progress = models.OneToOneField(LessonProgress, models.CASCADE, related_name="claim")
    made_at = models.DateTimeField(_("когда"))
    decided_at = models.DateTimeField(_("решено"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed = models.BooleanField(_("подтверждено"), null=True, blank=True)

    class Meta:
        verbose_name = _("просьба подтвердить")
        verbose_name_plural = _("просьбы подтвердить")

    def __str__(self) -> str:
        return str(self.progress)


class ChecklistTick(models.Model):
    """A tick in a checklist of a lesson, by the ids of the block and of its item."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="checklist_ticks")
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="checklist_ticks")
    block = models.UUIDField()
    item = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("галочка")
        verbose_name_plural = _("галочки")
        constraints = [models.UniqueConstraint(fields=["learner", "lesson", "block", "item"], name="one_tick")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.lesson}"


class Understanding(models.Model):
    """«Понятно?» after a lesson; the last answer counts."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="understandings")
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="understandings")
    understood = models.BooleanField(_("понятно"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("ответ на «Понятно?»")
        verbose_name_plural = _("ответы на «Понятно?»")
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="one_understanding")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.lesson}"


class Confidence(models.Model):
    """«Справлюсь без помощи?» 1–5, before and after a course."""

    class Moment(models.TextChoices):
        BEFORE = "before", _("до курса")
        AFTER = "after", _("после курса")

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="confidences")
    course = models.ForeignKey(Course, models.CASCADE, related_name="confidences")
    moment = models.CharField(_("когда"), max_length=10, choices=Moment)
    value = models.PositiveSmallIntegerField(_("оценка"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("ответ на «Справлюсь без помощи?»")
        verbose_name_plural = _("ответы на «Справлюсь без помощи?»")
        constraints = [models.UniqueConstraint(fields=["learner", "course", "moment"], name="one_confidence")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.value}"
