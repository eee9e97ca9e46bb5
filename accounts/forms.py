"""What people fill in about themselves."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from accounts import guests, personal_data
from accounts.models import User


class SignUpForm(allauth_forms.SignupForm):
    """«Завести свою страницу»: a name to be called by, an address, a password, a consent."""

    name = forms.CharField(
        label=_("Как к вам обращаться"),
        max_length=80,
        help_text=_("Например: Нина Петровна. Это имя увидите вы и те, кто вам помогает."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    keep_lessons = forms.BooleanField(
        label=_("Сохранить уроки, которые пройдены на этом устройстве"), required=False, initial=True
    )
    consent = forms.BooleanField(
        label=_("Я даю согласие на обработку моих данных"),
        error_messages={"required": _("Без согласия мы не можем хранить ваши данные. Прочитайте его и поставьте галочку.")},
    )
    field_order = ["name", "email", "password1", "keep_lessons", "consent"]

    def __init__(self, *args: Any, guest_has_lessons: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Электронная почта")
        self.fields["email"].widget.attrs.pop("placeholder", None)
        self.fields["password1"].label = _("Придумайте пароль")
        self.fields["password1"].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _("Не короче 8 знаков. Например, три слова подряд. Запишите его в блокнот.")
        if not guest_has_lessons:
            del self.fields["keep_lessons"]

    def save(self, request: HttpRequest) -> User:
        user = super().save(request)
        if user is not None and self.cleaned_data.get("keep_lessons"):
            guest = guests.from_cookie(request)
            if guest is not None and guest.is_guest:
                personal_data.merge(guest, user.learner, timezone.now())
                guests.forget(request)
        return user


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Электронная почта")
        self.fields["login"].widget.attrs.pop("placeholder", None)
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""


class WordsForm(forms.Form):
    """Four words of a bookmark or an invitation, however they were typed."""

    words = forms.CharField(
        label=_("Четыре слова"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Напишите четыре слова с вашей закладки.")},
    )


class NewUserForm(UserCreationForm):
    """A person made by an administrator."""

    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        model = User
        fields = {"email", "name", "is_superuser", "groups"}


class EditUserForm(UserEditForm):
    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):
        model = User
        fields = {"email", "name", "is_active", "is_superuser", "groups"}
