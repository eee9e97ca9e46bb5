"""What many tests begin with is built once and stays: each test takes back only what it did on top.

A layer is a transaction that stays open between tests; layers stand on one another (a site, its course). A test gets
the layers that it names and no others: those that it does not want are rolled back before it begins, so a test without
any finds the database empty. Where a test really commits (`transaction=True`), its layers are built within it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import models, transaction

from tests import commits

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Moscow"))  # a Tuesday
BEFORE = NOW - timedelta(days=7)  # for every clock of a test what it begins with is past


@dataclass(frozen=True)
class Layer:
    """`build` makes the rows; it is given what the layer `below` holds. `at` is the time then; None is the real one."""

    name: str
    below: str | None
    build: Callable[..., Any]
    at: datetime | None


LAYERS: dict[str, Layer] = {}


def layer(below: str | None = None, at: datetime | None = BEFORE) -> Callable[[Callable[..., Any]], Any]:
    """Make a fixture of a function that builds rows. Layers have one list of names: no two may be called alike."""

    def decorate(build: Callable[..., Any]) -> Any:
        name = build.__name__
        assert name not in LAYERS, f"two layers are called {name}"
        LAYERS[name] = Layer(name, below, build, at)

        def give(ground: "Ground", db: None) -> Any:
            return ground.give(name)

        give.__doc__ = build.__doc__
        return pytest.fixture(give, name=name)

    return decorate


def clock_at(at: datetime | None) -> AbstractContextManager[Any]:
    return time_machine.travel(at) if at else nullcontext()


def chain(name: str | None) -> tuple[str, ...]:
    """The layer and those below it, the lowest first."""
    return () if name is None else (*chain(LAYERS[name].below), name)


def wanted(fixtures: list[str]) -> tuple[str, ...]:
    """The highest pile among the fixtures of a test; of equal ones the first."""
    return max((chain(name) for name in fixtures if name in LAYERS), key=len, default=())


class Ground:
    """The layers that stand now. Made once for each process of the tests."""

    def __init__(self) -> None:
        self.standing: list[tuple[str, Any, transaction.Atomic]] = []

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _value, _block in self.standing)

    def stand_on(self, names: tuple[str, ...]) -> None:
        """Take away the layers that are not wanted and build the missing ones. Outside of every test's transaction."""
        while self.names != names[: len(self.names)]:
            _name, _value, block = self.standing.pop()
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
        for name in names[len(self.names) :]:
            block = transaction.atomic()
            block.__enter__()
            try:
                with commits.heard(), clock_at(LAYERS[name].at):
                    value = self.build(name)
                transaction.get_connection().check_constraints()
            except BaseException as error:
                block.__exit__(type(error), error, error.__traceback__)
                raise
            self.standing.append((name, value, block))
        cache.clear()

    def build(self, name: str) -> Any:
        below = LAYERS[name].below
        return LAYERS[name].build(*([self.give(below)] if below else []))

    def give(self, name: str) -> Any:
        """What the layer holds, its rows read anew: what one test does to an object, no other sees."""
        for standing, value, _block in self.standing:
            if standing == name:
                return afresh(value)
        return self.build(name)


def afresh(value: Any) -> Any:
    """The same rows, lists and dataclasses of rows, read from the database."""
    if isinstance(value, models.Model):
        return type(value)._base_manager.get(pk=value.pk)
    if isinstance(value, list):
        kinds = {type(one) for one in value}
        assert len(kinds) <= 1, "a list of a layer holds rows of one model"
        for kind in kinds:
            rows = kind._base_manager.in_bulk([one.pk for one in value])
            return [rows[one.pk] for one in value]
        return []
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: afresh(getattr(value, field.name)) for field in fields(value)})
    assert value is None, f"a layer cannot hold {value!r}"
    return None
