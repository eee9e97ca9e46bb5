"""Whether the video servers answer: the worker asks them, pages read what it saw and never ask themselves."""

import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction

from events.models import VideoServer
from events.video import servers
from events.video.servers import Server

TIMEOUT = 3  # seconds for one answer
PATIENCE = 7  # seconds for all servers together, names to be looked up too
# One answer that did not come is a hiccup; two in a row are a server that is down.
FAILURES = 2
STALE = timedelta(minutes=3)


class State(Enum):
    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


def check_all(now: datetime) -> None:
    """The worker's job."""
    named = [server for server in servers.configured() if not server.is_stand_in]
    for domain, error in ask_all(named, ask).items():
        keep(domain, error, now)


def ask_all(named: list[Server], how: Callable[[Server], str]) -> dict[str, str]:
    """What is wrong with each, by domain; empty where nothing is. A server that hangs holds up nobody."""
    errors = {server.domain: "no answer in time" for server in named}

    def note(server: Server) -> None:
        errors[server.domain] = how(server)

    threads = [threading.Thread(target=note, args=[server], daemon=True) for server in named]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE / len(threads))
    return dict(errors)


def ask(server: Server) -> str:
    """The script that pages load must be there, and behind nginx Prosody must answer (a 5xx says that it does not)."""
    addresses = [server.script_url] if server.key_id else [server.script_url, f"{server.base}/http-bind"]
    for address in addresses:
        error = ask_for(address)
        if error:
            return error
    return ""


def ask_for(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:  # noqa: S310  # https, from the configuration
            answer.read(1024)
    except urllib.error.HTTPError as error:
        with error:
            is_fine = error.code < 500 and address.endswith("/http-bind")
        return "" if is_fine else f"{address}: {error.code}"
    except (OSError, ValueError) as error:
        return f"{address}: {type(error).__name__}: {error}"
    return ""


@transaction.atomic
def keep(domain: str, error: str, now: datetime) -> VideoServer:
    row, _is_new = VideoServer.objects.select_for_update().get_or_create(
        domain=domain, defaults={"checked_at": now, "changed_at": now}
    )
    row.failures = min(row.failures + 1, 1000) if error else 0
    is_up = row.failures < FAILURES
    if is_up != row.is_up:
        row.is_up, row.changed_at = is_up, now
    row.checked_at, row.last_error = now, error[:300]
    row.save()
    return row


def states(named: list[Server], now: datetime) -> dict[str, State]:
    """By domain, in one query. Not looked at lately is unknown; a stand-in is up unless a row says otherwise."""
    rows = {row.domain: row for row in VideoServer.objects.filter(domain__in=[server.domain for server in named])}
    return {server.domain: state_of(server, rows.get(server.domain), now) for server in named}


def state_of(server: Server, row: VideoServer | None, now: datetime) -> State:
    if server.is_stand_in:
        return State.DOWN if row is not None and not row.is_up else State.UP
    if row is None or now - row.checked_at > STALE:
        return State.UNKNOWN
    return State.UP if row.is_up else State.DOWN
