"""The administrators' side of people."""

from django.http import HttpRequest
from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.forms.admin import OwnNameForm
from accounts.letters import wordings as rules
from accounts.models import Organisation
from accounts.views import stuck_mail, wordings


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


class LettersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(wordings.PERMISSION)


@hooks.register("register_admin_urls")
def letter_urls() -> list[URLPattern]:
    return wordings.urlpatterns


@hooks.register("register_admin_menu_item")
def letters_menu_item() -> MenuItem:
    return LettersMenuItem(_("Письма"), reverse_lazy("letters"), name="letters", icon_name="mail", order=385)


@hooks.register("register_log_actions")
def register_wordings(actions: LogActionRegistry) -> None:
    actions.register_action(rules.CHANGED, _("Сменить слова письма"), _("Слова письма сменились"))
    actions.register_action(rules.DROPPED, _("Вернуть слова портала"), _("Письмо снова говорит словами портала"))


class StuckMailMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(stuck_mail.PERMISSION)


@hooks.register("register_admin_urls")
def stuck_mail_urls() -> list[URLPattern]:
    return stuck_mail.urlpatterns


@hooks.register("register_admin_menu_item")
def stuck_mail_menu_item() -> MenuItem:
    return StuckMailMenuItem(_("Почта"), reverse_lazy("stuck_mail"), name="mail", icon_name="info-circle", order=386)


hooks.register("construct_homepage_panels", stuck_mail.add_panel)
hooks.register("register_log_actions", stuck_mail.register_actions)
