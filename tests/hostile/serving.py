"""A server that hands a browser one answer of the portal after another, with the portal's scripts. It is the browser's
proxy as well: what is asked of any other host ends here, and is noted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.db import connection

from tests.hostile.drawings import Drawing

KEEP = {"Cache-Control": "max-age=3600"}
# Chromium asks by itself, about each form that it sees, what its fields may be for.
OWN_ERRAND = "content-autofill.googleapis.com:443"
# A form of the admin tells that somebody is there, and when it is left that nobody is any more.
PRESENCE = "/admin/editing-sessions/"
SCRIPTS: dict[str, bytes] = {}


class Counter(ThreadingHTTPServer):
    """`now` is what may be seen at this moment; `finds` what else was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.home = f"http://127.0.0.1:{self.server_port}"
        self.now: Drawing | None = None
        self.finds: list[str] = []


class Handler(BaseHTTPRequestHandler):
    server: Counter
    protocol_version = "HTTP/1.1"
    # Each answer in one piece, at once.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.path = self.path.removeprefix(self.server.home)
        path, now = urlsplit(self.path).path, self.server.now
        navigates = self.headers.get("Sec-Fetch-Mode") == "navigate"
        if not self.path.startswith("/"):
            self.refuse("asked for")
        elif now is not None and navigates and self.command == "GET" and path == urlsplit(now.path).path:
            self.give(now.status, now.body, now.headers)
        elif path.startswith("/static/") and path.endswith(".js"):
            self.give(200, script(path), {"Content-Type": "text/javascript", **KEEP})
        elif path.startswith(("/static/", "/media/", "/favicon")):
            self.give(204, b"", KEEP)
        elif path.startswith(PRESENCE):
            self.close_connection = True
            self.give(204, b"", {})
        elif now is not None and now.client is not None and not navigates and self.command == "GET":
            response: Any = now.client.get(self.path)
            connection.close()
            self.give(response.status_code, response.content, {"Content-Type": response["Content-Type"]})
        else:
            self.refuse("went to")

    def refuse(self, what: str = "sent to") -> None:
        if self.path != OWN_ERRAND:
            self.server.finds.append(f"{what} {self.path[:200]}")
        self.close_connection = True
        self.give(403, b"", {})

    do_POST = do_GET  # noqa: N815 (named by http.server)
    do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_CONNECT = refuse  # noqa: N815

    def give(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *told: object) -> None:
        """Nobody reads it."""


def script(path: str) -> bytes:
    if path not in SCRIPTS:
        found = finders.find(path.removeprefix("/static/"))
        SCRIPTS[path] = Path(str(found)).read_bytes() if found else b""
    return SCRIPTS[path]


@contextmanager
def serving() -> Iterator[Counter]:
    with Counter() as counter:
        Thread(target=counter.serve_forever, daemon=True).start()
        yield counter
        counter.shutdown()
