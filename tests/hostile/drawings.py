"""What the portal answered, kept until a browser draws it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client

KEPT_HEADERS = ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Content-Disposition")


@dataclass(frozen=True)
class Drawing:
    """What the portal answered, to be drawn at this path."""

    name: str
    path: str
    body: bytes
    headers: dict[str, str]
    status: int
    kind: str = "page"
    client: Client | None = None


def drawing(name: str, path: str, response: HttpResponse, kind: str = "page", client: Client | None = None) -> Drawing:
    headers = {key: response.headers[key] for key in KEPT_HEADERS if key in response.headers}
    return Drawing(name, path, response.content, headers, response.status_code, kind, client)


def document(name: str, html: str, kind: str) -> Drawing:
    """HTML as a program for letters or news draws it: without any policy."""
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return Drawing(name, f"/drawn/{name}", html.encode(errors="replace"), headers, 200, kind)
