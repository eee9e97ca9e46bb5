"""Uploads, sent by our own view: ranges for films, no guessing of types, no scripts inside pictures.

WhiteNoise's responder knows ranges, conditional requests and sizes. In production nginx sends the bytes
(MEDIA_ACCEL_LOCATION), and this view only says which.
"""

import mimetypes
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from whitenoise.middleware import WhiteNoiseFileResponse
from whitenoise.responders import StaticFile

# A picture may be an SVG, and an SVG opened by itself is a page: it may draw, and do nothing else.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox"
SHOWN_IN_PAGES = ("image/", "video/", "audio/", "text/vtt", "application/pdf")
SECONDS = 60 * 60 * 24 * 30
_closed: set[str] = set()


def close(folder: str) -> None:
    """Nothing below this folder is served by its address alone; its room asks who comes, then calls `hand_over`."""
    _closed.add(folder)


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """An uploaded file. 404 for what does not exist, lies outside, or is a document for some people only."""
    path = find(name)
    if path is None or name.split("/")[0] in _closed or is_restricted(name):
        raise Http404
    response = answer(request, name, path)
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


def hand_over(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of a closed folder, for somebody whose right to it has been checked. Kept by nobody. Raises Http404."""
    path = find(name)
    if path is None:
        raise Http404
    response = answer(request, name, path)
    response["Cache-Control"] = "private, no-store"
    return response


def answer(request: HttpRequest, name: str, path: Path) -> HttpResponseBase:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = handed_over(name) if settings.MEDIA_ACCEL_LOCATION else sent(request, path)
    response["Content-Type"] = kind
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Content-Disposition"] = (
        content_disposition_header(not kind.startswith(SHOWN_IN_PAGES), path.name) or "inline"
    )
    return response


def find(name: str) -> Path | None:
    """The file of that very name inside MEDIA_ROOT; other spellings of it (`./`, `//`, links) lead nowhere.

    One name for one file: what is asked about its collection below is asked about the file that is sent.
    """
    root = Path(settings.MEDIA_ROOT).resolve()
    path = root / name
    try:
        known = path.is_file() and str(path.resolve()) == f"{root}/{name}"
    except (OSError, ValueError):  # a name too long for the disk, or with a NUL
        known = False
    return path if known else None


def is_restricted(name: str) -> bool:
    """Documents of a collection that is not for everybody go through Wagtail's own view, which asks who comes."""
    documents = get_document_model()
    if not name.startswith(f"{documents._meta.get_field('file').upload_to}/"):
        return False
    document = documents.objects.filter(file=name).select_related("collection").first()
    return document is not None and document.collection.get_view_restrictions().exists()


def sent(request: HttpRequest, path: Path) -> HttpResponseBase:
    found = StaticFile(str(path), [], stat_cache=None).get_response(request.method, request.META)
    if found.file is None:
        response: HttpResponseBase = HttpResponse(status=found.status)
    else:
        response = WhiteNoiseFileResponse(found.file, status=found.status)
    for header, value in found.headers:
        response[header] = value
    return response


def handed_over(name: str) -> HttpResponse:
    response = HttpResponse()
    response["X-Accel-Redirect"] = f"{settings.MEDIA_ACCEL_LOCATION.rstrip('/')}/{quote(name)}"
    return response
