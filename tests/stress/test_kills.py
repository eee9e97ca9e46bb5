"""`kill -9` in the middle of work: nothing is lost, everything is done in the end."""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import begin, end, manage, wait_until

pytestmark = [
    pytest.mark.stress,
    pytest.mark.process,
    pytest.mark.xdist_group("processes"),
    pytest.mark.skipif(
        bool(os.environ.get("TEST_DATABASE_URL")), reason="processes bring their own database: tried with SQLite"
    ),
]


def shell(data: Path, code: str) -> str:
    return manage(data, "shell", "--no-imports", "-c", code).stdout.strip()


def test_every_mail_goes_out_though_the_worker_is_killed(tmp_path: Path, size: Callable[[int], int]) -> None:
    """At least once, and each time under the same Message-ID."""
    manage(tmp_path, "migrate")
    many = size(500)
    post = "mail.post(kind='test', to=f'a{n}@example.org', subject='s', text='t')"
    shell(tmp_path, f"from accounts import mail; [{post} for n in range({many})]")
    folder = tmp_path / "mail"

    def sent() -> int:
        return len(messages(folder))

    kills = size(30)
    # Each kill may leave one mail under a lease: when only those are left, there is nothing to wait for.
    last = many - kills
    for _kill in range(kills):
        before = sent()
        worker = begin(tmp_path, "worker")
        wait_until(lambda before=before: sent() > before or sent() >= last)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    # The leases of the killed run out after minutes: that is not what this test waits for.
    shell(tmp_path, "from accounts.models import Mail; Mail.objects.filter(sent_at=None).update(leased_until=None)")
    log = tmp_path / "worker.log"
    starts = log.read_text().count("worker started")
    worker = begin(tmp_path, "worker")
    unsent = "from accounts.models import Mail; print(Mail.objects.filter(sent_at=None).count())"
    try:
        wait_until(lambda: log.read_text().count("worker started") > starts)
        wait_until(lambda: shell(tmp_path, unsent) == "0", seconds=120)
    finally:
        assert end(worker) == 0
    recipients = {to for _id, to in messages(folder)}
    assert recipients == {f"a{number}@example.org" for number in range(many)}
    assert len(set(messages(folder))) == many, "the same mail went out under two Message-IDs"


def messages(folder: Path) -> list[tuple[str, str]]:
    """(Message-ID, recipient) of each mail that was sent."""
    texts = [path.read_text(errors="replace") for path in folder.glob("*")]
    ids = [re.findall(r"^Message-ID: (\S+)", text, re.MULTILINE | re.IGNORECASE) for text in texts]
    recipients = [re.findall(r"^To: (\S+)", text, re.MULTILINE) for text in texts]
    return [pair for some_ids, some in zip(ids, recipients, strict=True) for pair in zip(some_ids, some, strict=False)]
