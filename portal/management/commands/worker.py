"""`manage.py worker`: sends mails, reminds, publishes what is scheduled, recounts, forgets. See portal/jobs.py."""

import contextlib
import logging
import signal
import threading
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections, connections
from django.utils import timezone

from portal import jobs

logger = logging.getLogger("portal.worker")

LONGEST_PAUSE = 60  # seconds between tries of a job that fails
GRACE = 1.5  # seconds that a job may still take once the worker is told to stop


class Interrupted(BaseException):
    """The grace is over. Whatever the job was doing is rolled back, or its lease runs out."""


class Command(BaseCommand):
    help = "Runs the portal's jobs until it is told to stop. Several may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run each job once, then end; 1 if one failed")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            failed = [job.name for job in jobs.ALL if not succeeds(job)]
            if failed:
                raise CommandError(f"failed: {', '.join(failed)}")
            return
        stopping = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopping.set()
            signal.setitimer(signal.ITIMER_REAL, GRACE)

        def interrupt(number: int, frame: FrameType | None) -> None:
            raise Interrupted

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGALRM, interrupt)
        logger.info("worker started: %s", ", ".join(job.name for job in jobs.ALL))
        try:
            work(stopping)
        except Interrupted:
            logger.warning("worker stopped in the middle of a job; it will be done again")
        else:
            logger.info("worker stopped")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def work(stopping: threading.Event) -> None:
    """Run every job when its time comes, until `stopping` is set."""
    due = {job.name: time.monotonic() for job in jobs.ALL}
    failures = dict.fromkeys(due, 0)
    while not stopping.is_set():
        for job in jobs.ALL:
            if stopping.is_set() or due[job.name] > time.monotonic():
                continue
            failures[job.name] = 0 if succeeds(job) else failures[job.name] + 1
            due[job.name] = time.monotonic() + pause(job, failures[job.name])
        stopping.wait(max(0.0, min(due.values()) - time.monotonic()))


def pause(job: jobs.Job, failures: int) -> float:
    """Seconds until the next run: doubled with each failure in a row, at most LONGEST_PAUSE more."""
    return job.seconds + (min(2 ** min(failures, 16), LONGEST_PAUSE) if failures else 0)


def succeeds(job: jobs.Job) -> bool:
    """A job that fails, for whatever reason (the database may be gone), must not stop the others."""
    try:
        close_old_connections()
        job.run(timezone.now())
        close_old_connections()
    except Exception:
        logger.exception("the job «%s» failed and will be tried again", job.name)
        # Of a connection that broke in the middle nothing is worth keeping.
        with contextlib.suppress(Exception):
            connections.close_all()
        return False
    return True
