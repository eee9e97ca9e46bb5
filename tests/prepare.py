"""`python -m tests.prepare FOLDER`: what processes of tests begin from, so that not each of them makes it (PREPARED).

FOLDER/migrated.sqlite3 is a database after its migrations; FOLDER/portal are the data of a portal that has started
once, from nothing, with its demo.
"""

import sqlite3
import sys
from pathlib import Path

from tests.processes import answers, begin, end, free_port, manage, wait_until

PATIENCE = 240  # seconds for the portal to prepare itself on a slow machine


def main(folder: Path) -> int:
    portal = folder / "portal"
    portal.mkdir(parents=True)
    manage(portal, "migrate", "--verbosity=0")
    copy_database(portal / "prosvet.sqlite3", folder / "migrated.sqlite3")
    port = free_port()
    process = begin(portal, "start", PORT=str(port), DEMO="1")
    try:
        wait_until(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}/readyz"), PATIENCE)
    finally:
        returned = process.poll() or end(process)
    if returned:
        sys.stderr.write((portal / "start.log").read_text())
    return returned


def copy_database(original: Path, copy: Path) -> None:
    """Also of one that is being written: some of it may still lie beside its file."""
    with sqlite3.connect(original) as read, sqlite3.connect(copy) as written:
        read.backup(written)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
