"""What axe-core and a ruler find wrong with the page that stands in a browser, in all its looks, loaded once.

A look is colours (light, dark), width and size of letters, switched as the server and the reader's system switch them.
All rules run once on each width. For the other looks run the rules whose answer can change with them: contrast with
colours, targets and scrolling with letters.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from tests.walks.conftest import DESK, PHONE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN = """options => axe.run(document, options).then(found => found.violations.flatMap(
  one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 200)}`)))"""

# 7:1 for all text; it demands everything that the milder rule does.
CONTRAST = {"color-contrast": {"enabled": False}, "color-contrast-enhanced": {"enabled": True}}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL: dict[str, Any] = {"runOnly": TAGS, "rules": CONTRAST}
COLOURS = ["color-contrast-enhanced", "link-in-text-block"]
SIZES = ["target-size", "scrollable-region-focusable"]

# The least thing that may be hit with a finger, in CSS pixels; links inside sentences are excepted.
TARGET = 44
SMALL_TARGETS = """
() => {
const isInSentence = one => getComputedStyle(one).display === 'inline' &&
  one.parentElement.textContent.trim() !== one.textContent.trim();
return [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select, textarea')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.prose, p, .block-text'))
  .filter(one => !one.closest('.skip, [aria-hidden=true]') && !isInSentence(one))
  .map(one => [/checkbox|radio/.test(one.type) && one.labels[0] || one, one])
  .map(([box, one]) => [box.getBoundingClientRect(), one])
  .filter(([box]) => box.width > 1 && (box.width < LEAST || box.height < LEAST))
  .map(([box, one]) => `${one.outerHTML.slice(0, 120)} is ${Math.round(box.width)}x${Math.round(box.height)}`);
}
""".replace("LEAST", str(TARGET - 0.5))


def looks() -> Iterator[tuple[str, dict[str, int], str, dict[str, Any]]]:
    """Colours, window, letters, and what axe is asked."""
    for size in (PHONE, DESK):
        yield "light", size, "1", ALL
        yield "dark", size, "1", only(COLOURS)
        yield "dark", size, "2", only(SIZES)
        yield "light", size, "3", only(COLOURS + SIZES)


def only(rules: list[str]) -> dict[str, Any]:
    return {"runOnly": {"type": "rule", "values": rules}}


def wrong_with(page: Page) -> list[str]:
    """Everything that is wrong with the page in any of its looks; then it looks as before."""
    window, letters = page.viewport_size, page.evaluate("document.documentElement.dataset.size")
    page.evaluate(AXE)
    wrong = []
    for scheme, size, now, asked in looks():
        put_on(page, scheme, size, now)
        found = page.evaluate(RUN, {**asked, "resultTypes": ["violations"], "preload": False})
        wrong += [f"{scheme}, {size['width']} px, letters {now}: {one}" for one in found]
    wrong += measure(page)
    put_on(page, "light", window or PHONE, letters)
    return [f"{page.url}: {one}" for one in wrong]


def put_on(page: Page, scheme: Any, size: Any, letters: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.evaluate("letters => document.documentElement.dataset.size = letters", letters)


def measure(page: Page) -> list[str]:
    """In the narrowest window that there is."""
    put_on(page, "light", {"width": 320, "height": 640}, "1")
    wide = page.evaluate("document.documentElement.scrollWidth")
    letters = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    wrong = [f"{wide} px wide in a window of 320"] if wide > 320 else []
    wrong += [f"letters of {letters} px"] if letters < 19 else []
    return wrong + page.evaluate(SMALL_TARGETS)
