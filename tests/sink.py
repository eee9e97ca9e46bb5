"""A mail server for tests: takes what it is sent and keeps it, or fails in a chosen way.

Small enough to be read, and able to hang, to hang up and to refuse at each step; `python -m tests.sink` is not needed:
it runs in a thread of the test.
"""

import email
import re
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default


@dataclass
class Faults:
    """What goes wrong, by step. A step's answer stands in for its usual one; HANG says nothing; DROP hangs up.

    `recipients` answers RCPT for one address, all else is for everybody.
    """

    greeting: str = ""
    sender: str = ""
    recipients: dict[str, str] = field(default_factory=dict)
    data: str = ""
    after_data: str = ""


HANG, DROP = "hang", "drop"


class Sink(socketserver.ThreadingTCPServer):
    """`taken` are (Message-ID, recipient, bytes) of every mail that got as far as the end of its text."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, seconds_for_each: float = 0) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.faults = Faults()
        self.taken: list[tuple[str, str, bytes]] = []
        self.calls = 0
        self.seconds_for_each = seconds_for_each
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def messages(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=default) for _key, _to, raw in self.taken]

    def how_often(self) -> Counter[str]:
        """How often each mail came, by its Message-ID."""
        return Counter(key for key, _to, _raw in self.taken)

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed, or gave up waiting, is what these tests are about."""


class Conversation(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self.server.calls += 1
        faults, recipient = self.server.faults, ""
        if not self.answer(faults.greeting or "220 sink"):
            return
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "QUIT":
                self.answer("221 bye")
                return
            if verb == "DATA":
                if not (self.answer(faults.data or "354 go on") and (faults.data or self.take(recipient))):
                    return
                continue
            if verb == "RCPT":
                recipient = line.split(":", 1)[1].split()[0].strip("<>")
            said = {"MAIL": faults.sender, "RCPT": faults.recipients.get(recipient, "")}.get(verb, "")
            if not self.answer(said or "250 ok"):
                return

    def take(self, recipient: str) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        raw = b"".join(lines)
        found = re.search(rb"^Message-ID: (\S+)", raw, re.MULTILINE | re.IGNORECASE)
        refused = self.server.faults.after_data[:1] in ("4", "5")
        if not refused:
            self.server.taken.append((found[1].decode() if found else "", recipient, raw))
        time.sleep(self.server.seconds_for_each)
        return self.answer(self.server.faults.after_data or "250 taken")

    def answer(self, said: str) -> bool:
        """False when the conversation is over."""
        if said == HANG:
            self.server.over.wait(30)
            return False
        if said == DROP:
            self.request.shutdown(socket.SHUT_RDWR)
            return False
        self.wfile.write(f"{said}\r\n".encode())
        return True


@contextmanager
def listening(seconds_for_each: float = 0) -> Iterator[Sink]:
    with Sink(seconds_for_each) as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.over.set()
            sink.shutdown()
            thread.join()


def nobody_listens() -> int:
    """A port where a call is refused."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
