"""axe-core finds nothing on any kind of page, light and dark, small and wide, at each size of letters.

Nothing sticks out of the screen.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.walks.conftest import DESK, PHONE, NewDevice, sign_in
from tests.walks.places import OWN, PUBLIC

pytestmark = pytest.mark.walk

LOOKS = [(scheme, size, letters) for scheme in ("light", "dark") for size in (PHONE, DESK) for letters in "123"]
# The least thing that may be hit with a finger, in CSS pixels; links inside sentences are excepted.
TARGET = 44
SMALL_TARGETS = """
() => {
const isInSentence = one => getComputedStyle(one).display === 'inline' &&
  one.parentElement.textContent.trim() !== one.textContent.trim();
return [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select, textarea')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.prose, p, .block-text'))
  .filter(one => !one.closest('.skip') && !isInSentence(one))
  .map(one => [/checkbox|radio/.test(one.type) && one.labels[0] || one, one])
  .map(([box, one]) => [box.getBoundingClientRect(), one])
  .filter(([box]) => box.width > 1 && (box.width < LEAST || box.height < LEAST))
  .map(([box, one]) => `${one.outerHTML.slice(0, 120)} is ${Math.round(box.width)}x${Math.round(box.height)}`);
}
""".replace("LEAST", str(TARGET - 0.5))


def look(page: Page, address: str) -> list[str]:
    """Everything that is wrong with a page in any of its looks."""
    page.goto(address)
    wrong = []
    for scheme, size, letters in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        page.evaluate("letters => document.documentElement.dataset.size = letters", letters)
        found = Axe().run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        name = f"{address} {scheme} {size['width']} px, letters {letters}"
        wrong += [f"{name}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]
    return wrong + measure(page, address)


def measure(page: Page, address: str) -> list[str]:
    page.evaluate("document.documentElement.dataset.size = '1'")
    page.set_viewport_size({"width": 320, "height": 640})
    wrong = []
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        wrong.append(f"{address}: {wide} px wide in a window of 320")
    wrong += [f"{address}: {one}" for one in page.evaluate(SMALL_TARGETS)]
    letters = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    if letters < 19:
        wrong.append(f"{address}: letters of {letters} px")
    return wrong


@pytest.mark.parametrize("address", PUBLIC.values(), ids=PUBLIC.keys())
def test_for_a_newcomer(device: NewDevice, address: str) -> None:
    assert look(device(), address) == []


def test_for_a_learner(device: NewDevice) -> None:
    page = device()
    sign_in(page, "learner@demo.example")
    assert [line for address in OWN.values() for line in look(page, address)] == []


def test_of_errors_in_forms(device: NewDevice) -> None:
    page = device()
    for address, button in (
        ("/accounts/signup/", "main form button[type=submit]"),
        ("/return/", "main form button[type=submit]"),
    ):
        page.goto(address)
        page.locator("main form").first.evaluate("form => form.noValidate = true")
        page.locator(button).first.click()
        found = Axe().run(page)
        assert found.response["violations"] == []
        assert page.locator("[role=alert], .error-summary").count() >= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrast_is_seven_to_one(device: NewDevice, scheme: str) -> None:
    page = device()
    page.emulate_media(color_scheme=scheme)
    wrong = []
    for address in PUBLIC.values():
        page.goto(address)
        found = Axe().run(
            page,
            options={
                "runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]},
                "rules": {"color-contrast-enhanced": {"enabled": True}},
            },
        )
        wrong += [f"{address}: {node['html'][:150]}" for one in found.response["violations"] for node in one["nodes"]]
    assert wrong == []
