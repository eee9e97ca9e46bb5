"""Workers that begin at once: `python -m tests.stress.mailers` loads the portal, and forks a worker for each line it
reads. Its number is printed. They end with their parent, or when they are killed.
"""

import ctypes
import os
import signal
import sys

import django

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from portal import jobs  # noqa: F401  (loaded once, for all of them)

    # Nobody waits for those who were killed.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        number = os.fork()
        if number == 0:
            ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
            try:
                call_command("worker")
            finally:
                os._exit(0)
        print(number, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
