"""The one mail server: a connection that is kept for a run, and its rest when it does not answer.

While it rests no worker calls it, so that a server that hangs costs the other jobs one wait and not one for each mail.
All workers share what they know of it through the cache; if that is lost, they find out anew.
"""

import contextlib
from datetime import datetime, timedelta
from types import TracebackType
from typing import NamedTuple

from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from accounts.refusals import NoServer

KEY = "mail-server-rest"
FIRST_REST = timedelta(seconds=15)
LONGEST_REST = timedelta(minutes=2)


class Rest(NamedTuple):
    """The server failed `failures` times in a row, first at `since`; it is left alone until `until`."""

    since: datetime
    until: datetime
    failures: int
    told: str


def trouble() -> Rest | None:
    """None while the server answers."""
    kept = cache.get(KEY)
    return Rest(*kept) if kept else None


def is_resting(now: datetime) -> bool:
    """A rest longer than any that is given was begun by a clock that has been set back since: it is over."""
    rest = trouble()
    return rest is not None and now < rest.until <= now + LONGEST_REST


def let_rest(now: datetime, told: str) -> None:
    """It has failed: leave it alone for a while, longer each time."""
    before = trouble()
    failures = before.failures + 1 if before else 1
    pause = min(FIRST_REST * 2 ** min(failures - 1, 10), LONGEST_REST)
    rest = Rest(before.since if before else now, now + pause, failures, told)
    # Not as a class of ours: the next version of the portal must be able to read it.
    cache.set(KEY, tuple(rest), None)


def wake() -> None:
    """It answers, or somebody wants it tried at once."""
    cache.delete(KEY)


class Line:
    """One connection for many mails. Servers are asked to greet and to check our password once."""

    def __init__(self) -> None:
        self.backend: EmailBackend | None = None

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.backend is None:
            return
        connection = self.backend.connection
        try:
            self.backend.close()
        except OSError:
            # Whatever the server says to a goodbye, the mails are with it.
            if connection is not None:
                connection.close()

    def send(self, message: EmailMessage) -> None:
        """Hand it over. Raises NoServer, or what went wrong with this mail; the next mail then gets a new line."""
        backend = self.backend or get_connection()
        try:
            backend.open()
        except Exception as error:  # a mail server may fail in any way
            drop(backend)
            raise NoServer from error
        try:
            backend.send_messages([message])
        except Exception:
            drop(backend)
            self.backend = None
            raise
        if isinstance(backend, EmailBackend):
            self.backend = backend
        else:
            backend.close()


def drop(backend: BaseEmailBackend) -> None:
    """Without a goodbye: a server that hangs would be waited for once more."""
    connection = getattr(backend, "connection", None) or getattr(backend, "_partial_connection", None)
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.close()
