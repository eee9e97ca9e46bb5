"""How allauth fits this house: its mails go through our door, its guests keep their lessons."""

from typing import Any

from allauth.account import signals
from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_logged_out
from django.core.mail import EmailMessage
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts import guests, helping, mail
from accounts.models import Consent, User

CONSENT_DOCUMENT = "personal-data"
CONSENT_VERSION = "2026-11"
# allauth's mails whose text is a code or a link that signs in.
SECRET_MAILS = ("login_code", "password_reset", "email_confirmation")


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth composes, our door sends: a row now, the worker does the rest."""
        context = {"request": self.request, "email": email, **context}
        composed = self.render_mail(template_prefix, email, context)
        kind = template_prefix.rsplit("/", 1)[-1]
        user = context.get("user")
        mail.post(
            kind=kind,
            to=email,
            subject=composed.subject,
            text=composed.body,
            html=html_of(composed),
            learner=user.learner if isinstance(user, User) and user.pk else None,
            is_secret=kind.startswith(SECRET_MAILS),
        )

    def save_user(self, request: HttpRequest, user: AbstractBaseUser, form: Any, commit: bool = True) -> AbstractBaseUser:
        user.name = form.cleaned_data["name"]
        user = super().save_user(request, user, form, commit=commit)
        Consent.objects.create(
            learner=user.learner, document=CONSENT_DOCUMENT, version=CONSENT_VERSION, given_at=timezone.now()
        )
        return user

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Somebody who learned here as a guest is asked first whether those lessons are theirs."""
        response = super().post_login(request, user, **kwargs)
        guest = guests.from_cookie(request)
        if guest is None or not guest.is_guest or getattr(request, "guest_to_forget", False):
            return response
        return redirect(f"{reverse('whose_lessons')}?{urlencode({'next': response.url})}")


def html_of(composed: EmailMessage) -> str:
    alternatives = getattr(composed, "alternatives", [])
    return next((str(part[0]) for part in alternatives if part[1] == "text/html"), "")


@receiver(signals.user_logged_in)
def begin_as_oneself(request: HttpRequest, **kwargs: Any) -> None:
    helping.end_session(request)


@receiver(user_logged_out)
def leave_no_guest(request: HttpRequest | None, **kwargs: Any) -> None:
    """After signing out on a shared computer, the next person must not find anybody's lessons."""
    if request is not None:
        guests.forget(request)
