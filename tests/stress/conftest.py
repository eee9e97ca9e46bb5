"""Races, storms and kills. `make test` runs them at a tenth; `make stress` at full size."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

FIGURE = "figure"
IS_FULL = os.environ.get("PROSVET_STRESS") == "1"
Together = Callable[[list[Callable[[], Any]]], list[Any]]
Tell = Callable[[str], None]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that the tests measured, below their results (not with -n: its workers report elsewhere)."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, told in report.user_properties if report.when == "call" else []:
            if name == FIGURE:
                terminalreporter.write_line(f"{report.location[2]}: {told}")


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Say a figure at the end of the run."""
    return lambda told: record_property(FIGURE, told)


@pytest.fixture
def size() -> Callable[[int], int]:
    """How many of a full-size number this run makes: all, or a tenth, at least two."""
    return lambda full: full if IS_FULL else max(2, full // 10)


@pytest.fixture
def together() -> Together:
    """Runs acts at the same moment, each in a thread with a database connection of its own; what each returned.

    What an act raises is raised here.
    """

    def run(acts: list[Callable[[], Any]]) -> list[Any]:
        start = Barrier(len(acts))

        def one(act: Callable[[], Any]) -> Any:
            start.wait(60)
            try:
                return act()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as threads:
            return [future.result(timeout=240) for future in [threads.submit(one, act) for act in acts]]

    return run
