"""Guests: people who learn without an account. A signed cookie leads to their learner.

The row is born at the first POST (`ensure`), never on a GET, so that passers-by and robots leave nothing behind.
"""

from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import Learner

COOKIE = "guest"
COOKIE_SECONDS = 60 * 60 * 24 * 365
SALT = "accounts.guests"


def read_cookie(request: HttpRequest) -> UUID | None:
    """The learner's key in the cookie; None when absent, altered or too old."""
    value = request.COOKIES.get(COOKIE)
    if not value:
        return None
    try:
        return UUID(signing.loads(value, salt=SALT, max_age=COOKIE_SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def from_cookie(request: HttpRequest) -> Learner | None:
    """The guest of this device, following a merge; None when the cookie leads nowhere."""
    key = read_cookie(request)
    if key is None:
        return None
    learner = Learner.objects.select_related("user", "merged_into__user").filter(key=key).first()
    return (learner.merged_into or learner) if learner else None


def ensure(request: HttpRequest) -> Learner:
    """Whose records this POST changes; a guest's row is made now if there is none yet.

    The middleware sets the cookie as the answer leaves.
    """
    if request.learner is None:
        request.learner = Learner.objects.create(language=request.LANGUAGE_CODE)
        remember(request, request.learner)
    return request.learner


def remember(request: HttpRequest, learner: Learner) -> None:
    """Have this device lead to `learner` from now on."""
    request.guest_to_set = learner


def forget(request: HttpRequest) -> None:
    """Have this device lead to nobody from now on."""
    request.guest_to_set = None
    request.guest_to_forget = True


def write_cookie(request: HttpRequest, response: HttpResponse) -> None:
    learner = getattr(request, "guest_to_set", None)
    if learner is not None:
        response.set_cookie(
            COOKIE,
            signing.dumps(str(learner.key), salt=SALT),
            max_age=COOKIE_SECONDS,
            httponly=True,
            secure=request.is_secure(),
            samesite="Lax",
        )
    elif getattr(request, "guest_to_forget", False):
        response.delete_cookie(COOKIE, samesite="Lax")
