"""What people ask, with its pictures; who has the same trouble; who wants to hear more."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from accounts.models import Learner
from content import text
from content.fields import FoldedField
from courses.models import Lesson, Topic
from events.models import Occurrence
from questions.querysets import PictureQuerySet, QuestionQuerySet

LONGEST_TITLE = 120


class Question(index.Indexed, models.Model):
    """One question. Public without the asker's name, or for experts only (`visibility`).

    It remembers where it was asked: a block of a lesson as it was in that revision, or a date. `due_at` is what the
    asker was promised; `promised_at` is the first such promise, which nothing that happens later moves. `learner` is
    empty when the asker has erased everything and others still need the answer. `begun_at` and `trapped` tell how the
    form was filled in: by a person, or by a program (`signs`). `link_series` grows when a guest corrects their address:
    the links of letters sent to another are dead then (`tokens`).
    """

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("всем, без вашего имени")
        PRIVATE = "private", _("только экспертам")

    class State(models.TextChoices):
        DRAFT = "draft", _("не отправлен")
        ASKED = "asked", _("ждёт подтверждения почты")
        HELD = "held", _("ждёт проверки")
        PUBLISHED = "published", _("ждёт ответа")
        ANSWERED = "answered", _("есть ответ")
        ACCEPTED = "accepted", _("помогло автору вопроса")
        CLOSED = "closed", _("закрыт")
        MERGED = "merged", _("объединён с другим")
        HIDDEN = "hidden", _("скрыт")

    class Device(models.TextChoices):
        ANDROID = "android", _("телефон на Андроиде")
        IPHONE = "iphone", _("Айфон")
        COMPUTER = "computer", _("компьютер")
        OTHER = "other", _("другое")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(_("короткий адрес"), unique=True, null=True, editable=False)
    learner = models.ForeignKey(Learner, models.SET_NULL, null=True, blank=True, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(_("язык"), max_length=10)
    title = models.CharField(_("коротко"), max_length=LONGEST_TITLE)
    folded = FoldedField(source="title", max_length=LONGEST_TITLE)
    slug = models.SlugField(_("в адресе"), max_length=80)
    happened = models.TextField(_("что случилось"))
    expected = models.TextField(_("что должно было случиться"), blank=True)
    device = models.CharField(_("устройство"), max_length=10, choices=Device, blank=True)
    app = models.CharField(_("приложение"), max_length=80, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="questions", verbose_name=_("темы"))
    lesson = models.ForeignKey(Lesson, models.SET_NULL, null=True, blank=True, related_name="questions")
    block_id = models.CharField(_("место в уроке"), max_length=36, blank=True)
    lesson_revision = models.PositiveIntegerField(_("версия урока"), null=True, blank=True)
    occurrence = models.ForeignKey(Occurrence, models.SET_NULL, null=True, blank=True, related_name="questions")
    visibility = models.CharField(_("кто видит"), max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    state = models.CharField(_("что с ним"), max_length=10, choices=State, default=State.DRAFT)
    email = models.EmailField(_("почта гостя"), blank=True)
    confirmed_at = models.DateTimeField(_("почта подтверждена"), null=True, blank=True)
    link_series = models.PositiveSmallIntegerField(default=0, editable=False)
    begun_at = models.DateTimeField(_("форму открыли"), null=True, blank=True)
    trapped = models.BooleanField(_("заполнено скрытое поле"), default=False)
    asked_at = models.DateTimeField(_("задан"))
    published_at = models.DateTimeField(_("опубликован"), null=True, blank=True)
    answered_at = models.DateTimeField(_("первый ответ"), null=True, blank=True)
    active_at = models.DateTimeField(_("что-то изменилось"))
    due_at = models.DateTimeField(_("обещали ответить"), null=True, blank=True)
    promised_at = models.DateTimeField(_("обещали сначала"), null=True, blank=True, editable=False)
    reminded = models.PositiveSmallIntegerField(_("сколько раз напомнили"), default=0)
    locked_at = models.DateTimeField(_("больше не отвечают"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")
    copy_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="public_copies")
    same_count = models.PositiveIntegerField(_("у скольких так же"), default=0)

    objects: ClassVar[Any] = QuestionQuerySet.as_manager()

    search_fields = [
        index.SearchField("title", boost=3),
        index.AutocompleteField("title"),
        index.SearchField("happened"),
        index.SearchField("expected"),
        index.SearchField("app"),
        index.SearchField("answers_say"),
        index.FilterField("language"),
    ]

    class Meta:
        verbose_name = _("вопрос")
        verbose_name_plural = _("вопросы")
        ordering = ["-asked_at"]
        permissions = [
            ("moderate", "Can keep order among questions"),
            ("read_promises", "Can read how promises to those who ask are kept"),
        ]
        indexes = [
            # Lists read it in its order and stop; what counts and what searches finds all it asks for in it.
            models.Index(
                fields=["language", "visibility", "-published_at", "-id", "state", "lesson"], name="questions_newest"
            ),
            models.Index(
                F("language"),
                F("visibility"),
                Coalesce("answered_at", "asked_at").desc(),
                F("id").desc(),
                name="questions_by_answer",
            ),
            models.Index(fields=["state", "due_at"], name="questions_waiting"),
            models.Index(fields=["asked_at"], name="questions_of_a_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def get_indexed_objects(cls) -> models.QuerySet["Question"]:
        return super().get_indexed_objects().prefetch_related("answers")

    def answers_say(self) -> str:
        """The words of its answers, one to a line, without those of hidden ones: for the search."""
        return "\n".join(text.words_of(answer.html) for answer in self.answers.all() if answer.hidden_at is None)

    @property
    def is_public(self) -> bool:
        return self.visibility == self.Visibility.PUBLIC

    @property
    def is_hidden(self) -> bool:
        return self.state == self.State.HIDDEN

    @property
    def waits(self) -> bool:
        """Nobody has answered yet, or the answer did not help."""
        return self.state == self.State.PUBLISHED

    @property
    def is_open(self) -> bool:
        """Answers may still be written."""
        return self.state in OPEN and self.locked_at is None

    def is_overdue(self, now: datetime) -> bool:
        return self.waits and self.due_at is not None and now >= self.due_at


# What stands in lists for everybody, if it is public; and what experts may answer.
LISTED = (Question.State.PUBLISHED, Question.State.ANSWERED, Question.State.ACCEPTED, Question.State.CLOSED)
OPEN = (Question.State.PUBLISHED, Question.State.ANSWERED, Question.State.ACCEPTED)


class Picture(models.Model):
    """A picture of a question, made anew from what was sent: nothing of the original file is kept.

    The bytes stand in the row, not among the uploads that everybody may open: who sees the question sees the picture,
    but for a hidden one (`PictureQuerySet.visible_to`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="pictures")
    webp = models.BinaryField(editable=False)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(_("прислана"))
    hidden_at = models.DateTimeField(_("скрыта"), null=True, blank=True)

    objects: ClassVar[Any] = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("картинка к вопросу")
        verbose_name_plural = _("картинки к вопросам")
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"{self.question}: {self.width}×{self.height}"


class Reaction(models.Model):
    """«У меня так же» to a question; «Помогло» or «Не помогло» (and why) to an answer. Each person once."""

    class Kind(models.TextChoices):
        SAME = "same", _("у меня так же")
        HELPED = "helped", _("помогло")
        NOT_HELPED = "not_helped", _("не помогло")

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="reactions")
    question = models.ForeignKey(Question, models.CASCADE, related_name="reactions")
    answer = models.ForeignKey(
        "questions.Answer", models.CASCADE, null=True, blank=True, related_name="reactions", verbose_name=_("ответ")
    )
    kind = models.CharField(_("что сказано"), max_length=10, choices=Kind)
    why = models.TextField(_("почему не помогло"), blank=True)
    at = models.DateTimeField(_("когда"))

    class Meta:
        verbose_name = _("отклик")
        verbose_name_plural = _("отклики")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "question"], condition=models.Q(answer__isnull=True), name="one_same"
            ),
            models.UniqueConstraint(
                fields=["learner", "answer"], condition=models.Q(answer__isnull=False), name="one_word_on_an_answer"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="same", answer__isnull=True)
                | (~models.Q(kind="same") & models.Q(answer__isnull=False)),
                name="same_is_about_the_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.kind}"


class Follow(models.Model):
    """A learner wants to hear of a question, a topic or a lesson: of exactly one of them."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="follows")
    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="follows")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="follows")
    lesson = models.ForeignKey(Lesson, models.CASCADE, null=True, blank=True, related_name="follows")
    made_at = models.DateTimeField(_("с какого времени"))

    class Meta:
        verbose_name = _("подписка")
        verbose_name_plural = _("подписки")
        constraints = [
            models.UniqueConstraint(fields=["learner", "question"], name="one_follow_of_a_question"),
            models.UniqueConstraint(fields=["learner", "topic"], name="one_follow_of_a_topic"),
            models.UniqueConstraint(fields=["learner", "lesson"], name="one_follow_of_a_lesson"),
            models.CheckConstraint(
                condition=models.Q(question__isnull=False, topic__isnull=True, lesson__isnull=True)
                | models.Q(question__isnull=True, topic__isnull=False, lesson__isnull=True)
                | models.Q(question__isnull=True, topic__isnull=True, lesson__isnull=False),
                name="follows_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.question or self.topic or self.lesson}"
