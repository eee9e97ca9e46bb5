"""The portal as real processes, for tests that start, stop and kill it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, **variables: str) -> dict[str, str]:
    """The development settings with data of their own, whatever the test's own settings are."""
    chosen = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "PROSVET_DATA": str(data),
        "HOME": str(data),
        **variables,
    }
    return {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", **chosen}


def manage(data: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one management command to its end; an error shows what it said."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command],
        cwd=ROOT, env=environment(data, **variables), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def begin(data: Path, *command: str, **variables: str) -> subprocess.Popen[str]:
    """Start a management command; its output goes to DATA/<command>.log."""
    with (data / f"{command[0]}.log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *command],
            cwd=ROOT, env=environment(data, **variables), stdout=log, stderr=log, text=True, start_new_session=True,
        )  # fmt: skip


def end(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM, seconds: float = 20) -> int:
    """Send a signal and wait; what the process returned. Whatever is left of it after that is killed."""
    process.send_signal(number)
    try:
        return process.wait(seconds)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def children_of(pid: int) -> list[int]:
    """Direct children, from /proc."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> float:
    """Seconds it took until the condition held. Raises TimeoutError."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TimeoutError
        time.sleep(0.1)
    return time.monotonic() - began


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
