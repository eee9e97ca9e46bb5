"""The address that Prosody's mod_reservations asks: POST conference, GET and DELETE conference/<id>."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits
from events.video import reservations

LIMIT = "video_hook"


class WrongSecret(Exception):
    """It is not our video server that asks."""


def for_prosody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Opens to who knows JITSI_HOOK_SECRET, and counts wrong guesses. Where it is not set, there is no such address."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.JITSI_HOOK_SECRET:
            raise Http404
        try:
            with limits.wrong_guesses(request, LIMIT, WrongSecret):
                check_secret(request)
        except limits.TooManyTries:
            return JsonResponse({"message": "Too many tries"}, status=429)
        except WrongSecret:
            return JsonResponse({"message": "Wrong secret"}, status=401)
        return answer(view, request, *args, **kwargs)

    return csrf_exempt(never_cache(checked))


def check_secret(request: HttpRequest) -> None:
    expected = f"Bearer {settings.JITSI_HOOK_SECRET}"
    if not constant_time_compare(request.headers.get("Authorization", ""), expected):
        raise WrongSecret


def answer(view: Callable[..., HttpResponse], *args: Any, **kwargs: Any) -> HttpResponse:
    """Jitsi shows the message to whoever wanted to enter."""
    try:
        return view(*args, **kwargs)
    except reservations.RoomClosed:
        return JsonResponse({"message": _("Комната сейчас закрыта. Откройте её со страницы занятия.")}, status=403)
    except reservations.UnknownRoom:
        return JsonResponse({"message": _("Такой комнаты нет. Войдите со страницы занятия.")}, status=403)


@for_prosody
@require_POST
def conference(request: HttpRequest) -> HttpResponse:
    made = reservations.reserve(request.POST.get("name", ""), request.POST.get("mail_owner", ""), timezone.now())
    return JsonResponse(made.fields, status=201)


@for_prosody
@require_http_methods(["GET", "DELETE"])
def one_conference(request: HttpRequest, key: str) -> HttpResponse:
    """The room was destroyed (DELETE): nothing is kept of a reservation, so nothing is to be forgotten."""
    if request.method == "DELETE":
        reservations.date_of(key)
        return JsonResponse({})
    return JsonResponse(reservations.reserve(key, "", timezone.now()).fields)
