"""The blocks that texts are built of. A template of the same name in templates/blocks/ draws each."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from content import video

# Headings in the list from which an editor chooses a block.
TEXTS = _("Текст")
LISTS = _("Шаги и списки")
FILES = _("Картинки, видео, файлы")

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


def rich_text(**kwargs: Any) -> blocks.RichTextBlock:
    return blocks.RichTextBlock(**{"features": TEXT_FEATURES, "label": _("Текст"), **kwargs})


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    class Meta:
        label = _("Текст")
        group = TEXTS
        icon = "pilcrow"
        template = "blocks/text.html"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        label = _("Заголовок")
        group = TEXTS
        icon = "title"
        template = "blocks/heading.html"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Картинка"))
    caption = blocks.CharBlock(label=_("Подпись"), required=False, max_length=200)

    class Meta:
        label = _("Картинка")
        group = FILES
        icon = "image"
        template = "blocks/picture.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Что сделать"), max_length=120, help_text=_("Коротко, с глагола: «Нажмите на номер».")
    )
    text = rich_text(required=False)
    android = rich_text(label=_("На Андроиде"), required=False)
    iphone = rich_text(label=_("На Айфоне"), required=False)
    image = ImageBlock(label=_("Картинка"), required=False)

    def clean(self, value: Any) -> Any:
        """A variant for one phone alone would leave owners of the other with a hole in the steps."""
        cleaned = super().clean(value)
        if bool(cleaned["android"].source) != bool(cleaned["iphone"].source):
            missing = "iphone" if cleaned["android"].source else "android"
            raise StructBlockValidationError(
                block_errors={
                    missing: ValidationError(_("Опишите шаг и для второго телефона — или общим текстом для обоих."))
                }
            )
        return cleaned

    class Meta:
        label = _("Шаг")
        icon = "order"


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Что получится"), max_length=120)
    items = blocks.ListBlock(StepBlock(), label=_("Шаги"), min_num=1)

    class Meta:
        label = _("Шаги по порядку")
        group = LISTS
        icon = "list-ol"
        template = "blocks/steps.html"


class FraudBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Заголовок"), max_length=120)
    text = rich_text()

    class Meta:
        label = _("Осторожно, обман")
        group = TEXTS
        icon = "warning"
        template = "blocks/fraud.html"


class TipBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Заголовок"), max_length=120, required=False)
    text = rich_text()

    class Meta:
        label = _("Совет")
        group = TEXTS
        icon = "pick"
        template = "blocks/tip.html"


class TermBlock(blocks.StructBlock):
    term = SnippetChooserBlock("content.GlossaryTerm", label=_("Слово"))

    class Meta:
        label = _("Что значит слово")
        group = TEXTS
        icon = "help"
        template = "blocks/term.html"


class VideoBlock(blocks.StructBlock):
    """A film: our own file, or one at a provider, which is asked only after a click on our poster."""

    title = blocks.CharBlock(label=_("Название"), max_length=120)
    file = DocumentChooserBlock(label=_("Свой файл (mp4, webm)"), required=False)
    link = blocks.URLBlock(
        label=_("Или ссылка"), required=False, help_text=_("VK Видео, RuTube или YouTube. Откроется только по нажатию.")
    )
    poster = ImageBlock(label=_("Обложка"), required=False)
    captions = DocumentChooserBlock(label=_("Субтитры (vtt)"), required=False)
    transcript = rich_text(
        label=_("Что говорят и показывают"), help_text=_("Текст вместо фильма: для тех, кто не слышит или не видит.")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if bool(cleaned["file"]) == bool(cleaned["link"]):
            errors["file"] = ValidationError(_("Нужен свой файл или ссылка: что-то одно."))
        elif cleaned["file"] and not cleaned["captions"]:
            errors["captions"] = ValidationError(_("К своему фильму нужны субтитры."))
        elif cleaned["link"] and video.find(cleaned["link"]) is None:
            errors["link"] = ValidationError(_("Мы знаем только ссылки VK Видео, RuTube и YouTube на один ролик."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["film"] = video.find(value["link"]) if value["link"] else None
        return context

    class Meta:
        label = _("Видео")
        group = FILES
        icon = "media"
        template = "blocks/video.html"


class AudioBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Название"), max_length=120)
    file = DocumentChooserBlock(label=_("Файл (mp3, ogg, m4a)"))
    transcript = rich_text(label=_("Что говорят"))

    class Meta:
        label = _("Звук")
        group = FILES
        icon = "sound"
        template = "blocks/audio.html"


class FileBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Название"), max_length=120)
    file = DocumentChooserBlock(label=_("Файл"))

    class Meta:
        label = _("Файл, чтобы скачать")
        group = FILES
        icon = "download"
        template = "blocks/file.html"


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Вопрос"), max_length=160)
    text = rich_text()

    class Meta:
        label = _("Вопрос и ответ")


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(AccordionItemBlock(), label=_("Вопросы"), min_num=1)

    class Meta:
        label = _("Раскрывающиеся ответы")
        group = LISTS
        icon = "collapse-down"
        template = "blocks/accordion.html"


def table_block() -> TypedTableBlock:
    return TypedTableBlock(
        [("text", blocks.CharBlock(label=_("Текст"), required=False))],
        label=_("Таблица"),
        template="blocks/table.html",
        group=LISTS,
        icon="table",
    )


class ArticleBlocks(blocks.StreamBlock):
    text = TextBlock()
    heading = HeadingBlock()
    picture = PictureBlock()
    steps = StepsBlock()
    fraud = FraudBlock()
    tip = TipBlock()
    term = TermBlock()
    video = VideoBlock()
    audio = AudioBlock()
    file = FileBlock()
    table = table_block()
    accordion = AccordionBlock()

    class Meta:
        label = _("Содержание")
