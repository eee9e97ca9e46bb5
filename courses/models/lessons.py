"""Sections and lessons, as editors write them."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page
from wagtail.search import index

from accounts.requests import Request
from content.fields import BlocksField
from content.models import Picture
from content.routing import QuietlyPublic
from courses.blocks import LessonBlocks
from courses.completion import PRESETS, Combine, Preset, Route, Rule
from courses.editing import LessonForm
from courses.querysets import LessonPageManager

# Routes of the course page.
RESERVED_SLUGS = {"confident"}


class SectionPage(Page):
    """A heading between lessons: those that follow it in the order of the course belong to it."""

    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("раздел")
        verbose_name_plural = _("разделы")

    def serve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """A heading has no page of its own: its place is in the outline."""
        return redirect(f"{self.get_parent().get_url(request)}#section-{self.pk}")


class LessonPage(RoutablePageMixin, QuietlyPublic, Page):
    """A lesson as its authors write it. What learners did points at its identity, `courses.Lesson`."""

    is_same_for_strangers = True

    summary = models.CharField(_("чему научит"), max_length=300)
    picture = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("картинка")
    )
    minutes = models.PositiveSmallIntegerField(_("минут"), default=10)
    required = models.BooleanField(_("нужен, чтобы пройти курс"), default=True)
    checked_on = models.DateField(
        _("проверен"), default=timezone.localdate, help_text=_("Когда сведения сверили с жизнью.")
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("кто проверил"),
    )
    completion = models.CharField(_("урок пройден, когда"), max_length=20, choices=Preset, default=Preset.COURSE)
    by_reading = models.BooleanField(_("прочитан"), default=False)
    by_quiz = models.BooleanField(_("проверили себя"), default=False)
    by_attending = models.BooleanField(_("пришли на занятие"), default=False)
    by_confirmation = models.BooleanField(_("показали помощнику или ведущему"), default=False)
    by_mark = models.BooleanField(_("отметили сами"), default=False)
    combine = models.CharField(_("сколько нужно"), max_length=5, choices=Combine, default=Combine.ANY)
    body = BlocksField(LessonBlocks(), verbose_name=_("урок"))

    objects = LessonPageManager()
    base_form_class = LessonForm
    # While a draft is being written its questions may be missing; see `courses.editing`.
    rule_may_wait = False

    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/lesson.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary", help_text=_("Одна-две простые фразы: что человек сможет после урока.")),
        FieldPanel("picture", help_text=_("Стоит вверху урока. Её описание читают вслух тем, кто не видит.")),
        FieldRowPanel(
            [
                FieldPanel("minutes", help_text=_("Честно: прочитать и сделать, не спеша.")),
                FieldPanel("required", help_text=_("Без галочки урок не входит в счёт «5 из 8».")),
            ]
        ),
        FieldPanel("body", help_text=_("Галочки учеников держатся за пункты списка: правьте пункт, не удаляя.")),
        MultiFieldPanel(
            [
                FieldPanel("checked_on", help_text=_("Эту дату видит ученик.")),
                FieldPanel("checked_by"),
            ],
            heading=_("Кто и когда проверил"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("completion"),
                FieldPanel("by_reading"),
                FieldPanel("by_quiz"),
                FieldPanel("by_attending"),
                FieldPanel("by_confirmation"),
                FieldPanel("by_mark"),
                FieldPanel("combine"),
            ],
            heading=_("Когда урок считается пройденным"),
            help_text=_("Галочки и «сколько нужно» действуют, если выбрано «составить самим»."),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("урок")
        verbose_name_plural = _("уроки")

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("Этот адрес занят самим порталом. Возьмите другой.")})
        if self.rule_may_wait:
            return
        if self.completion == Preset.COMPOSED and not self.composed_routes():
            raise ValidationError({"completion": _("Поставьте хотя бы одну галочку: как урок становится пройденным?")})
        self.refuse_impossible_rule()

    def refuse_impossible_rule(self) -> None:
        """A rule that nobody can meet would leave every learner without a tick."""
        if self.completion == Preset.COURSE:
            return
        rule = self.own_rule()
        reachable = [route for route in rule.routes if self.offers(route)]
        if not reachable or (rule.combine is Combine.ALL and len(reachable) < len(rule.routes)):
            raise ValidationError(
                {"completion": _("В этом уроке нет вопросов «Проверьте себя», поэтому пройти его так нельзя.")}
            )

    def offers(self, route: Route) -> bool:
        """Can a learner go this way here? A quiz needs a quiz in the body."""
        return route is not Route.QUIZ or any(block.block_type == "quiz" for block in self.body)

    def composed_routes(self) -> list[Route]:
        boxes = {
            Route.READ: self.by_reading,
            Route.QUIZ: self.by_quiz,
            Route.ATTENDED: self.by_attending,
            Route.CONFIRMED: self.by_confirmation,
            Route.MARKED: self.by_mark,
        }
        return [route for route, ticked in boxes.items() if ticked]

    def own_rule(self) -> Rule:
        if self.completion == Preset.COMPOSED:
            return Rule.of(self.composed_routes(), self.combine)
        return PRESETS[self.completion]

    def completion_rule(self, course_default: str) -> Rule:
        """The rule in force: the lesson's own, else the default of its course.

        A default that this lesson cannot offer falls back to reading: a learner is never left without a way.
        """
        if self.completion != Preset.COURSE:
            return self.own_rule()
        default = PRESETS[course_default]
        return default if all(map(self.offers, default.routes)) else PRESETS[Preset.READ]

    @path("")
    def index_route(self, request: Request) -> HttpResponseBase:
        from courses import views  # views read models

        if getattr(request, "is_preview", False):
            return views.lesson_preview(request, self)
        return views.lesson(request, self)

    @path("<slug:act>/")
    def act(self, request: Request, act: str) -> HttpResponseBase:
        """What a learner does here: `…/<lesson>/complete/` and its like. As a route of the page its privacy holds."""
        from courses import views

        return views.act(request, self, act)
