"""The editors' and managers' side of courses."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

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
