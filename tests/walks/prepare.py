"""`python -m tests.walks.prepare FOLDER`: a portal that has started once, from nothing, with its demo.

Walks begin from copies of what it leaves in FOLDER (WALK_DATA).
"""

import sys
from pathlib import Path

from tests.processes import answers, begin, end, free_port, wait_until

PATIENCE = 240  # seconds for the portal to prepare itself on a slow machine


def main(folder: Path) -> int:
    folder.mkdir(parents=True)
    port = free_port()
    process = begin(folder, "start", PORT=str(port), DEMO="1")
    try:
        wait_until(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}/readyz"), PATIENCE)
    finally:
        returned = process.poll() or end(process)
    if returned:
        sys.stderr.write((folder / "start.log").read_text())
    return returned


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
