"""Texts of the site: home, articles, what to do when frightened, words explained, pictures."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index

from content.blocks import TEXT_FEATURES, ArticleBlocks
from content.fields import BlocksField, FoldedField
from content.routing import QuietlyPublic


class Picture(AbstractImage):
    """A picture; its description is the alternative text offered wherever it is used."""

    credit = models.CharField(_("кто нарисовал или снял"), max_length=200, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "description",
        "collection",
        "tags",
        "credit",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("картинка")
        verbose_name_plural = _("картинки")
        permissions = [("choose_image", "Can choose image")]

    def get_rendition(self, filter: Filter | str) -> AbstractRendition:  # noqa: A002 (Wagtail's name)
        """Wagtail writes a rendition into the cache even when it has just read it there: with files as cache, that was
        most of the work of a page with pictures."""
        wanted = self.clean_filter_for_svg(Filter(spec=filter) if isinstance(filter, str) else filter)
        renditions = self.get_rendition_model()
        key = renditions.construct_cache_key(self, wanted.get_cache_key(self), wanted.spec)
        known = renditions.cache_backend.get(key)
        if known is None:
            return super().get_rendition(wanted)
        known.image = self
        return known


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition")
        ]


class GlossaryTerm(TranslatableMixin, index.Indexed, models.Model):
    """A word explained: one sentence, then an example."""

    key = models.SlugField(
        _("ключ"), max_length=60, help_text=_("Латиницей: по нему слово находят программы и ссылки.")
    )
    term = models.CharField(_("слово"), max_length=80)
    folded = FoldedField(source="term", max_length=80)
    short = models.CharField(_("одной фразой"), max_length=200)
    explanation = RichTextField(_("объяснение"), features=["bold", "italic", "ul", "ol", "link"])

    panels = [
        FieldPanel("term"),
        FieldPanel("key"),
        FieldPanel("short", help_text=_("Видно сразу, на месте. Без слов, которые тоже надо объяснять.")),
        FieldPanel("explanation", help_text=_("Два-три предложения и пример из жизни.")),
    ]
    search_fields = [
        index.SearchField("term", boost=3),
        index.AutocompleteField("term"),
        index.SearchField("short"),
        index.SearchField("explanation"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("слово словаря")
        verbose_name_plural = _("словарь")
        ordering = ["folded"]
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="one_term_per_language")]

    def __str__(self) -> str:
        return self.term


class ShortAddress(models.Model):
    """`/n/<number>/`: short enough to print and to dictate. A number is given once and never means anything else."""

    number = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    key = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_number_each")]

    def __str__(self) -> str:
        return f"/n/{self.number}/"


class HomePage(QuietlyPublic, Page):
    """The first page of one language."""

    is_same_for_strangers = True

    lead = models.CharField(_("что это за место"), max_length=300, blank=True)
    start_title = models.CharField(_("заголовок над темами"), max_length=100, default=_("С чего начнём?"))

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template = "portal/home.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead", help_text=_("Две-три короткие фразы под названием.")),
        FieldPanel("start_title"),
        InlinePanel(
            "topics",
            label=_("Тема"),
            heading=_("Темы"),
            max_num=4,
            help_text=_("Тему видят, пока её страница опубликована."),
        ),
    ]

    class Meta:
        verbose_name = _("главная страница")


class HomeTopic(Orderable):
    """One of the first steps offered to a newcomer. Shown while the page it leads to is published."""

    class Drawing(models.TextChoices):
        PHONE = "phone", _("телефон")
        FRAUD = "fraud", _("защита от обмана")
        SERVICES = "services", _("услуги и врач")
        HELPING = "helping", _("помощь близким")

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="topics")
    title = models.CharField(_("название"), max_length=60)
    text = models.CharField(_("одной фразой"), max_length=160, blank=True)
    drawing = models.CharField(_("рисунок"), max_length=20, choices=Drawing)
    target = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("куда ведёт"))

    panels = [FieldPanel("title"), FieldPanel("text"), FieldPanel("drawing"), FieldPanel("target")]


class ArticlePage(QuietlyPublic, Page):
    """A page of plain text: about us, how to learn here, a document."""

    is_same_for_strangers = True

    summary = models.CharField(_("коротко"), max_length=300, blank=True)
    body = BlocksField(ArticleBlocks(), verbose_name=_("содержание"), blank=True)
    in_footer = models.BooleanField(_("ссылка внизу каждой страницы"), default=False)

    parent_page_types: ClassVar[list[str]] = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "content/article.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary", help_text=_("Одна фраза под заголовком и в поиске.")),
        FieldPanel("body"),
        FieldPanel("in_footer"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("статья")
        verbose_name_plural = _("статьи")


class SituationStepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Что сделать"), max_length=100)
    text = blocks.RichTextBlock(label=_("Как"), features=TEXT_FEATURES)

    class Meta:
        label = _("Шаг")


class SituationBlock(blocks.StructBlock):
    anchor = blocks.RegexBlock(
        regex=r"^[a-z][a-z0-9-]*$",
        label=_("Якорь"),
        help_text=_("Латиницей: так заканчивается ссылка на это место."),
        error_messages={"invalid": _("Только маленькие латинские буквы, цифры и дефис.")},
    )
    title = blocks.CharBlock(label=_("Что случилось"), max_length=60)
    first = blocks.CharBlock(label=_("Первые слова, чтобы успокоить"), max_length=200)
    steps = blocks.ListBlock(SituationStepBlock(), label=_("Шаги"), min_num=5, max_num=5)
    say = blocks.CharBlock(label=_("Что сказать по телефону"), max_length=300, required=False)

    class Meta:
        label = _("Случай")
        icon = "warning"


class HelpNowPage(QuietlyPublic, Page):
    """What to do when frightened, hurried or deceived: a few situations, five steps each."""

    is_same_for_strangers = True

    intro = models.CharField(_("вступление"), max_length=300)
    situations = BlocksField([("situation", SituationBlock())], verbose_name=_("случаи"))
    promise = models.TextField(_("чего мы никогда не делаем"))

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "content/help_now.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("situations", help_text=_("Что случилось и ровно пять шагов. Страницу печатают: пишите коротко.")),
        FieldPanel("promise"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("situation_titles", boost=2),
        index.SearchField("intro"),
        index.SearchField("situations"),
    ]

    class Meta:
        verbose_name = _("страница «Срочно»")

    def situation_titles(self) -> list[str]:
        """For the search each situation is a title: whoever types «мне звонят» needs this page first."""
        return [situation.value["title"] for situation in self.situations]


class GlossaryPage(QuietlyPublic, Page):
    """All explained words of one language, in alphabetical order."""

    is_same_for_strangers = True

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "content/glossary.html"

    class Meta:
        verbose_name = _("словарь")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["terms"] = GlossaryTerm.objects.filter(locale=self.locale)
        return context
