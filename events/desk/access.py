"""What every page of the desk begins with."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from accounts.requests import MemberRequest
from events.models import Occurrence, Series
from events.rights import Reach, reach_of

View = Callable[..., HttpResponse]


class DeskRequest(MemberRequest):
    """Somebody with work at the desk is signed in."""

    reach: Reach


def desk(view: View) -> View:
    """Opens to hosts, dispatchers and managers. Never kept by a browser: people's names and numbers stand here."""

    @wraps(view)
    @never_cache
    @login_required
    def checked(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reach = reach_of(request.user)
        if reach is None:
            raise PermissionDenied
        request.reach = reach
        return view(request, *args, **kwargs)

    return checked


def planners(view: View) -> View:
    """Opens to those who plan series."""

    @wraps(view)
    @desk
    def checked(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.reach.may_plan:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def acts(view: View) -> View:
    """An address that only acts; whoever opens it as a page (a reload, an old link) is taken to the desk."""

    @wraps(view)
    def checked(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if request.method == "POST" else redirect("desk")

    return desk(checked)


def seen_date(request: DeskRequest, key: UUID) -> Occurrence:
    """A date whose people one sees. Somebody else's date is 404: not even its being there is told."""
    return get_object_or_404(request.reach.dates(), pk=key)


def changeable_date(request: DeskRequest, key: UUID) -> Occurrence:
    return get_object_or_404(request.reach.changeable_dates(), pk=key)


def planned_series(request: DeskRequest, key: int) -> Series:
    if not request.reach.may_plan:
        raise Http404
    return get_object_or_404(request.reach.series(), pk=key)
