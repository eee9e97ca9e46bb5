"""The administrators' side of people."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.forms.admin import OwnNameForm
from accounts.models import Organisation


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Организации")
    menu_name = "organisations"
    menu_order = 370
    add_to_admin_menu = True
    list_display = ["name", "address", "phone"]


register_snippet(OrganisationViewSet)

# Wagtail asks everybody for a first and a last name here, and has no other way to be told better.
NameEmailSettingsPanel.form_class = OwnNameForm
