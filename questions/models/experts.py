"""Who answers: experts, helpers for whom an organisation vouches, and how questions come to them."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.search import index

from accounts.models import Organisation
from courses.models import Topic
from questions.models.answers import Answer
from questions.models.asked import Question
from questions.querysets import AssignmentQuerySet, ClaimQuerySet, ExpertQuerySet, VouchingQuerySet


class Expert(index.Indexed, ClusterableModel):
    """Somebody who answers questions of these topics. Answers only once checked, until `ended_at`."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="expert", verbose_name=_("человек")
    )
    name = models.CharField(_("имя на странице"), max_length=80)
    slug = models.SlugField(_("в адресе"), max_length=60, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="experts", verbose_name=_("организация")
    )
    about = models.TextField(_("чем может помочь"), blank=True)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="experts", verbose_name=_("темы"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("кто проверил"),
    )
    checked_on = models.DateField(_("когда проверили"), null=True, blank=True)
    weekly_limit = models.PositiveSmallIntegerField(
        _("вопросов в неделю"), default=10, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("в котором часу писать"), default=9, validators=[MaxValueValidator(23)]
    )
    paused_at = models.DateTimeField(_("просил пока не присылать с"), null=True, blank=True)
    ended_at = models.DateTimeField(_("больше не отвечает с"), null=True, blank=True)

    objects: ClassVar[Any] = ExpertQuerySet.as_manager()

    panels = [
        FieldPanel("user"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("organisation"),
        FieldPanel("about", help_text=_("Две-три простые фразы: это читают все.")),
        FieldPanel("topics"),
        FieldRowPanel(
            [
                FieldPanel("checked_by"),
                FieldPanel("checked_on", help_text=_("Без этого дня человек не отвечает.")),
            ]
        ),
        FieldRowPanel([FieldPanel("weekly_limit"), FieldPanel("digest_hour")]),
        InlinePanel("absences", label=_("Отпуск"), heading=_("Когда его нет")),
        FieldRowPanel([FieldPanel("paused_at"), FieldPanel("ended_at")]),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.SearchField("about")]

    class Meta:
        verbose_name = _("эксперт")
        verbose_name_plural = _("эксперты")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def answers_now(self) -> bool:
        return self.checked_on is not None and self.ended_at is None


class Absence(models.Model):
    """Days on which an expert gets no questions, both ends included."""

    expert = ParentalKey(Expert, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("с какого дня"))
    ends_on = models.DateField(_("по какой день"))

    panels = [FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")])]

    class Meta:
        verbose_name = _("отпуск эксперта")
        verbose_name_plural = _("отпуска экспертов")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="absence_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.starts_on}–{self.ends_on}"


class Vouching(models.Model):
    """An organisation answers for a helper: since when, who said so, and when that ended."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="vouchings", verbose_name=_("человек")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="vouchings", verbose_name=_("организация")
    )
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("кто поручился")
    )
    vouched_on = models.DateField(_("с какого дня"))
    ended_on = models.DateField(_("по какой день"), null=True, blank=True)

    objects: ClassVar[Any] = VouchingQuerySet.as_manager()

    panels = [
        FieldPanel("user"),
        FieldPanel("organisation"),
        FieldPanel("vouched_by"),
        FieldPanel("vouched_on"),
        FieldPanel("ended_on"),
    ]

    class Meta:
        verbose_name = _("поручительство")
        verbose_name_plural = _("поручительства")
        ordering = ["-vouched_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=models.Q(ended_on__isnull=True), name="one_live_vouching"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.organisation}"


class Assignment(models.Model):
    """A question lies on somebody's desk, or with `answer` that answer to it, to be checked because its author answers
    no more. One at a time; how it ended is kept, and where it went.
    """

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("ответили")
        NOT_MINE = "not_mine", _("не моё")
        OVERDUE = "overdue", _("не успели")
        WITHDRAWN = "withdrawn", _("вопрос убрали")
        AWAY = "away", _("эксперта нет")
        CHECKED = "checked", _("проверили")

    question = models.ForeignKey(Question, models.CASCADE, related_name="assignments")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    assigned_at = models.DateTimeField(_("с какого времени"))
    ended_at = models.DateTimeField(_("закончено"), null=True, blank=True)
    outcome = models.CharField(_("чем кончилось"), max_length=10, choices=Outcome, blank=True)
    note = models.CharField(_("что сказал"), max_length=200, blank=True)

    objects: ClassVar[Any] = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("поручение")
        verbose_name_plural = _("поручения")
        ordering = ["-assigned_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=models.Q(ended_at__isnull=True, answer__isnull=True),
                name="one_live_assignment",
            ),
            models.UniqueConstraint(
                fields=["answer"], condition=models.Q(ended_at__isnull=True), name="one_live_check_of_an_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.question}"


class Claim(models.Model):
    """Somebody is writing an answer until `until`; nobody else begins meanwhile."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="question_claims")
    claimed_at = models.DateTimeField(_("открыл"))
    until = models.DateTimeField(_("до какого времени"))
    released_at = models.DateTimeField(_("отпустил"), null=True, blank=True)

    objects: ClassVar[Any] = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("занятый вопрос")
        verbose_name_plural = _("занятые вопросы")
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=models.Q(released_at__isnull=True), name="one_live_claim"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.question}"

    @property
    def who(self) -> str:
        """Who is writing, as others who answer may read it: never an address, nor a name that was hidden."""
        expert = getattr(self.user, "expert", None)
        if hasattr(self.user, "hidden_name") or not (expert or self.user.name):
            return str((Answer.Nameless.EXPERT if expert else Answer.Nameless.HELPER).label)
        return expert.name if expert else self.user.name
