"""The worker asks the servers; two silences in a row are a server that is down; pages read rows alone."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from events.models import VideoServer
from events.video import health, servers
from events.video.health import State
from events.video.servers import Server
from portal import jobs
from tests.events.video.prosody import Prosody

pytestmark = pytest.mark.django_db


class PlainServer(Server):
    """As one of ours, without the TLS that a test has no certificate for."""

    @property
    def origin(self) -> str:
        return f"http://{self.domain}"


@contextmanager
def answering(**codes: int) -> Iterator[PlainServer]:
    """A web server that gives these codes for `script` and `bind`."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(codes["script" if self.path == "/external_api.js" else "bind"])
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield PlainServer(f"127.0.0.1:{server.server_port}", "prosvet")
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ({"script": 200, "bind": 200}, ""),
        ({"script": 200, "bind": 404}, ""),
        ({"script": 404, "bind": 200}, "404"),
        ({"script": 502, "bind": 200}, "502"),
        ({"script": 200, "bind": 502}, "502"),
    ],
)
def test_nginx_and_prosody_must_both_answer(codes: dict[str, int], said: str) -> None:
    with answering(**codes) as server:
        error = health.ask(server)
    assert said in error
    assert bool(error) == bool(said)


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "127.0.0.1" in health.ask(PlainServer(f"127.0.0.1:{port}", "prosvet"))


def test_a_server_that_hangs_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.1)
    good, bad = Server("good.example.org", "prosvet"), Server("bad.example.org", "prosvet")
    release = threading.Event()

    def ask(server: Server) -> str:
        if server is bad:
            release.wait(10)
        return ""

    began = time.monotonic()
    assert health.ask_all([bad, good], ask) == {"good.example.org": "", "bad.example.org": "no answer in time"}
    assert time.monotonic() - began < 5
    release.set()


def test_two_silences_are_down_and_one_answer_is_up(now: datetime) -> None:
    said = [bool(health.keep("meet.example.org", error, now).is_up) for error in ("no", "no", "no", "", "no", "")]
    assert said == [True, False, False, True, True, True]
    later = health.keep("meet.example.org", "x" * 1000, now + timedelta(minutes=1))
    assert (later.failures, later.changed_at, len(later.last_error)) == (1, now, 300)


def test_what_pages_read(jitsi: Prosody, now: datetime) -> None:
    server = servers.main()

    def state(at: datetime) -> State:
        return health.states([server], at)["meet.example.org"]

    assert state(now) is State.UNKNOWN
    health.keep("meet.example.org", "", now)
    assert state(now + health.STALE) is State.UP
    assert state(now + health.STALE + timedelta(seconds=1)) is State.UNKNOWN
    for _twice in range(2):
        health.keep("meet.example.org", "no", now)
    assert state(now) is State.DOWN


def test_the_worker_asks_every_configured_server(
    second: Prosody, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ask", lambda server: "" if server.app_id == "prosvet" else "no answer")
    monkeypatch.setattr("portal.management.commands.worker.close_old_connections", lambda: None)
    monkeypatch.setattr(jobs, "ALL", [job for job in jobs.ALL if job.name == "video servers"])
    for _twice in range(2):
        call_command("worker", "--once")
    assert dict(VideoServer.objects.values_list("domain", "is_up")) == {
        "meet.example.org": True,
        "second.example.org": False,
    }


def test_a_stand_in_is_not_asked(settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(health, "ask", lambda server: pytest.fail("asked"))
    health.check_all(now)
    assert not VideoServer.objects.exists()
    assert set(health.states(servers.configured(), now).values()) == {State.UP}
