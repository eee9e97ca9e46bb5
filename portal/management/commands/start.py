"""`manage.py start`: the whole portal on one machine. Prepares what is missing, then runs the site and its worker."""

import contextlib
import hashlib
import ipaddress
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any, cast

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from accounts.models import User
from content.models import HomePage
from portal.demo import people

THREADS = 4
MOST_WORKERS = 4
GRACE = 10  # seconds for the children to finish what they do


class Command(BaseCommand):
    help = "Serves the portal and its worker in the foreground until Ctrl-C or SIGTERM."
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_public_demo()
        stopping = Stopping()
        call_command("migrate", interactive=False, verbosity=0)
        collect_static()
        if settings.DEMO:
            self.load_demo()
        self.greet()
        connections.close_all()
        stopping.at_once = False
        failed = run_together([server(), worker()], stopping)
        if failed:
            raise CommandError(f"{failed}; the portal has stopped")
        self.stdout.write("The portal has stopped.")

    def load_demo(self) -> None:
        """Into an empty database; also when an earlier loading was cut short."""
        unfinished = settings.DATA_DIR / "demo-unfinished"
        if HomePage.objects.exists() and not unfinished.exists():
            return
        self.stdout.write("Loading the demo…")
        self.stdout.flush()
        unfinished.touch()
        call_command("load_demo", stdout=self.stdout)
        unfinished.unlink()

    def greet(self) -> None:
        lines = [f"«Просвет» is at {settings.SITE_URL}  (Ctrl-C stops it)"]
        if settings.DEMO:
            lines += [f"Demo people, password {people.PASSWORD}:", *demo_people()]
        self.stdout.write("\n".join(["", *lines, ""]))
        self.stdout.flush()


def refuse_public_demo() -> None:
    if settings.DEMO and not is_loopback(settings.HOST):
        raise CommandError(
            f"DEMO=1 brings accounts whose password is published, and HOST={settings.HOST} is not the loopback: refused"
        )


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def demo_people() -> list[str]:
    users = User.objects.filter(email__in=map(people.address, people.PEOPLE)).order_by("pk")
    width = max((len(user.email) for user in users), default=0)
    return [f"  {user.email:<{width}}  {user.name}" for user in users]


# --- static files ----------------------------------------------------------------------------------------------------


def collect_static() -> None:
    """Collect and compress static files, unless those collected last are the same."""
    mark = Path(settings.STATIC_ROOT) / ".collected-from"
    fingerprint = static_fingerprint()
    if mark.exists() and mark.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(fingerprint)


def static_fingerprint() -> str:
    """Of our own static files and of the packages' versions."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


# --- processes -------------------------------------------------------------------------------------------------------


def server() -> subprocess.Popen[bytes]:
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    return run(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
            *("--host", settings.HOST.strip("[]"), "--port", str(settings.PORT)),
            *("--workers", str(workers), "--blocking-threads", str(THREADS), "--respawn-failed-workers"),
            *("--workers-kill-timeout", "5"),
            "portal.wsgi:application",
        ]
    )


def worker() -> subprocess.Popen[bytes]:
    return run([sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"])


def run(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C reaches us alone, and we tell the children."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)  # noqa: S603


class Stopping:
    """`asked` is set by Ctrl-C or SIGTERM; while `at_once` holds, nothing runs yet, and they end the process."""

    def __init__(self) -> None:
        self.asked = False
        self.at_once = True
        signal.signal(signal.SIGTERM, self.ask)
        signal.signal(signal.SIGINT, self.ask)

    def ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if self.at_once:
            raise SystemExit(0)


def run_together(children: list[subprocess.Popen[bytes]], stopping: Stopping) -> str:
    """Wait until told to stop, or until one child ends by itself; then stop all. What went wrong, or nothing."""
    failed = ""
    while not stopping.asked and not failed:
        time.sleep(0.2)
        for child in children:
            if child.poll() is not None and not stopping.asked:
                failed = f"«{' '.join(cast(list[str], child.args)[1:3])}» ended with {child.returncode}"
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, until - time.monotonic()))
        # Also what a killed child has left behind: it was the head of its own group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    return failed
