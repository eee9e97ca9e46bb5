"""Attacks that others have gathered (payloads/README.md names whose), and ours; each once."""

import json
import re
from pathlib import Path

from tests.questions.payloads import PAYLOADS

FOLDER = Path(__file__).parent / "payloads"
BYTES = re.compile(r"(?:\\x[0-9a-fA-F]{2})+")


def meant(payload: str) -> str:
    """Some lists write a byte as the four signs \\xNN: here stands the byte itself."""
    return BYTES.sub(lambda found: bytes.fromhex(found[0].replace("\\x", "")).decode(errors="replace"), payload)


def gathered() -> dict[str, list[str]]:
    """By the name of the list."""
    return {
        path.stem: [meant(json.loads(line)) for line in path.read_text().splitlines()]
        for path in sorted(FOLDER.glob("*.jsonl"))
    }


GATHERED = gathered()
ALL = list(dict.fromkeys([payload for payloads in GATHERED.values() for payload in payloads] + PAYLOADS))
SCHEME = re.compile(r"\s*[\w&;#%.\t\x01-\x20\u200b-]{2,60}(?::|&colon;|&#x3a;|\uff1a)", re.IGNORECASE)
# As addresses in Markdown, where they are such; what a text is to the cleaner, an address is to the link.
ADDRESSES = [payload for payload in ALL if SCHEME.match(payload) and "<" not in payload[:20]]
LINKS = [form.format(payload) for payload in ADDRESSES for form in ("[x]({})", "[x](<{}>)", "<{}>", "[x]\n\n[x]: {}")]
