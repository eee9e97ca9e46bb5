"""allauth's forms in our words: one password field, no placeholders, each error says what to do."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.core import context
from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import guests, personal_data, whose
from accounts.addresses import home_path
from accounts.forms.address import LOOKS_WRONG
from accounts.mailboxes import is_taken, replace_address
from accounts.models import User
from accounts.requests import Request

LONGEST_PASSWORD = 200
# The article that holds the document, by language.
CONSENT_PAGES = {"ru": "soglasie/", "en": "consent/"}
WORDS: dict[str, dict[str, Any]] = {
    "email": {
        "label": _("Электронная почта"),
        "required": _("Напишите вашу почту."),
        "invalid": LOOKS_WRONG,
        "autocomplete": "email",
    },
    "login": {
        "label": _("Электронная почта"),
        "required": _("Напишите вашу почту."),
        "invalid": LOOKS_WRONG,
        "autocomplete": "username",
    },
    "password": {"label": _("Пароль"), "required": _("Напишите пароль.")},
    "oldpassword": {"label": _("Нынешний пароль"), "required": _("Напишите нынешний пароль.")},
    "password1": {
        "label": _("Новый пароль"),
        "help": _("Не короче 8 знаков. Например, три слова подряд. Запишите его в блокнот."),
        "required": _("Придумайте пароль."),
    },
    "code": {"label": _("Код из письма"), "required": _("Напишите код из письма."), "inputmode": "numeric"},
}


def consent_page() -> str:
    return CONSENT_PAGES.get(get_language() or "", CONSENT_PAGES["ru"])


class PlainWords:
    """Puts our labels and errors on allauth's fields, and takes away what asks for the same thing twice."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in WORDS:
                self.reword(field, WORDS[name])

    @staticmethod
    def reword(field: forms.Field, words: dict[str, Any]) -> None:
        field.label = words["label"]
        field.help_text = words.get("help", "")
        field.error_messages.update({key: words[key] for key in ("required", "invalid") if key in words})
        field.widget.attrs.update({key: words[key] for key in ("autocomplete", "inputmode") if key in words})
        if isinstance(field.widget, forms.PasswordInput):
            field.widget.attrs["maxlength"] = LONGEST_PASSWORD


class SignInForm(PlainWords, allauth_forms.LoginForm):
    pass


class RequestCodeForm(PlainWords, allauth_forms.RequestLoginCodeForm):
    pass


class ConfirmCodeForm(PlainWords, allauth_forms.ConfirmLoginCodeForm):
    pass


class ResetPasswordForm(PlainWords, allauth_forms.ResetPasswordForm):
    pass


class NewPasswordForm(PlainWords, allauth_forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainWords, allauth_forms.SetPasswordForm):
    pass


class ReauthenticateForm(PlainWords, allauth_forms.ReauthenticateForm):
    pass


class ChangeAddressForm(PlainWords, allauth_forms.AddEmailForm):
    """Another address. It takes the old one's place when its letter is answered; an address that was never confirmed
    gives its place up at once.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Новая почта")

    def clean_email(self) -> str:
        email = super().clean_email()
        if is_taken(email, self.user):
            raise forms.ValidationError(gettext("С этой почтой есть другая страница. Возьмите другую почту."))
        return email

    def save(self, request: Request) -> EmailAddress:
        if EmailAddress.objects.get_verified(self.user) is not None:
            return super().save(request)
        address = replace_address(self.user, self.cleaned_data["email"], is_verified=False)
        send_verification_email_to_address(request, address)
        return address


class SignUpForm(PlainWords, allauth_forms.SignupForm):
    """«Завести свою страницу»: a name to be called by, an address, a password, a consent."""

    name = forms.CharField(
        label=_("Как к вам обращаться"),
        max_length=80,
        help_text=_("Например: Нина Петровна. Это имя увидите вы и те, кто вам помогает."),
        error_messages={"required": _("Напишите имя. Можно любое.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    keep_lessons = forms.BooleanField(
        label=_("Сохранить уроки, которые пройдены на этом устройстве"), required=False, initial=True
    )
    consent = forms.BooleanField(
        label=_("Я даю согласие на обработку моих данных"),
        error_messages={
            "required": _("Без согласия мы не можем хранить ваши данные. Прочитайте его и поставьте галочку.")
        },
    )
    field_order = ["name", "email", "password1", "keep_lessons", "consent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "username"
        self.fields["password1"].label = _("Придумайте пароль")
        self.fields["consent"].help_text = format_html(
            '<a class="button-link" href="{}{}" target="_blank">{}</a>',
            home_path(),
            consent_page(),
            gettext("Прочитать согласие"),
        )
        self.guest = whose.guest_with_lessons(context.request)
        if self.guest is None:
            del self.fields["keep_lessons"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def try_save(self, request: Request) -> tuple[User | None, HttpResponse | None]:
        """A button pressed twice sends two forms at once; the second finds the page that the first has made."""
        try:
            return super().try_save(request)
        except IntegrityError:
            messages.info(request, gettext("Страница с этой почтой уже есть. Войдите в неё."))
            return None, redirect("account_login")

    @transaction.atomic
    def save(self, request: Request) -> User:
        user = super().save(request)
        if self.guest is None:
            return user
        if self.cleaned_data["keep_lessons"]:
            personal_data.merge(self.guest, user.learner, timezone.now())
        guests.forget(request)
        return user
