"""The editors' side of questions: who answers. Answering itself needs no right in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from questions.models import Expert, Vouching


class ExpertViewSet(SnippetViewSet):
    model = Expert
    icon = "user"
    menu_label = _("Эксперты")
    list_display = ["name", "organisation", "checked_on", "weekly_limit", "ended_at"]


class VouchingViewSet(SnippetViewSet):
    model = Vouching
    icon = "group"
    menu_label = _("За кого поручились")
    list_display = ["user", "organisation", "vouched_by", "vouched_on", "ended_on"]


class AnsweringGroup(SnippetViewSetGroup):
    items = (ExpertViewSet, VouchingViewSet)
    menu_icon = "help"
    menu_label = _("Кто отвечает")
    menu_name = "answering"
    menu_order = 375


register_snippet(AnsweringGroup)
