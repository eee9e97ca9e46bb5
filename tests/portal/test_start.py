"""`manage.py start` and `manage.py worker` as what they are: processes."""

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import answers, begin, children_of, end, free_port, is_running, manage, wait_until

pytestmark = [
    pytest.mark.process,
    pytest.mark.xdist_group("processes"),
    pytest.mark.skipif(
        bool(os.environ.get("TEST_DATABASE_URL")), reason="processes bring their own database: tried with SQLite"
    ),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One PROSVET_DATA for the module, after a first start: from what is PREPARED (which has started from nothing), or
    from nothing.
    """
    folder = tmp_path_factory.mktemp("data")
    if prepared := os.environ.get("PREPARED"):
        shutil.copyfile(Path(prepared) / "migrated.sqlite3", folder / "prosvet.sqlite3")
        shutil.copytree(Path(prepared) / "portal" / "static", folder / "static")
    port = free_port()
    process = begin(folder, "start", PORT=str(port))
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/readyz") or process.poll() is not None, seconds=170)
    finally:
        returned = end(process) if process.poll() is None else process.returncode
    assert returned == 0, (folder / "start.log").read_text()
    return folder


@pytest.fixture
def portal(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running portal and its address."""
    (data / "start.log").unlink(missing_ok=True)
    port = free_port()
    process = begin(data, "start", PORT=str(port))
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(f"{address}/readyz") or process.poll() is not None, seconds=170)
        assert process.poll() is None, (data / "start.log").read_text()
        yield process, address
    finally:
        if process.poll() is None:
            end(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_stops_when_told(
    portal: tuple[subprocess.Popen[str], str], data: Path, number: signal.Signals
) -> None:
    process, address = portal
    with urllib.request.urlopen(f"{address}/accounts/login/") as response:
        page = response.read().decode()
    sheet = re.search(r"/static/css/site\.[0-9a-f]{12}\.css", page)
    assert sheet
    with urllib.request.urlopen(f"{address}{sheet[0]}") as response:
        assert "immutable" in response.headers["Cache-Control"]
        assert b"@import" not in response.read()
    wait_until(lambda: '"status": "ok"' in urllib.request.urlopen(f"{address}/readyz").read().decode())
    children = children_of(process.pid)
    assert len(children) == 2
    assert end(process, number) == 0
    assert not any(map(is_running, children))
    assert not answers(f"{address}/healthz")
    assert "The portal has stopped." in (data / "start.log").read_text()


def test_the_second_start_is_quick(data: Path) -> None:
    """Nothing is collected or loaded again. In seconds of work, not of waiting: the machine may be busy with more."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    port = free_port()
    process = begin(data, "start", PORT=str(port))
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/readyz"), seconds=120)
    finally:
        assert end(process) == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime) < 15


@pytest.mark.parametrize("which", [0, 1])
def test_the_death_of_a_child_ends_all(portal: tuple[subprocess.Popen[str], str], data: Path, which: int) -> None:
    process, _address = portal
    children = children_of(process.pid)
    children += [grandchild for child in children for grandchild in children_of(child)]
    os.kill(children[which], signal.SIGKILL)
    assert process.wait(20) == 1
    assert not any(map(is_running, children))
    assert "ended with -9; the portal has stopped" in (data / "start.log").read_text()


def test_an_occupied_port_is_told(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = begin(data, "start", PORT=str(taken.getsockname()[1]))
        assert process.wait(60) == 1


def test_a_worker_in_the_middle_of_a_job_stops_within_two_seconds(data: Path) -> None:
    """A mail server that takes the connection and then says nothing holds the job for 20 s."""
    post = "from accounts import mail; mail.post(kind='hello', to='a@example.org', subject='s', text='t')"
    manage(data, "shell", "--no-imports", "-c", post)
    with socket.socket() as deaf_server:
        deaf_server.settimeout(60)
        deaf_server.bind(("127.0.0.1", 0))
        deaf_server.listen()
        process = begin(data, "worker", EMAIL_URL=f"smtp://127.0.0.1:{deaf_server.getsockname()[1]}")
        try:
            connection, _address = deaf_server.accept()
        finally:
            began = time.monotonic()
            assert end(process) == 0
        connection.close()
        # Two seconds, and what a busy machine adds.
        assert time.monotonic() - began < 5
    assert "in the middle of a job" in (data / "worker.log").read_text()
