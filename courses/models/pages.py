"""The catalogue and its courses, as editors write them."""

from typing import Any, ClassVar

from django.db import models
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable, Page
from wagtail.search import index

from accounts.models import Organisation
from accounts.requests import Request
from content.blocks import ArticleBlocks
from content.fields import BlocksField
from content.models import Picture
from content.routing import QuietlyPublic
from courses.completion import Preset
from courses.digcomp import Competence
from courses.models.topics import Topic
from courses.querysets import CoursePageManager


class Level(models.TextChoices):
    BEGINNER = "beginner", _("с нуля")
    CONFIDENT = "confident", _("для тех, кто освоился")


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("для всех")
    OLDER = "older", _("для старших")
    HELPERS = "helpers", _("для тех, кто помогает")
    FAMILIES = "families", _("для внуков и старших вместе")


class CataloguePage(QuietlyPublic, Page):
    """All courses of one language."""

    is_same_for_strangers = True

    lead = models.CharField(_("вступление"), max_length=300, blank=True)

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    template = "courses/catalogue.html"
    content_panels = [*Page.content_panels, FieldPanel("lead", help_text=_("Одна фраза под заголовком каталога."))]

    class Meta:
        verbose_name = _("каталог курсов")

    def get_context(self, request: Request, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses import catalogue  # rules read models

        return super().get_context(request, *args, **kwargs) | catalogue.context(self, request)


class CoursePage(RoutablePageMixin, QuietlyPublic, Page):
    """A course as its authors describe it. What learners did points at its identity, `courses.Course`."""

    is_same_for_strangers = True

    summary = models.CharField(_("о чём курс"), max_length=300)
    introduction = BlocksField(ArticleBlocks(required=False), verbose_name=_("вступление"), blank=True)
    outcomes = BlocksField(
        [("outcome", blocks.CharBlock(label=_("Вы сможете …"), max_length=160))],
        verbose_name=_("вы сможете"),
        blank=True,
    )
    picture = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("картинка")
    )
    audience = models.CharField(_("для кого"), max_length=20, choices=Audience, default=Audience.EVERYONE)
    level = models.CharField(_("с чего начинать"), max_length=20, choices=Level, default=Level.BEGINNER)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="courses", verbose_name=_("темы"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="courses", verbose_name=_("организация")
    )
    completion_default = models.CharField(
        _("как урок считается пройденным"),
        max_length=20,
        choices=[choice for choice in Preset.choices if choice[0] not in (Preset.COURSE, Preset.COMPOSED)],
        default=Preset.READ,
        help_text=_("Урок может выбрать другой способ."),
    )

    objects = CoursePageManager()

    parent_page_types: ClassVar[list[str]] = ["courses.CataloguePage"]
    subpage_types: ClassVar[list[str]] = ["courses.SectionPage", "courses.LessonPage"]
    template = "courses/course.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary", help_text=_("Одна-две простые фразы для карточки в каталоге.")),
        FieldPanel("picture", help_text=_("Её описание читают вслух тем, кто не видит.")),
        FieldPanel("outcomes", help_text=_("Продолжите фразу «Вы сможете …»: с глагола, с маленькой буквы.")),
        FieldPanel("introduction", help_text=_("Для кого курс и зачем. Уроки идут ниже сами.")),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("level"), FieldPanel("topics"), FieldPanel("organisation")],
            heading=_("Для кого и о чём"),
        ),
        FieldPanel("completion_default"),
        InlinePanel("teachers", label=_("Преподаватель"), heading=_("Преподаватели")),
        InlinePanel(
            "prerequisites",
            label=_("Курс"),
            heading=_("Что лучше пройти раньше"),
            help_text=_("Это совет: уроки открыты всем и без него."),
        ),
        InlinePanel(
            "competences",
            label=_("Умение"),
            heading=_("Цифровые умения (DigComp 2.2)"),
            help_text=_("Для отчётов. Ученики этого не видят."),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("introduction"),
        index.SearchField("outcomes"),
        index.FilterField("audience"),
        index.FilterField("level"),
    ]

    class Meta:
        verbose_name = _("курс")
        verbose_name_plural = _("курсы")

    def get_context(self, request: Request, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses import views  # views read models

        return super().get_context(request, *args, **kwargs) | views.course_context(self, request)

    @path("confident/")
    def confident(self, request: Request) -> HttpResponseBase:
        """«Справлюсь без помощи?». Routes come before children: no lesson may have this slug (`LessonPage.clean`)."""
        from courses import views

        return views.confident(request, self)


class CourseTeacher(Orderable):
    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="teachers")
    name = models.CharField(_("имя"), max_length=100)
    role = models.CharField(_("кто это"), max_length=120, blank=True)

    panels = [FieldPanel("name"), FieldPanel("role")]

    def __str__(self) -> str:
        return self.name


class CoursePrerequisite(Orderable):
    """A course that is better taken first. Advice: nothing is locked."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    course = models.ForeignKey(CoursePage, models.CASCADE, related_name="+", verbose_name=_("курс"))

    panels = [PageChooserPanel("course", "courses.CoursePage")]


class CourseCompetence(Orderable):
    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="competences")
    code = models.CharField(_("умение"), max_length=4, choices=Competence)

    panels = [FieldPanel("code")]
