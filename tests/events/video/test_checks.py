"""Video settings that cannot work are refused before the portal starts."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_django.fixtures import Settings

from events.video import checks, servers
from tests.events.video.conftest import OTHER_SECRET, SECRET

OWN = {"JITSI_DOMAIN": "meet.example.org", "JITSI_APP_ID": "prosvet", "JITSI_SECRET": SECRET}
JAAS = {"JITSI_DOMAIN": "8x8.vc", "JITSI_APP_ID": "vpaas-magic-cookie-1", "JITSI_KEY_ID": "vpaas-magic-cookie-1/4f"}


def found(settings: Settings, **values: str) -> set[str | None]:
    for name, value in values.items():
        setattr(settings, name, value)
    return {message.id for message in checks.settings_fit_together(None)}


@pytest.mark.parametrize(
    "values",
    [
        {},
        OWN,
        OWN | {"JITSI_DOMAIN": "meet.example.org:8443"},
        OWN | {"JITSI_FALLBACK": "second.example.org"},
        OWN | {"JITSI_FALLBACK": f"other:{OTHER_SECRET}@second.example.org"},
        OWN | {"JITSI_FALLBACK": "other:с@:двоеточием/и@собакой-----@second.example.org"},
        OWN | {"JITSI_HOOK_SECRET": OTHER_SECRET},
    ],
)
def test_what_works(settings: Settings, values: dict[str, str]) -> None:
    assert found(settings, **values) == set()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"JITSI_DOMAIN": "https://meet.example.org"}, "events.E001"),
        ({"JITSI_DOMAIN": "meet.example.org/room"}, "events.E001"),
        ({"JITSI_DOMAIN": "встреча.рф"}, "events.E001"),
        ({"JITSI_APP_ID": ""}, "events.E002"),
        ({"JITSI_SECRET": ""}, "events.E003"),
        ({"JITSI_SECRET": "x" * 31}, "events.E003"),
        ({"JITSI_HOOK_SECRET": "x" * 31}, "events.E004"),
        ({"JITSI_FALLBACK": "https://second.example.org"}, "events.E001"),
        ({"JITSI_FALLBACK": "other@second.example.org"}, "events.E003"),
        ({"JITSI_FALLBACK": f":{OTHER_SECRET}@second.example.org"}, "events.E002"),
        ({"JITSI_FALLBACK": "meet.example.org"}, "events.E005"),
        ({"JITSI_DOMAIN": "", "JITSI_FALLBACK": "second.example.org"}, "events.E005"),
    ],
)
def test_what_cannot_work(settings: Settings, values: dict[str, str], name: str) -> None:
    assert found(settings, **OWN | values) == {name}


def test_the_key_of_a_tenant(settings: Settings, tmp_path: Path) -> None:
    assert found(settings, **JAAS) == {"events.E003"}
    path = tmp_path / "key.pem"
    path.write_text("not a key")
    assert found(settings, JITSI_KEY_FILE=str(path)) == {"events.E003"}
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    servers.private_key.cache_clear()
    assert found(settings) == set()
    assert found(settings, JITSI_FALLBACK="second.example.org") == {"events.E003"}


def test_a_secret_may_hold_any_sign(settings: Settings) -> None:
    settings.JITSI_DOMAIN, settings.JITSI_FALLBACK = "meet.example.org", "app:a@b:c/d@second.example.org"
    server = servers.fallback()
    assert (server.app_id, server.secret, server.domain) == ("app", "a@b:c/d", "second.example.org")
