"""The editors' side of texts: the words explained, and a menu without doors that lead nowhere for our editors."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content.models import GlossaryTerm

# Help in English at other people's sites, and news of the CMS: nothing that an editor of ours asked for.
HIDDEN = {"help"}


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Словарь")
    menu_name = "glossary"
    menu_order = 350
    add_to_admin_menu = True
    list_display = ["term", "short", "key"]
    ordering = ["folded"]


register_snippet(GlossaryTermViewSet)


@hooks.register("register_icons")
def own_icons(icons: list[str]) -> list[str]:
    return [*icons, "wagtailadmin/icons/sound.svg"]


@hooks.register("construct_main_menu")
def hide(request: HttpRequest, menu_items: list[MenuItem], **kwargs: Any) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN]
