"""What arrives, byte by byte: names, dates, the calendar, the way to stop."""

import email
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from icalendar import Calendar

from accounts import envelopes, mail
from accounts.models import Mail

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//prosvet//RU
METHOD:CANCEL
BEGIN:VEVENT
UID:1@prosvet.example
DTSTAMP:20261124T070000Z
DTSTART:20261124T150000Z
SUMMARY:Телефон без спешки
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def write(now: datetime, **values: Any) -> Mail:
    return mail.post(
        **{"kind": "news", "to": "nina@example.org", "subject": "Привет", "text": "Всё хорошо.", "now": now, **values}
    )


def arrived(row: Mail) -> EmailMessage:
    return email.message_from_bytes(envelopes.message(row).message().as_bytes(), policy=default)


def test_each_time_it_is_the_same(db: None, now: datetime) -> None:
    row = write(now)
    first, second = arrived(row), arrived(row)
    assert first["Message-ID"] == second["Message-ID"] == f"<{row.pk}@127.0.0.1>"
    assert first["Date"].datetime == now
    assert first["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in first


def test_the_calendar_is_shown_and_can_be_saved(db: None, now: datetime) -> None:
    """Gmail and Outlook read the part among the alternatives, Apple's Mail and people the file."""
    sent = arrived(write(now, calendar=CALENDAR))
    assert sent.get_content_type() == "multipart/mixed"
    alternatives, file = sent.iter_parts()
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"], "the plainest first, what programs act on last"
    part = list(alternatives.iter_parts())[2]
    for one in (part, file):
        assert one.get_content_type() == "text/calendar"
        assert one.get_param("method") == "CANCEL"
        assert one.get_content_charset() == "utf-8"
        (event,) = Calendar.from_ical(one.get_content()).walk("VEVENT")
        assert str(event["SUMMARY"]) == "Телефон без спешки"
    assert file.get_filename() == "event.ics"
    assert file.get_content_disposition() == "attachment"
    assert part.get_content_disposition() is None


def test_one_click_ends_it(db: None, now: datetime) -> None:
    sent = arrived(write(now, stop_url="https://prosvet.example/unsubscribe/abc/"))
    assert sent["List-Unsubscribe"] == "<https://prosvet.example/unsubscribe/abc/>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
def test_a_title_adds_no_header(db: None, now: datetime, break_: str) -> None:
    row = write(now, subject=f"Занятие{break_}Bcc: all@example.org")
    row.refresh_from_db()
    sent = arrived(row)
    assert sent["Bcc"] is None
    assert sent["To"] == "nina@example.org"
    assert sent["Subject"] == "Занятие Bcc: all@example.org"


def test_an_address_with_a_line_in_it_goes_nowhere(db: None, now: datetime, mailoutbox: list[Any]) -> None:
    row = write(now, to="nina@example.org\r\nBcc: all@example.org")
    assert mail.send_due(now) == 0
    row.refresh_from_db()
    assert row.last_error
    assert mailoutbox == []


def test_a_calendar_adds_no_method_of_its_own(db: None, now: datetime) -> None:
    odd = CALENDAR.replace("METHOD:CANCEL", "METHOD:PUBLISH; x=y").replace("Телефон", "METHOD:REQUEST")
    file = list(arrived(write(now, calendar=odd)).iter_parts())[1]
    assert file.get_param("method") == "PUBLISH"


def test_a_waiting_mail_keeps_its_date(db: None, now: datetime) -> None:
    row = write(now, due_at=now + timedelta(hours=5))
    assert arrived(row)["Date"].datetime == now
