"""axe-core finds nothing on any kind of page, light and dark, small and wide, at each size of letters.

All text has a contrast of 7:1, and nothing sticks out of the screen.
"""

import pytest

from tests.walks.conftest import NewDevice
from tests.walks.looking import wrong_with
from tests.walks.places import ANSWERING, DESK, ORDER, OWN, PUBLIC, visit

pytestmark = pytest.mark.walk


@pytest.mark.parametrize("address", PUBLIC.values(), ids=PUBLIC.keys())
def test_for_a_newcomer(window: NewDevice, address: str) -> None:
    page = window()
    visit(page, address)
    assert wrong_with(page) == []


@pytest.mark.parametrize("address", OWN.values(), ids=OWN.keys())
def test_for_a_learner(window: NewDevice, address: str) -> None:
    page = window("learner")
    visit(page, address)
    assert wrong_with(page) == []


@pytest.mark.parametrize("address", DESK.values(), ids=DESK.keys())
def test_at_the_desk(window: NewDevice, address: str) -> None:
    page = window("host" if "series" in address else "dispatcher")
    visit(page, address)
    assert wrong_with(page) == []


@pytest.mark.parametrize("address", ANSWERING.values(), ids=ANSWERING.keys())
def test_for_an_expert(window: NewDevice, address: str) -> None:
    page = window("expert")
    visit(page, address)
    assert wrong_with(page) == []


@pytest.mark.parametrize("address", ORDER.values(), ids=ORDER.keys())
def test_for_a_moderator(window: NewDevice, address: str) -> None:
    page = window("moderator")
    visit(page, address)
    assert wrong_with(page) == []


@pytest.mark.parametrize("address", ["/accounts/signup/", "/return/", "/questions/ask/"])
def test_of_errors_in_forms(device: NewDevice, address: str) -> None:
    page = device()
    page.goto(address)
    page.locator("main form").first.evaluate("form => form.noValidate = true")
    page.locator("main form button[type=submit]").first.click()
    assert page.locator("[role=alert], .error-summary").count() >= 1
    assert wrong_with(page) == []
