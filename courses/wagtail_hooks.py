"""The editors' and managers' side of courses."""

from django.http import HttpRequest
from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses import reversals
from courses.models import Topic


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = _("Темы")
    menu_name = "topics"
    menu_order = 360
    add_to_admin_menu = True
    list_display = ["title", "slug", "order"]


register_snippet(TopicViewSet)


class ReversalsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(reversals.PERMISSION)


@hooks.register("register_admin_urls")
def reversal_urls() -> list[URLPattern]:
    return reversals.urlpatterns


@hooks.register("register_admin_menu_item")
def reversals_menu_item() -> MenuItem:
    return ReversalsMenuItem(
        _("Снять отметку"), reverse_lazy("reversals"), name="reversals", icon_name="rotate", order=380
    )
