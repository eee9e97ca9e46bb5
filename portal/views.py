"""Pages that belong to no single room."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from content import numbers

# Never shown again on a page, whatever the form.
UNSHOWN = ("password", "csrfmiddlewaretoken", "code")
# Pages of one person, and the doors to them: nothing that a search engine should keep.
UNINDEXED = ("/admin/", "/my/", "/accounts/", "/desk/", "/return/", "/search/", "/questions/ask/", "/questions/queue/")


@require_safe
@cache_control(public=True, max_age=60 * 60 * 24)
def robots(request: HttpRequest) -> HttpResponse:
    paths = [f"{prefix}{path}" for prefix in ("", "/en") for path in UNINDEXED]
    return HttpResponse("\n".join(["User-agent: *", *(f"Disallow: {path}" for path in paths), ""]), "text/plain")


def short_address(request: HttpRequest, number: int) -> HttpResponse:
    """`/n/<number>/`: to where the number leads, in the reader's language."""
    try:
        return redirect(numbers.find(number, get_language() or "ru"))
    except numbers.NoSuchNumber as error:
        raise Http404 from error


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token was missing or too old. What was typed is shown again, with a button to send it once more.

    Only for a form of our own pages: another site must not be able to put words into this page.
    """
    typed = [(name, value) for name, values in request.POST.lists() for value in values if not name.startswith(UNSHOWN)]
    is_own = is_own_form(request)
    context = {"is_own": is_own, "typed": typed if is_own else [], "path": request.get_full_path()}
    return render(request, "403_csrf.html", context, status=403)


def is_own_form(request: HttpRequest) -> bool:
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()
