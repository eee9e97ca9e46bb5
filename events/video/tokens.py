"""Tokens for one person, one room and one window of time, as Prosody's token_verification and JaaS read them.

Made for each click, kept nowhere. What stands in them is for the server alone: no address, no key of a learner.
"""

from dataclasses import dataclass
from datetime import datetime

import jwt

from events.video.servers import Server

LONGEST_NAME = 40


@dataclass(frozen=True)
class Person:
    """As others in the room know them. `key` is the same for one person in one date, and means nothing elsewhere."""

    key: str
    name: str
    is_host: bool


@dataclass(frozen=True)
class Window:
    """From `opens_at` on, until `closes_at` and not at it."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


def mint(server: Server, room: str, person: Person, window: Window) -> str:
    header = {"kid": server.key_id} if server.key_id else None
    return jwt.encode(claims(server, room, person, window), server.key, server.algorithm, header)


def claims(server: Server, room: str, person: Person, window: Window) -> dict[str, object]:
    """Whatever Prosody compares is a string; `room` is one room and never `*`. JaaS fixes its issuer."""
    host = "true" if person.is_host else "false"
    return {
        "iss": "chat" if server.key_id else server.app_id,
        "aud": "jitsi",
        "sub": server.app_id if server.key_id else server.domain,
        "room": room,
        "nbf": int(window.opens_at.timestamp()),
        "exp": int(window.closes_at.timestamp()),
        "context": {
            "user": {
                "id": person.key,
                "name": person.name[:LONGEST_NAME],
                "email": "",
                "avatar": "",
                "moderator": host,
                "affiliation": "owner" if person.is_host else "member",
            },
            "features": {"recording": host, "livestreaming": "false", "transcription": "false"},
        },
    }
