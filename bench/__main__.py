"""`make bench`: pages of the demo beside a bare Django page, each served by one process with one thread.

Every round measures all of them, so that a slow minute of the machine hits both sides of a ratio. The table gives the
median of the rounds, and the smallest and largest ratio.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import requests_per_second

ROOT = Path(__file__).parent.parent
CONNECTIONS = 8
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
FIRST_PORT = 9310
PAGES = {
    "home, a stranger": ("/", ""),
    "catalogue, a stranger": ("/courses/", ""),
    "lesson, a stranger": ("{lesson}", ""),
    "lesson, signed in": ("{lesson}", "{learner}"),
    "«Моя страница», signed in": ("/my/", "{learner}"),
    "course, signed in": ("{course}", "{learner}"),
}
SIGN_IN = """
from django.test import Client
from accounts.models import User
from courses.models import LessonPage
client = Client()
client.force_login(User.objects.get(email="learner@demo.example"), backend="accounts.backends.EmailBackend")
lesson = LessonPage.objects.live().filter(locale__language_code="ru").order_by("path").first()
print(client.cookies["sessionid"].value, lesson.url, lesson.get_parent().url)
"""


@dataclass(frozen=True)
class Target:
    name: str
    address: str
    cookie: str


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="prosvet-bench-") as folder:
        data = Path(folder)
        print("Preparing the demo…", flush=True)
        settings = {"DJANGO_SETTINGS_MODULE": "portal.settings.development", "PROSVET_DATA": folder, "DEMO": "1"}
        for command in (["migrate"], ["collectstatic", "--no-input"], ["load_demo"]):
            python([str(ROOT / "manage.py"), *command], settings)
        session, lesson, course = python(
            [str(ROOT / "manage.py"), "shell", "--no-imports", "-c", SIGN_IN], settings
        ).split()
        paths = {"lesson": urlpath(lesson), "course": urlpath(course), "learner": f"sessionid={session}"}
        bare = {"BENCH_DATA": str(data), "BENCH_BARE": "me"}
        cookie = python(["-m", "bench.bare"], bare).strip()
        with (
            served("bench.bare:application", {**bare, "BENCH_BARE": "hello"}, 0, "/hello") as hello,
            served("bench.bare:application", bare, 1, "/hello") as me,
            served("portal.wsgi:application", settings, 2, "/healthz") as portal,
        ):
            targets = [
                Target("bare Django", f"{hello}/hello", ""),
                Target("Django with session and user", f"{me}/me", cookie),
                *(
                    Target(name, portal + path.format(**paths), cookie.format(**paths))
                    for name, (path, cookie) in PAGES.items()
                ),
            ]
            report(targets, measure(targets))


def urlpath(address: str) -> str:
    return "/" + address.split("://", 1)[-1].split("/", 1)[1] if "://" in address else address


def python(arguments: list[str], variables: dict[str, str]) -> str:
    environment = {**os.environ, **variables}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


@contextmanager
def served(application: str, variables: dict[str, str], core_and_port: int, probe: str) -> Iterator[str]:
    """A server with one process and one thread on the first core; ended afterwards."""
    port = str(FIRST_PORT + core_and_port)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error"]
    command += ["--host", "127.0.0.1", "--port", port, "--workers", "1", "--blocking-threads", "1", application]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **variables},
        preexec_fn=lambda: os.sched_setaffinity(0, {0}),
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + probe)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def wait_for(address: str) -> None:
    for _try in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def measure(targets: list[Target]) -> list[list[float]]:
    """Requests per second: a list for each round. The first second warms caches and is not counted."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    for target in targets:
        requests_per_second(target.address, target.cookie, CONNECTIONS, 1)
    return [
        [requests_per_second(target.address, target.cookie, CONNECTIONS, SECONDS) for target in targets]
        for _round in range(ROUNDS)
    ]


def report(targets: list[Target], rounds: list[list[float]]) -> None:
    print(f"\n| page | req/s | of {targets[0].name} | of {targets[1].name} |")
    print("| --- | ---: | ---: | ---: |")
    for place, target in enumerate(targets):
        speeds = [speeds[place] for speeds in rounds]
        shares = [describe([speeds[place] / speeds[base] for speeds in rounds]) for base in (0, 1)]
        print(f"| {target.name} | {statistics.median(speeds):.0f} | {shares[0]} | {shares[1]} |")
    print(
        f"\n{ROUNDS} rounds of {SECONDS:.0f} s, {CONNECTIONS} connections, one process with one thread. "
        f"Python {platform.python_version()}, load average {os.getloadavg()[0]:.1f}, {time.strftime('%Y-%m-%d')}."
    )


def describe(ratios: list[float]) -> str:
    return f"{statistics.median(ratios):.3f} ({min(ratios):.3f}–{max(ratios):.3f})"


if __name__ == "__main__":
    main()
