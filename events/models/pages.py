"""What editors write about workshops: the schedule's page and the text of each workshop."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from accounts.requests import Request
from content.blocks import ArticleBlocks
from content.fields import BlocksField
from content.models import Picture
from content.routing import QuietlyPublic
from courses.models import CoursePage, LessonPage, Topic
from courses.models.pages import Audience, Level


class SchedulePage(QuietlyPublic, Page):
    """All dates of one language."""

    lead = models.CharField(_("вступление"), max_length=300, blank=True)

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = ["events.WorkshopPage"]
    template = "events/schedule.html"
    content_panels = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("расписание занятий")

    def get_context(self, request: Request, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from events import schedule  # rules read models

        return super().get_context(request, *args, **kwargs) | schedule.context(self, request)


class WorkshopPage(QuietlyPublic, Page):
    """A workshop as its authors describe it. Its dates belong to its identity, `events.Workshop`."""

    summary = models.CharField(_("о чём занятие"), max_length=300)
    body = BlocksField(ArticleBlocks(required=False), verbose_name=_("подробно"), blank=True)
    picture = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("картинка")
    )
    audience = models.CharField(_("для кого"), max_length=20, choices=Audience, default=Audience.EVERYONE)
    level = models.CharField(_("с чего начинать"), max_length=20, choices=Level, default=Level.BEGINNER)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="workshops", verbose_name=_("темы"))
    course = models.ForeignKey(
        CoursePage, models.SET_NULL, null=True, blank=True, related_name="workshops", verbose_name=_("курс")
    )
    lessons = ParentalManyToManyField(LessonPage, blank=True, related_name="workshops", verbose_name=_("уроки"))
    can_be_made_up = models.BooleanField(
        _("можно пройти по записи"),
        default=False,
        help_text=_("Кто пропустил занятие, может посмотреть запись. Это засчитается как посещение."),
    )

    parent_page_types: ClassVar[list[str]] = ["events.SchedulePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "events/workshop.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("body"),
        FieldPanel("audience"),
        FieldPanel("level"),
        FieldPanel("topics"),
        FieldPanel("course"),
        FieldPanel("lessons"),
        FieldPanel("can_be_made_up"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("занятие")
        verbose_name_plural = _("занятия")

    def get_context(self, request: Request, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from events import views  # views read models

        return super().get_context(request, *args, **kwargs) | views.workshop_context(self, request)
