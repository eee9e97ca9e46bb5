"""A learner gives their calendar an address, the calendar fetches it, and the address is taken back."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.walks.conftest import NewDevice
from tests.walks.looking import wrong_with

pytestmark = pytest.mark.walk


def fetch(address: str) -> str:
    """As a calendar program does: it knows nothing but the address."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def test_an_address_for_ones_own_calendar(member: NewDevice) -> None:
    page = member("newcomer")
    page.goto("/my/")
    page.get_by_role("link", name="Занятия в вашем календаре").click()
    page.get_by_role("button", name="Сделать адрес").click()
    expect(page.get_by_label("Адрес для календаря")).to_be_visible()
    assert wrong_with(page) == []
    address = page.get_by_label("Адрес для календаря").input_value()
    assert fetch(address).startswith("BEGIN:VCALENDAR")
    page.get_by_role("button", name="Сменить адрес").click()
    expect(page.get_by_label("Адрес для календаря")).not_to_have_value(address)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(address)
    page.get_by_role("button", name="Отключить").click()
    expect(page.get_by_role("button", name="Сделать адрес")).to_be_visible()


def test_the_file_of_a_booked_date(member: NewDevice) -> None:
    page = member("learner")
    page.goto("/my/")
    page.locator(".dates-strip").get_by_role("link").first.click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Добавить в календарь").click()
    text = Path(waiting.value.path()).read_text()
    assert "STATUS:CONFIRMED" in text
    assert waiting.value.suggested_filename.endswith(".ics")
