"""The text of calendars: what programs make of it, whatever stands in it."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import ics
from tests.events.calendar_readers import by_both, in_javascript, in_python, unfolded

MOSCOW = ZoneInfo("Europe/Moscow")
# Everything that means something to a calendar, and what breaks careless programs.
NASTY = [
    "Вопрос; ответ, и \\ ещё",
    "Первая\r\nBEGIN:VEVENT\r\nUID:чужой",
    "Строка\nEND:VCALENDAR",
    "Возврат\rи \x00\x07\x0b\x1b\x7f\x85 \u2028 знаки",
    '"Кавычки": двоеточие=равно',
    "\\n \\, \\; \\\\",
    "ё" * 300,
    "👩‍🦳" * 40,
    "",
]


def make_entry(**fields: Any) -> ics.Entry:
    start = datetime(2026, 11, 24, 18, 0, tzinfo=MOSCOW)
    plain = {
        "uid": uuid.UUID(int=7),
        "sequence": 3,
        "changed_at": datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC),
        "starts_at": start,
        "ends_at": start + timedelta(minutes=90),
        "zone": "Europe/Moscow",
        "status": ics.CONFIRMED,
        "title": "Телефон без спешки",
        "place": "Библиотека, Лесная, 5",
        "description": "Как войти: со двора.\nСтраница: https://prosvet.example/",
        "url": "https://prosvet.example/workshops/date/1/",
    }
    return ics.Entry(**{**plain, **fields})


def calendar_of(*entries: ics.Entry, **fields: Any) -> ics.Calendar:
    return ics.Calendar(**{"name": "Занятия", "zone": "Europe/Moscow", "entries": entries, **fields})


def plain(text: str) -> str:
    return ics.one_line(text)


def test_both_readers_see_what_was_written() -> None:
    (event,) = by_both(ics.write(calendar_of(make_entry())))
    assert event.uid == str(uuid.UUID(int=7))
    assert (event.start, event.end) == (
        datetime(2026, 11, 24, 15, 0, tzinfo=UTC),
        datetime(2026, 11, 24, 16, 30, tzinfo=UTC),
    )
    assert (event.title, event.place, event.sequence) == ("Телефон без спешки", "Библиотека, Лесная, 5", 3)
    assert event.description == "Как войти: со двора.\nСтраница: https://prosvet.example/"


def test_nothing_that_people_write_changes_the_calendar() -> None:
    """A title cannot end its line, its event, or bring another."""
    entries = [make_entry(uid=uuid.UUID(int=n), title=t, place=t, description=t) for n, t in enumerate(NASTY)]
    text = ics.write(calendar_of(*entries, name="Имя; с, \\ и\r\nX-BAD:1"))
    events = in_python(text)
    assert [event.title for event in events] == [plain(nasty) for nasty in NASTY]
    assert [event.place for event in events] == [plain(nasty) for nasty in NASTY]
    assert in_javascript(text) == [events]
    assert not [line for line in unfolded(text) if line.startswith(("X-BAD", "UID:чужой"))]
    assert text.count("BEGIN:VEVENT\r\n") == len(NASTY)


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_any_text_comes_back(text: str) -> None:
    written = ics.write(calendar_of(make_entry(title=text, place=text, categories=(text or "о чём",))))
    (event,) = in_python(written)
    assert (event.title, event.place) == (plain(text), plain(text))


def test_lines_are_short_and_end_as_they_must() -> None:
    text = ics.write(calendar_of(make_entry(title="ё" * 300, description="👩‍🦳" * 90)))
    assert "\n" not in text.replace("\r\n", "")
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines), "a letter was cut in two"


def test_what_a_calendar_never_carries() -> None:
    """Programs would write to an organiser, and lose a cancelled date of a rule; our reminders are mails."""
    names = {line.partition(":")[0].partition(";")[0] for line in unfolded(ics.write(calendar_of(make_entry())))}
    assert not names & {"RRULE", "ORGANIZER", "ATTENDEE", "EXDATE", "BEGIN:VALARM"}
    assert names >= {"METHOD", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "UID", "SEQUENCE", "DTSTAMP", "URL"}


def test_the_method_is_of_the_calendar() -> None:
    read: Any = icalendar.Calendar.from_ical(ics.write(calendar_of(make_entry(), method=ics.CANCEL)))
    assert str(read["method"]) == "CANCEL"
    assert all("method" not in event for event in read.walk("VEVENT"))


def test_the_same_state_gives_the_same_bytes() -> None:
    entry = make_entry()
    first, again = calendar_of(entry), calendar_of(replace(entry))
    assert ics.write(first) == ics.write(again)
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != calendar_of(replace(entry, sequence=4)).fingerprint


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_the_hour_stays_when_the_clocks_change(zone: str) -> None:
    """ical.js knows no zones but those that the file brings."""
    here = ZoneInfo(zone)
    days = [(month, day) for month in range(1, 13) for day in (1, 15)] + [(3, 29), (10, 25), (11, 1)]
    starts = sorted(datetime(year, *day, 18, 0, tzinfo=here) for year in (2026, 2027) for day in days)
    entries = [
        make_entry(uid=uuid.UUID(int=n), zone=zone, starts_at=start, ends_at=start + timedelta(hours=1))
        for n, start in enumerate(starts)
    ]
    text = ics.write(calendar_of(*entries, zone=zone))
    expected = [start.astimezone(UTC) for start in starts]
    assert [event.start for event in in_python(text)] == expected
    assert [event.start for event in in_javascript(text)[0]] == expected


def test_an_empty_calendar_is_a_calendar() -> None:
    assert by_both(ics.write(calendar_of())) == []
    assert "BEGIN:VTIMEZONE" in ics.write(calendar_of())
