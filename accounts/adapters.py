"""How allauth fits this house: its mails go through our door, its guests keep their lessons, its words are ours."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.account import signals
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import LOGIN_BY_CODE_TIMEOUT
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import consents, dead_addresses, guests, helping, letters, mail, mailboxes, roles, whose
from accounts.addresses import home_path
from accounts.letters import entrance
from accounts.models import Mail, User
from accounts.requests import Request

# allauth's mails whose text is a code or a link that opens a door.
SECRET_MAILS = ("login_code", "password_reset_key", "email_confirmation")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Эта страница закрыта. Позвоните нам, и мы разберёмся."),
        "duplicate_email": _("Эта почта у вас уже записана."),
        "email_password_mismatch": _("Почта или пароль не подошли. Проверьте язык клавиатуры и попробуйте ещё раз."),
        "email_taken": _("С этой почтой страница уже есть. Попробуйте войти."),
        "enter_current_password": _("Нынешний пароль не подошёл. Попробуйте ещё раз."),
        "incorrect_code": _("Код не подошёл. Проверьте цифры в письме."),
        "incorrect_password": _("Пароль не подошёл. Попробуйте ещё раз."),
        "invalid_password_reset": _("Эта ссылка больше не работает. Попросите новую."),
        "rate_limited": _("Слишком часто. Подождите минуту и попробуйте снова."),
        "too_many_login_attempts": _("Слишком много попыток. Подождите пять минут и попробуйте снова."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        """Whoever may not enter the admin is not sent back to it: it would send them here again, for ever."""
        user = self.request.user
        to_admin = urlsplit(url or "").path.startswith(reverse("wagtailadmin_home"))
        if to_admin and user.is_authenticated and not user.has_perm(roles.ENTER_ADMIN):
            return False
        return bool(super().is_safe_url(url))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth knows the facts; our words, our door: a row now, the worker does the rest."""
        kind = template_prefix.rsplit("/", 1)[-1]
        owner = User.objects.select_related("learner").filter(email=email.lower()).first()
        facts = entrance.facts_of(context, email, owner or context.get("user"))
        composed = letters.compose(kind, get_language() or settings.LANGUAGE_CODE, facts)
        mail.post(
            kind=kind,
            to=email,
            subject=composed.subject,
            text=composed.text,
            html=composed.html,
            learner=owner.learner if owner else None,
            is_secret=kind.startswith(SECRET_MAILS),
        )

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """News about the account goes to confirmed addresses only."""
        email = email or EmailAddress.objects.get_primary_email(user)
        if email and EmailAddress.objects.filter(user=user, email=email, verified=True).exists():
            super().send_notification_mail(template_prefix, user, context, email)

    def save_user(self, request: Request, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data["name"]
        user = super().save_user(request, user, form, commit=commit)
        user.learner.language = request.LANGUAGE_CODE
        user.learner.save(update_fields=["language"])
        consents.give(user.learner, timezone.now())
        return user

    def get_login_redirect_url(self, request: Request) -> str:
        return f"{home_path()}my/"

    def get_signup_redirect_url(self, request: Request) -> str:
        return self.get_login_redirect_url(request)

    def get_logout_redirect_url(self, request: Request) -> str:
        return home_path()

    def post_login(self, request: Request, user: User, **kwargs: Any) -> HttpResponse:
        """Somebody who learned here as a guest is asked first whether those lessons are theirs.

        Whose letters do not arrive is told so, unless they come to their own page, which says it itself.
        """
        response = super().post_login(request, user, **kwargs)
        if response.url != self.get_login_redirect_url(request) and dead_addresses.of(user.learner):
            messages.warning(request, _("Письма на вашу почту не доходят. Проверьте её на своей странице."))
        if whose.question(request) is None:
            return response
        return redirect(whose.address(response.url))


@receiver(signals.user_logged_in)
def begin_as_oneself(request: Request, user: User, **kwargs: Any) -> None:
    """Whoever was made by a command has no address with allauth yet, and looking at one's own page must not write."""
    helping.end_session(request)
    mailboxes.ensure_address(user)


@receiver(user_logged_out)
def leave_no_guest(request: Request | None, **kwargs: Any) -> None:
    """After signing out on a shared computer, the next person must not find anybody's lessons."""
    if request is not None:
        guests.forget(request)


@receiver(signals.email_confirmed)
def shut_out_a_squatter(request: Request, email_address: EmailAddress, **kwargs: Any) -> None:
    """Only now has anybody proved that the address is theirs, by a code: a password set before may be a stranger's.

    Without a password its sessions end too; the person is told, and may think of a new one.
    """
    match = request.resolver_match
    user = email_address.user
    if match is None or match.url_name != "account_confirm_login_code" or not user.has_usable_password():
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    messages.info(
        request, _("Вы вошли по коду, и почта теперь точно ваша. Прежний пароль мы убрали: придумайте новый.")
    )


def code_still_works(sent: Mail, now: datetime) -> bool:
    """A sign-in code that waited too long in the box would only puzzle."""
    return now - sent.made_at < timedelta(seconds=LOGIN_BY_CODE_TIMEOUT)


mail.check_before_sending("login_code", code_still_works)
