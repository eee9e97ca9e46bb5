"""People in Wagtail's admin."""

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.users.views.users import UserViewSet

from accounts.forms.admin import EditUserForm, NewUserForm


class PeopleViewSet(UserViewSet):
    menu_label = _("Люди")
    create_template_name = "accounts/admin/create_user.html"
    edit_template_name = "accounts/admin/edit_user.html"

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return EditUserForm if for_update else NewUserForm
