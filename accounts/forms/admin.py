"""People as administrators make and change them."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm, UserForm

from accounts.mailboxes import is_taken, replace_address
from accounts.models import User


class OneAddress(UserForm):
    """The address in lower case, free, and known to allauth as the person's only one."""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if is_taken(email, self.instance):
            raise forms.ValidationError(_("У этой почты уже есть хозяин."))
        return email

    def save(self, commit: bool = True) -> User:
        user = super().save(commit=commit)
        if commit and "email" in self.changed_data:
            replace_address(user, user.email, is_verified=False)
        return user


class NewUserForm(OneAddress, UserCreationForm):
    first_name = None
    last_name = None
    name = forms.CharField(label=_("Как обращаться"), max_length=80)

    class Meta(UserCreationForm.Meta):
        model = User
        fields = {"email", "name", "is_superuser", "groups"}


class EditUserForm(OneAddress, UserEditForm):
    first_name = None
    last_name = None
    name = forms.CharField(label=_("Как обращаться"), max_length=80)

    class Meta(UserEditForm.Meta):
        model = User
        fields = {"email", "name", "is_active", "is_superuser", "groups"}


class OwnNameForm(forms.ModelForm):
    """One's own name, in the settings of the admin. The address is changed on the public page, and confirmed there."""

    class Meta:
        model = User
        fields = ["name"]
