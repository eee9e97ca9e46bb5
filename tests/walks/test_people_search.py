"""Somebody types half a word and goes to a page with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.walks.conftest import NewDevice
from tests.walks.looking import wrong_with

pytestmark = pytest.mark.walk


def test_suggestions_by_keyboard(device: NewDevice) -> None:
    page = device()
    page.goto("/search/")
    field = page.get_by_role("combobox")
    options = page.get_by_role("option")
    field.press_sequentially("парол", delay=30)
    expect(options.first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="подсказ")).to_contain_text(f"Есть {options.count()} ")
    assert wrong_with(page) == []

    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_be_focused()
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")

    field.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("парол")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    title = options.first.locator(".suggestion-title").inner_text()
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    page.goto("/questions/")
    field = page.get_by_role("combobox")
    field.fill("парол")
    expect(options.first).to_contain_text("вопрос")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/questions/\?q="))
