"""What is wrong with the video settings, said before the portal starts."""

from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from events.video import servers
from events.video.servers import DOMAIN, SHORTEST_SECRET, Server


@register
def settings_fit_together(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.JITSI_DOMAIN:
        found += wrong_with("JITSI", Server(settings.JITSI_DOMAIN, settings.JITSI_APP_ID, settings.JITSI_SECRET))
        if settings.JITSI_FALLBACK:
            found += wrong_with_fallback()
    elif settings.JITSI_FALLBACK:
        found.append(Error("JITSI_FALLBACK is set, and JITSI_DOMAIN is not", id="events.E005"))
    if settings.JITSI_HOOK_SECRET and is_short(settings.JITSI_HOOK_SECRET):
        found.append(Error(f"JITSI_HOOK_SECRET is shorter than {SHORTEST_SECRET} bytes", id="events.E004"))
    return found


def wrong_with_fallback() -> list[CheckMessage]:
    server = servers.fallback()
    found = wrong_with("JITSI_FALLBACK", server) if server else []
    if server and server.domain == settings.JITSI_DOMAIN:
        found.append(Error("JITSI_FALLBACK is the very server that JITSI_DOMAIN names", id="events.E005"))
    return found


def wrong_with(name: str, server: Server) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not DOMAIN.fullmatch(server.domain):
        found.append(Error(f"{name}: «{server.domain}» is not a domain (no https://, no path)", id="events.E001"))
    if not server.app_id:
        found.append(Error(f"{name}: there is no app id", id="events.E002"))
    if name == "JITSI" and settings.JITSI_KEY_ID:
        return found + wrong_with_key()
    if is_short(server.secret):
        found.append(Error(f"{name}: the secret is shorter than {SHORTEST_SECRET} bytes", id="events.E003"))
    return found


def wrong_with_key() -> list[CheckMessage]:
    try:
        load_pem_private_key(servers.private_key(settings.JITSI_KEY_FILE).encode(), password=None)
    except (OSError, ValueError, TypeError) as error:
        return [Error(f"JITSI_KEY_FILE: no private key can be read ({type(error).__name__})", id="events.E003")]
    return []


def is_short(secret: str) -> bool:
    return len(secret.encode()) < SHORTEST_SECRET
