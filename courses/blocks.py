"""Blocks that only lessons have: those a learner does something in."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks import LISTS, ArticleBlocks


class ChecklistBlock(blocks.StructBlock):
    """Things to do; each learner's ticks are kept by the id of the item, so that texts may be mended."""

    title = blocks.CharBlock(label=_("Заголовок"), max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("Дела"), min_num=1)

    class Meta:
        label = _("Список дел с галочками")
        group = LISTS
        icon = "tasks"
        template = "blocks/checklist.html"


class LessonBlocks(ArticleBlocks):
    checklist = ChecklistBlock()
