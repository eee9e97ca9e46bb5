"""What all tests share: people, a frozen clock, a site with its languages, a course; and commits that are heard."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import translation

from accounts import guests
from accounts.models import Learner, User
from tests import browser
from tests.factories.courses import CourseTree, make_course
from tests.factories.people import make_user
from tests.factories.sites import SiteTree, make_site

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=MOSCOW)  # a Tuesday


# --- time and state --------------------------------------------------------------------------------------------------


@pytest.fixture
def now() -> Iterator[datetime]:
    """A Tuesday morning in Moscow; the clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture(autouse=True)
def no_memories() -> None:
    """Nothing cached by one test is seen by the next (allauth counts its rate limits there too)."""
    cache.clear()


@pytest.fixture(autouse=True)
def own_language() -> None:
    """A request leaves its language switched on; each test begins in the portal's own."""
    translation.deactivate()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test's own transaction never commits. What the code wants done after a commit (mails, cache versions) is done
    here when the code's outermost transaction ends, so that a test sees what a visitor would."""
    if not connection.in_atomic_block:  # no database, or real commits
        return (yield)
    outside = len(connection.savepoint_ids)
    leave, on_commit = transaction.Atomic.__exit__, connection.on_commit

    def run_pending() -> None:
        if len(connection.savepoint_ids) == outside and not connection.needs_rollback:
            pending, connection.run_on_commit = connection.run_on_commit, []
            for _sids, function, _robust in pending:
                function()

    def leave_and_run(self: transaction.Atomic, *error: Any) -> None:
        leave(self, *error)
        run_pending()

    def on_commit_and_run(function: Any, robust: bool = False) -> None:
        on_commit(function, robust)
        run_pending()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction.Atomic, "__exit__", leave_and_run)
        patch.setattr(connection, "on_commit", on_commit_and_run)
        run_pending()
        return (yield)


# --- people ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def user(db: None) -> User:
    return make_user("nina@example.org", name="Нина Петровна")


@pytest.fixture
def learner(user: User) -> Learner:
    """A registered person's learner."""
    return user.learner


@pytest.fixture
def member_client(user: User) -> Client:
    """A browser in which `user` (and so `learner`) is signed in."""
    client = Client()
    client.force_login(user, backend="accounts.backends.EmailBackend")
    return client


@pytest.fixture
def guest(db: None) -> Learner:
    return Learner.objects.create()


@pytest.fixture
def guest_client(guest: Learner) -> Client:
    """A browser whose cookie leads to `guest`."""
    client = Client()
    client.cookies[guests.COOKIE] = signing.dumps(str(guest.key), salt=guests.SALT)
    return client


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def site(db: None) -> SiteTree:
    """The default site with a Russian and an English home page, and a catalogue below each."""
    return make_site()


@pytest.fixture
def course(site: SiteTree) -> CourseTree:
    """A published Russian course of four lessons in two sections."""
    return make_course(site, lessons=4, sections=2)


# --- browsers --------------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    # The same examples each time; new ones are looked for at full size (`make stress`).
    hypothesis.settings.register_profile("steady", derandomize=not os.environ.get("PROSVET_STRESS"))
    hypothesis.settings.load_profile("steady")
    # Playwright runs an event loop in this thread; Django would take our queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Walks run when they are asked for (`-m walk`), and only where there is a browser."""
    asked = "walk" in config.getoption("markexpr")
    if not asked:
        walks = [item for item in items if item.get_closest_marker("walk")]
        items[:] = [item for item in items if item not in walks]
        config.hook.pytest_deselected(items=walks)
    elif browser.find_chromium() is None:
        if os.environ.get("CI") == "true":
            raise pytest.UsageError("no Chromium for the browser walks, and under CI=true they may not be skipped")
        for item in items:
            item.add_marker(pytest.mark.skip(reason="!!! NO CHROMIUM: THE BROWSER WALKS WERE NOT RUN !!!"))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program."""
    path = browser.find_chromium()
    assert path is not None
    return path
