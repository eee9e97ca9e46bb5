"""What every answer carries, and what no request may."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PERMISSIONS_POLICY = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), payment=(), usb=()"
)
ADMIN_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "media-src": ["'self'"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "frame-src": ["'self'"],
    "worker-src": ["'self'", "blob:"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
    "object-src": ["'none'"],
}
COMPRESSED = ("text/", "application/json", "application/ld+json", "image/svg+xml")


class CompressionMiddleware(GZipMiddleware):
    """Compresses texts. Files are left as they are: a film that is asked for in ranges must not change on the way."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(COMPRESSED):
            return response
        return super().process_response(request, response)


class SecurityPolicyMiddleware:
    """Headers of every answer. Wagtail's admin needs inline scripts and frames its previews: a policy of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if request.path_info.startswith("/admin/"):
            # A preview went through all of this once before, as the public page that it will be: it keeps that page's
            # policy, and may stand in a frame of the editor's.
            is_preview = response.headers.pop("Content-Security-Policy", None) is not None
            policy = {"frame-ancestors": ["'self'"]} if is_preview else ADMIN_POLICY
            response._csp_replace = policy  # type: ignore[attr-defined]  # django-csp's door
            response["X-Frame-Options"] = "SAMEORIGIN"
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Cache-Control", "private, no-cache")
        return response


class BadInputMiddleware:
    """A NUL character fits no text of ours, and PostgreSQL stores none: such a request is answered 400, not 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = [text for key, values in request.GET.lists() for text in (key, *values)]
        if any("\x00" in text for text in (request.path, *asked)):
            raise SuspiciousOperation("NUL in the address")
        return self.get_response(request)
