"""`kill -9`, and a database that goes away, in the middle of sending: nothing is lost, all is done in the end."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from psycopg import sql

from accounts import mail, mail_server
from accounts.models import Mail
from tests.processes import ROOT, environment, is_running, wait_until
from tests.sink import Sink, listening
from tests.stress.conftest import IS_FULL, Tell
from tests.stress.test_bookings import own_database

pytestmark = [
    pytest.mark.stress,
    pytest.mark.process,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("stress"),
    pytest.mark.timeout(1800),
]
MAILS, WORKERS = 500 if IS_FULL else 200, 2
# What the sink takes for each: time enough to be killed between its «taken» and our writing that down.
SECONDS_FOR_EACH = 0.004


class Workers:
    """Real processes, each with the whole worker in it, on the database of this test."""

    def __init__(self, factory: subprocess.Popen[str]) -> None:
        self.factory = factory
        self.running: list[int] = []

    def begin(self) -> int:
        assert self.factory.stdin and self.factory.stdout
        self.factory.stdin.write("\n")
        self.factory.stdin.flush()
        self.running.append(int(self.factory.stdout.readline()))
        return self.running[-1]

    def kill(self, number: int) -> None:
        os.kill(number, signal.SIGKILL)
        self.running.remove(number)
        wait_until(lambda: not is_running(number))

    def kill_all(self) -> None:
        for number in list(self.running):
            self.kill(number)


@contextmanager
def workers(data: Path, port: int) -> Iterator[Workers]:
    variables = environment(data, DATABASE_URL=own_database(), EMAIL_URL=f"smtp://127.0.0.1:{port}")
    with (data / "workers.log").open("w") as log:
        factory = subprocess.Popen(
            [sys.executable, "-m", "tests.stress.mailers"],
            cwd=ROOT, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    made = Workers(factory)
    try:
        for _worker in range(WORKERS):
            made.begin()
        yield made
    finally:
        made.kill_all()
        factory.communicate()


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """Where the workers send to, and this process too."""
    with listening(SECONDS_FOR_EACH) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


def write_all() -> datetime:
    now = timezone.now()
    for number in range(MAILS):
        mail.post(kind="test", to=f"a{number}@example.org", subject="s", text="t", html="<p>t</p>", now=now)
    return now


def waiting() -> int:
    return Mail.objects.waiting().count()


def free() -> int:
    """Those that nobody has in hand, dead or alive."""
    return Mail.objects.waiting().filter(leased_until__isnull=True).count()


def send_the_rest() -> int:
    """Five minutes after the last kill: how many were left."""
    left, now = waiting(), timezone.now() + timedelta(minutes=5)
    while mail.send_due(now):
        pass
    return left


def assert_each_went(sink: Sink, most_twice: int) -> int:
    """How many went twice."""
    assert waiting() == 0
    assert Mail.objects.filter(sent_at__isnull=False).count() == MAILS
    often = sink.how_often()
    assert len(often) == MAILS, "under one Message-ID each"
    assert {to for _key, to, _raw in sink.taken} == {f"a{number}@example.org" for number in range(MAILS)}
    twice = sum(often.values()) - MAILS
    assert twice <= most_twice
    return twice


def test_every_mail_goes_out_though_workers_are_killed(
    tmp_path: Path, sink: Sink, size: Callable[[int], int], tell: Tell
) -> None:
    kills, chance = size(100), random.Random(1)
    began = time.monotonic()
    write_all()
    with workers(tmp_path, sink.port) as running:
        for kill in range(kills):
            enough = MAILS * (kill + 1) // (kills + 1)
            wait_until(lambda enough=enough: len(sink.taken) >= enough or not free())
            time.sleep(chance.uniform(0, 0.01))
            running.kill(chance.choice(running.running))
            running.begin()
        wait_until(lambda: not free())
    left = send_the_rest()
    assert left <= kills + WORKERS
    twice = assert_each_went(sink, most_twice=kills + WORKERS)
    seconds = time.monotonic() - began
    tell(
        f"{connection.vendor}: {MAILS} mails, {WORKERS} workers, {kills} kills in {seconds:.0f} s: none lost, "
        f"{twice} twice, {left} waited for a lease to run out"
    )


def test_every_mail_goes_out_though_the_database_goes_away(tmp_path: Path, sink: Sink, tell: Tell) -> None:
    """The workers live through it. A mail that was under way is sent once more at the most."""
    losses = 2
    write_all()
    with workers(tmp_path, sink.port) as running:
        at_first = list(running.running)
        for loss in range(losses):
            wait_until(lambda loss=loss: len(sink.taken) >= MAILS * (loss + 1) // 10)
            lose_database()
        wait_until(lambda: not free(), seconds=120)
        assert all(is_running(number) for number in at_first)
    left = send_the_rest()
    twice = assert_each_went(sink, most_twice=losses * WORKERS + WORKERS)
    assert mail_server.trouble() is None
    tell(f"{connection.vendor}: the database gone {losses} times: none lost, {twice} twice, {left} left")


def lose_database() -> None:
    """PostgreSQL: everybody is thrown out, and for a second nobody let in. SQLite: somebody holds it for a second."""
    if connection.vendor == "sqlite":
        with closing(connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            time.sleep(1)
            cursor.execute("ROLLBACK")
        return
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as server:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        server.execute(allow.format(sql.Identifier(name), sql.Literal(False)))
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
        server.execute(others, [name, own])
        time.sleep(1)
        server.execute(allow.format(sql.Identifier(name), sql.Literal(True)))
