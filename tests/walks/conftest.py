"""A real portal with its demo, and real browsers in front of it."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_string, policy
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import browser

PATIENCE = 240  # seconds for the portal to prepare itself on a slow machine
PASSWORD = "prosvet-demo"
MOSCOW = ZoneInfo("Europe/Moscow")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Portal:
    """A running portal: where it is, and the folder of its data (its mails are files there)."""

    url: str
    data: Path

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted((self.data / "mail").glob("*"))]


def link_in_a_letter(portal: Portal, to: str, about: str = "", path: str = r"/questions/\S+") -> str:
    """Where the first letter to them with `about` in its subject and such a `path` in its text leads. The worker sends
    every two seconds.
    """
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for one in (message_from_string(text, policy=policy.default) for text in portal.mails()):
            text = one.get_body(("plain",)).get_content() if one["To"] == to and about in one["Subject"] else ""
            if found := re.search(rf"https?://[^/\s]+({path})", text):
                return found[1]
        time.sleep(0.3)
    pytest.fail(f"no letter to {to} about {about} with {path}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Short ones last, so that all processes end together."""
    items.sort(key=lambda item: item.path.stem == "test_accessible")


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """`manage.py start` as a process of its own, on a free port. Its data are nobody else's: a copy of PREPARED ones,
    or loaded now.
    """
    data, port = tmp_path_factory.mktemp("portal"), free_port()
    if prepared := os.environ.get("PREPARED"):
        shutil.copytree(Path(prepared) / "portal", data, dirs_exist_ok=True)
    ours = {
        "PROSVET_DATA": str(data),
        "PORT": str(port),
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
    }
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | ours
    log = (data / "log").open("wb")
    process = subprocess.Popen([sys.executable, "manage.py", "start"], env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(f"{url}/readyz", process, data / "log")
        yield Portal(url, data)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"the portal did not become ready:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chrome(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=str(chromium), args=browser.ARGUMENTS)
        yield program
        program.close()


NewDevice = Callable[..., Page]


class Devices:
    """Opened in the browser, each without memory. Their pages complain of every script error and every request that
    leaves the portal.
    """

    def __init__(self, chrome: Browser, portal: Portal) -> None:
        self.chrome, self.home = chrome, portal.url
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def new(self, js: bool = True, size: dict[str, int] = PHONE, **options: object) -> Page:
        context = self.chrome.new_context(
            viewport=size,
            java_script_enabled=js,
            base_url=self.home,
            locale="ru-RU",
            timezone_id="Europe/Moscow",
            **options,
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.complaints.append(f"script error at {page.url}: {error}"))
        page.on("console", lambda line: complain_of(line.text, self.complaints) if line.type == "error" else None)
        page.on("request", lambda request: complain_of_stranger(request.url, self.home, self.complaints))
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def device(chrome: Browser, portal: Portal) -> Iterator[NewDevice]:
    """`device(js=True, size=PHONE)`: another device, for this test."""
    opened = Devices(chrome, portal)
    yield opened.new
    opened.close()
    assert opened.complaints == []


@pytest.fixture(scope="session")
def signed_in(chrome: Browser, portal: Portal) -> Callable[[str], Any]:
    """What the browser of a demo person keeps; each signs in once."""

    @cache
    def state(who: str) -> Any:
        context = chrome.new_context(base_url=portal.url, locale="ru-RU")
        sign_in(context.new_page(), f"{who}@demo.example")
        kept = context.storage_state()
        context.close()
        return kept

    return state


@pytest.fixture
def member(device: NewDevice, signed_in: Callable[[str], Any]) -> NewDevice:
    """`member("host", js=False)`: a device at which a demo person has signed in before."""
    return lambda who, **options: device(storage_state=signed_in(who), **options)


@pytest.fixture(scope="session")
def windows(chrome: Browser, portal: Portal, signed_in: Callable[[str], Any]) -> Iterator[tuple[Devices, NewDevice]]:
    opened = Devices(chrome, portal)
    yield opened, cache(lambda who="": opened.new(storage_state=signed_in(who) if who else None))
    opened.close()


@pytest.fixture
def window(windows: tuple[Devices, NewDevice]) -> Iterator[NewDevice]:
    """`window("host")`, `window()` for a newcomer: one page a person for all tests that only look."""
    opened, page_of = windows
    yield page_of
    complaints, opened.complaints[:] = list(opened.complaints), []
    assert complaints == []


def complain_of(text: str, complaints: list[str]) -> None:
    """What the page was refused by its policy; failed loadings of pages are what tests of errors ask for."""
    if "Content Security Policy" in text:
        complaints.append(text)


def complain_of_stranger(url: str, home: str, complaints: list[str]) -> None:
    if not url.startswith((home, "data:", "blob:")):
        complaints.append(f"request to {url}")


def write(portal: Portal, statement: str, **values: object) -> None:
    """What a walk cannot wait for: an hour that passes, a server that dies."""
    named = {name: value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else value
             for name, value in values.items()}  # fmt: skip
    with closing(sqlite3.connect(portal.data / "prosvet.sqlite3", timeout=20)) as database, database:
        assert database.execute(statement, named).rowcount > 0


def today() -> date:
    """On the portal's wall."""
    return datetime.now(MOSCOW).date()


def reload_until(page: Page, selector: str, seconds: int) -> None:
    """For what the portal does by itself, in its own time."""
    end = time.monotonic() + seconds
    while not page.locator(selector).count():
        assert time.monotonic() < end, f"{selector} did not come to {page.url} in {seconds} s"
        page.wait_for_timeout(500)
        page.reload()


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/(my|admin)/"))
