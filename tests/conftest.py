"""What all tests share: people, a frozen clock, a site with its languages, a course; and commits that are heard."""

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation

from accounts import guests
from accounts.models import Learner, User
from questions.models import HoldingRules
from tests import browser, commits
from tests.factories.courses import CourseTree, make_course
from tests.factories.people import make_user
from tests.factories.sites import SiteTree, make_site
from tests.ground import NOW, Ground, layer, wanted

# Thousands of tests leave a large heap, which the collector would walk again and again: a twentieth of the time.
gc.set_threshold(100_000, 50, 100)

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
def nothing_held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests ask at once, often and in the same words, which no person does; those of holding name `rules`."""
    if "rules" not in request.fixturenames:
        switches = ("checks_links", "checks_speed", "checks_repetition", "checks_number", "checks_trap")
        off = dict.fromkeys(switches, False)
        monkeypatch.setattr(HoldingRules, "in_force", lambda: HoldingRules(**off))


@pytest.fixture(autouse=True)
def own_language() -> None:
    """A request leaves its language switched on; each test begins in the portal's own."""
    translation.deactivate()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with commits.heard():
        return (yield)


# --- the database ----------------------------------------------------------------------------------------------------

PREPARED = os.environ.get("PREPARED") if connection.vendor == "sqlite" else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite begins with a copy of what was migrated once for all processes (`tests.prepare`), where there is one."""
    if PREPARED:
        shutil.copyfile(Path(PREPARED) / "migrated.sqlite3", connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    return bool(PREPARED) or django_db_keepdb


# --- the ground ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    """The layers of this process; a session takes them away before its database."""
    made = Ground()
    yield made
    with django_db_blocker.unblock():
        made.stand_on(())


@pytest.fixture
def standing(request: pytest.FixtureRequest, ground: Ground, django_db_blocker: Any) -> None:
    """The layers that this test begins with, and none where it commits."""
    marker = request.node.get_closest_marker("django_db")
    commits_really = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    with django_db_blocker.unblock():
        ground.stand_on(() if commits_really else wanted(request.fixturenames))


@pytest.fixture
def _django_db_helper(standing: None, _django_db_helper: None) -> None:
    """pytest-django's transaction for a test begins when the ground is there."""


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


@layer()
def site() -> SiteTree:
    """The default site with a Russian and an English home page, and a catalogue below each."""
    return make_site()


@layer(below="site")
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that begin with the same layers run after one another; pytest-django puts those that commit last. Of either
    sort groups come first: each is the work of one process, and the other takes the rest.
    """
    items.sort(key=lambda item: (item.get_closest_marker("xdist_group") is None, wanted(item.fixturenames)))
    choose_walks(config, items)
    if os.environ.get("TEST_DATABASE_URL"):
        leave_out(config, items, [item for item in items if not touches_database(item)])


def leave_out(config: pytest.Config, items: list[pytest.Item], some: list[pytest.Item]) -> None:
    left_out = set(some)
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=some)


def touches_database(item: Any) -> bool:
    """What does not comes out the same on another database, and is run on SQLite alone."""
    names = set(item.fixturenames)
    is_django = item.cls is not None and issubclass(item.cls, TransactionTestCase)
    is_marked = item.get_closest_marker("django_db") is not None
    return is_django or is_marked or bool(wanted(names) or names & {"db", "transactional_db"})


def choose_walks(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Walks run when they are asked for (`-m walk`), and only where there is a browser."""
    asked = "walk" in config.getoption("markexpr")
    if not asked:
        leave_out(config, items, [item for item in items if item.get_closest_marker("walk")])
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
