"""Log lines are read by people who may not open what strangers keep secret."""

import logging

import pytest

from portal.logs import WithoutSecrets


def said(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, message, args, None)
    assert WithoutSecrets().filter(record)
    return record.getMessage()


@pytest.mark.parametrize("path", ["/calendar/{}.ics", "/workshops/booking/{}/cancel/", "/en/unsubscribe/{}/"])
def test_an_address_that_opens_something_is_not_told(path: str) -> None:
    token = "0f3c9a7d5e.Abc_-123"
    line = said("Internal Server Error: %s", path.format(token))
    assert token not in line
    assert line.startswith(f"Internal Server Error: {path.partition('{')[0]}…")


def test_other_lines_stay_as_they_are() -> None:
    assert said("%s not found: %s", "page", "/my/calendar/make/") == "page not found: /my/calendar/make/"
