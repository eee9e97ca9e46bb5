"""How this device shows pages: the size of letters, the phone whose steps are shown. Kept in cookies of this device."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import Learner
from accounts.requests import Request

SIZE_COOKIE = "size"
PHONE_COOKIE = "phone"
SIZES = ("1", "2", "3")
PHONES = ("android", "iphone")
COOKIE_SECONDS = 60 * 60 * 24 * 365


@dataclass(frozen=True)
class Display:
    """`size` 1–3; `phone` is empty until «Какой у вас телефон?» is answered."""

    size: str
    phone: str

    @property
    def next_size(self) -> str:
        """What «Крупнее» gives: the next size, and after the largest the first again."""
        return SIZES[(SIZES.index(self.size) + 1) % len(SIZES)]

    @property
    def is_largest(self) -> bool:
        return self.size == SIZES[-1]


def of_request(request: HttpRequest) -> Display:
    size, phone = request.COOKIES.get(SIZE_COOKIE, ""), request.COOKIES.get(PHONE_COOKIE, "")
    learner = getattr(request, "learner", None)
    told = learner.phone_system if learner else ""
    return Display(size if size in SIZES else SIZES[0], phone if phone in PHONES else told)


# Exempt: a stranger could only change the size of letters; and a page without a token is the same for everybody.
@csrf_exempt
@require_POST
def choose(request: Request) -> HttpResponse:
    """Set the size or the phone (or both) and go back to where the person was.

    The phone is also told to the learner, if there is one: their next device asks no more.
    """
    response = redirect(next_path(request))
    if request.learner is not None and request.POST.get(PHONE_COOKIE) in PHONES:
        Learner.objects.filter(pk=request.learner.pk).update(phone_system=request.POST[PHONE_COOKIE])
    for cookie, allowed in ((SIZE_COOKIE, SIZES), (PHONE_COOKIE, PHONES)):
        value = request.POST.get(cookie, "")
        if value in allowed:
            response.set_cookie(cookie, value, max_age=COOKIE_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


def next_path(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None, require_https=request.is_secure())
    return target if safe and target.startswith("/") else "/"
