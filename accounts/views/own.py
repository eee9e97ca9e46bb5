"""What every page of one's own begins with."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts import guests
from accounts.requests import Request

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """Opens to signed-in people, guests and newcomers; the bookmark of a registered person is not enough.

    Never kept by a browser: the next person at a shared computer may press «back».
    """

    @wraps(view)
    @never_cache
    def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.learner is not None and guests.own_learner(request) is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return checked


def posts(back: str) -> Callable[[View], View]:
    """An address that only acts. Whoever opens it as a page (a reload, an old link) is taken to the page `back`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs) if request.method == "POST" else redirect(back)

        return checked

    return decorate
