"""Guests: people who learn without an account. A signed cookie leads to their learner.

The row is born at the first POST (`ensure`), never on a GET, so that passers-by and robots leave nothing behind.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db.models import F, Q
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Learner, User
from accounts.requests import Request

COOKIE = "guest"
COOKIE_SECONDS = 60 * 60 * 24 * 365
SALT = "accounts.guests"
SEEN_EVERY = timedelta(days=1)
AT_ONCE = timedelta(minutes=1)


class NotAPost(Exception):
    """Reading a page must not write."""


def read_cookie(request: Request) -> tuple[UUID, int] | None:
    """The learner's key in the cookie and the cookie's series; None when absent, altered or too old."""
    value = request.COOKIES.get(COOKIE)
    if not value:
        return None
    try:
        key, _dot, series = signing.loads(value, salt=SALT, max_age=COOKIE_SECONDS).partition(".")
        return UUID(key), int(series or 0)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def cookie_of(learner: Learner) -> str:
    """What a device keeps to find the learner again."""
    return signing.dumps(f"{learner.key}.{learner.cookie_series}", salt=SALT)


def from_cookie(request: Request) -> Learner | None:
    """The learner of this device, following a merge; None when the cookie leads nowhere.

    It may be a registered person's (their bookmark was used here, or a guest's records became theirs): then the device
    shows the lessons, and no page of the account (see `own_learner`).
    """
    cookie = read_cookie(request)
    if cookie is None:
        return None
    key, series = cookie
    known = Learner.objects.select_related("user", "merged_into__user")
    learner = known.filter(key=key, cookie_series=series).first()
    return (learner.merged_into or learner) if learner else None


def own_learner(request: Request) -> Learner | None:
    """Whose personal pages (data, bookmarks, helpers) this person may open: the signed-in person's own, never those of
    the learner they help; else the guest of this device. None for somebody new, and for whoever came by the bookmark of
    a registered person.
    """
    if isinstance(request.user, User):
        return request.user.learner
    learner = request.learner
    return learner if learner is not None and learner.is_guest else None


def ensure(request: Request) -> Learner:
    """Whose records this POST changes; a guest's row is made now if there is none yet.

    The middleware sets the cookie as the answer leaves. Raises NotAPost.
    """
    if request.method != "POST":
        raise NotAPost(request.method)
    if request.learner is None:
        request.learner = newcomer(request, timezone.now())
        remember(request, request.learner)
    else:
        see(request.learner, timezone.now())
    return request.learner


def newcomer(request: Request, now: datetime) -> Learner:
    """A new guest; the first posts of one browser lead to one guest, though they come at the same moment.

    Such posts have no guest's cookie yet, and all have the browser's secret against forged requests: the guest's key is
    made of it. Whoever sits down at the browser later is somebody else, so the key is good AT_ONCE only.
    """
    secret = request.META.get("CSRF_COOKIE")
    if secret:
        key = UUID(bytes=salted_hmac(SALT, secret, algorithm="sha256").digest()[:16])
        known, made = Learner.objects.get_or_create(key=key, defaults={"language": request.LANGUAGE_CODE})
        if made or (known.is_guest and now - known.created_at < AT_ONCE):
            return known
    return Learner.objects.create(language=request.LANGUAGE_CODE)


def see(learner: Learner, now: datetime) -> None:
    """The learner is still about; written once a day."""
    if now - learner.seen_at > SEEN_EVERY:
        Learner.objects.filter(pk=learner.pk).update(seen_at=now)


def remember(request: Request, learner: Learner) -> None:
    """Have this device lead to `learner` from now on."""
    request.guest_to_set = learner
    request.guest_to_forget = False


def forget(request: Request) -> None:
    """Have this device lead to nobody from now on. What is posted next is somebody else's: see `newcomer`."""
    request.guest_to_set = None
    request.guest_to_forget = True
    rotate_token(request)


def leave_other_devices(request: Request, learner: Learner) -> None:
    """No device leads to the learner by a cookie any more, except this one if it does now."""
    here = from_cookie(request)
    Learner.objects.filter(Q(pk=learner.pk) | Q(merged_into=learner)).update(cookie_series=F("cookie_series") + 1)
    if here == learner:
        learner.refresh_from_db(fields=["cookie_series"])
        remember(request, learner)


def is_forgotten(request: Request) -> bool:
    """This very request has just said goodbye to the guest of the device."""
    return getattr(request, "guest_to_forget", False)


def write_cookie(request: Request, response: HttpResponse) -> None:
    learner = getattr(request, "guest_to_set", None)
    if learner is not None:
        response.set_cookie(
            COOKIE,
            cookie_of(learner),
            max_age=COOKIE_SECONDS,
            httponly=True,
            secure=request.is_secure(),
            samesite="Lax",
        )
    elif is_forgotten(request):
        response.delete_cookie(COOKIE, samesite="Lax")
