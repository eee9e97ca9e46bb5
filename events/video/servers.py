"""The video servers that the configuration names: where they are, and what their tokens are signed with."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.templatetags.static import static
from django.utils.crypto import salted_hmac

SHORTEST_SECRET = 32  # bytes: what HS256 asks for (RFC 7518, 3.2)
DOMAIN = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?")
STAND_IN, SECOND_STAND_IN = "stand-in", "stand-in-2"


@dataclass(frozen=True)
class Server:
    """With a `key_id` it is a tenant of JaaS (8x8), whose name is `app_id`: tokens are signed with a private key.

    A stand-in is no server: a page of ours that plays one in the demo.
    """

    domain: str
    app_id: str
    secret: str = field(default="", repr=False)
    key_id: str = ""
    is_stand_in: bool = False

    @property
    def origin(self) -> str:
        """What the policy of the page must allow; of a stand-in nothing: it is our own."""
        return "" if self.is_stand_in else f"https://{self.domain}"

    @property
    def base(self) -> str:
        return f"{self.origin}/{self.app_id}" if self.key_id else self.origin

    @property
    def script_url(self) -> str:
        """Jitsi's IFrame API, as this server has it."""
        return static("js/training_room.js") if self.is_stand_in else f"{self.base}/external_api.js"

    @property
    def algorithm(self) -> str:
        return "RS256" if self.key_id else "HS256"

    @property
    def key(self) -> str:
        return private_key(settings.JITSI_KEY_FILE) if self.key_id else self.secret

    def name_of(self, room: str) -> str:
        """The room as the IFrame API wants it."""
        return f"{self.app_id}/{room}" if self.key_id else room

    def address_of(self, room: str, token: str, language: str) -> str:
        """Where a browser without our script enters. The fragment stays in the browser."""
        wishes = f"config.startWithAudioMuted=true&config.disableDeepLinking=true&config.defaultLanguage={language}"
        return f"{self.base}/{quote(room)}?jwt={token}#{wishes}"


@lru_cache(maxsize=1)
def private_key(path: str) -> str:
    return Path(path).read_text(encoding="ascii")


def main() -> Server | None:
    """None where no server is configured and nothing is shown for one."""
    if settings.JITSI_DOMAIN:
        return Server(settings.JITSI_DOMAIN, settings.JITSI_APP_ID, settings.JITSI_SECRET, settings.JITSI_KEY_ID)
    return stand_in(STAND_IN) if settings.DEMO else None


def fallback() -> Server | None:
    """The second server: JITSI_FALLBACK, which is a domain, or `app:secret@domain` where those are others."""
    if settings.JITSI_FALLBACK:
        own, _at, domain = settings.JITSI_FALLBACK.rpartition("@")
        app_id, _colon, secret = own.partition(":") if own else (settings.JITSI_APP_ID, "", settings.JITSI_SECRET)
        return Server(domain, app_id, secret)
    return stand_in(SECOND_STAND_IN) if settings.DEMO and not settings.JITSI_DOMAIN else None


def configured() -> list[Server]:
    return [server for server in (main(), fallback()) if server is not None]


def stand_in(domain: str) -> Server:
    return Server(domain, "prosvet", salted_hmac("events.video", domain).hexdigest(), is_stand_in=True)
