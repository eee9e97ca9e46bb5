"""Whole pages for strangers: without session, guest, message or display cookies everybody sees the same bytes.

A page says that it may be kept (`QuietlyPublic.is_same_for_strangers`). It is kept under the content version for
SECONDS: dates and free places on it may be that old. Tokens against forged requests are taken out as it is kept and put
in anew as it leaves; headers, and a policy widened by a film, leave with it.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_TOKEN_LENGTH, get_token

from content import versions

# All that a stranger's browser may bring. Any other cookie, known or not, asks for a page of its own.
COOKIES_OF_STRANGERS = {settings.CSRF_COOKIE_NAME}
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{%d}(")' % CSRF_TOKEN_LENGTH)
GAP = b"\0csrf\0"  # no page of ours has a NUL in it


@dataclass(frozen=True)
class Kept:
    """A page as it was answered; `policy` is what django-csp finds on an answer."""

    content: bytes
    headers: dict[str, str]
    policy: dict[str, Any] = field(default_factory=dict)


def key_of(request: HttpRequest) -> str | None:
    """Where this stranger's page is kept; None when nothing kept may be shown, or there is nothing to keep.

    An address with a query is never kept: there is no end of them. Read before the page is built.
    """
    is_stranger = request.method == "GET" and request.COOKIES.keys() <= COOKIES_OF_STRANGERS
    if not settings.WHOLE_PAGE_SECONDS or not is_stranger or request.META.get("QUERY_STRING"):
        return None
    return f"page:{versions.current()}:{request.scheme}:{request.get_host()}:{request.path}"


def find(request: HttpRequest, key: str) -> HttpResponse | None:
    kept: Kept | None = cache.get(key)
    if kept is None:
        return None
    content = kept.content
    if GAP in content:
        content = content.replace(GAP, get_token(request).encode())
    response = HttpResponse(content, headers=kept.headers)
    vars(response).update(kept.policy)
    return response


def keep(key: str, response: HttpResponse) -> None:
    """Only a whole page is kept: no redirect, no error, nothing that sets a cookie."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return
    policy = {name: value for name, value in vars(response).items() if name.startswith("_csp_")}
    content = TOKEN.sub(rb"\1" + GAP + rb"\2", response.content)
    cache.set(key, Kept(content, dict(response.headers), policy), timeout=settings.WHOLE_PAGE_SECONDS)
