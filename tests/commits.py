"""Commits that are heard, though a test's own transaction never commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections, transaction


@contextmanager
def heard() -> Iterator[None]:
    """What the code wants done after a commit (mails, cache versions) is done when its outermost transaction ends, so
    that a test sees what a visitor would. Outside of any transaction commits are real, and nothing is changed."""
    connection = connections["default"]
    if not connection.in_atomic_block:
        yield
        return
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
        yield
