"""How promises are kept: a page and a table to take away, for moderators and managers."""

import csv
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from questions.access import AnswererRequest
from questions.promises import PERMISSION, lines, read
from questions.visibility import viewer_of

# With these at its start, programs for tables take a text for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
View = Callable[..., HttpResponse]


def readers(view: View) -> View:
    @wraps(view)
    @never_cache
    def checked(request: AnswererRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        request.viewer = viewer_of(request)
        return view(request, *args, **kwargs)

    return checked


@require_safe
@readers
def kept(request: AnswererRequest) -> HttpResponse:
    now = timezone.now()
    context = {"report": read(request.viewer, now), "viewer": request.viewer, "now": now}
    return TemplateResponse(request, "questions/promises.html", context)


@require_safe
@readers
def table(request: AnswererRequest) -> HttpResponse:
    """The same as CSV, with a mark of its encoding: without one a common program reads Cyrillic wrongly."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="prosvet-promises.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    writer.writerows([[cell(value) for value in line] for line in lines(read(request.viewer, timezone.now()))])
    return response


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
