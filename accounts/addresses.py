"""Where a person is sent next: paths of this portal only, in the reader's language."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language


def home_path() -> str:
    language = get_language()
    return "/" if language in (None, settings.LANGUAGE_CODE) else f"/{language}/"


def next_path(request: HttpRequest, otherwise: str) -> str:
    """The `next` of a form or an address, if it is a path of this portal."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None, require_https=request.is_secure())
    return target if is_ours and target.startswith("/") else otherwise
