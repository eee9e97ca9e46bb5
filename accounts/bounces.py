"""Letters that came back after the mail server had taken them: reports of RFC 3464, in the format of RFC 3462.

Anybody may send us such a report. It is believed only about a mail that we did send: its Message-ID, which nobody else
can guess, and the address that it went to.
"""

import email
import re
from datetime import datetime
from email.message import Message
from email.policy import default
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from accounts import dead_addresses
from accounts.models import Mail
from accounts.refusals import NOBODY_ENHANCED, NOBODY_THERE

MESSAGE_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^>]*>", re.IGNORECASE)
CODE = re.compile(r"\b(\d{3})\b")
UNSPECIFIED = "5.0.0"


class Report(NamedTuple):
    """What it says of one recipient: `status` is like 5.1.1, `said` the other server's own words."""

    address: str
    action: str
    status: str
    said: str

    @property
    def nobody_is_there(self) -> bool:
        if self.action.lower() != "failed":
            return False
        if self.status == UNSPECIFIED:
            code = CODE.search(self.said)
            return code is not None and int(code[1]) in NOBODY_THERE
        return NOBODY_ENHANCED.fullmatch(self.status) is not None


class Outcome(NamedTuple):
    """`known`: the report is about a mail of ours. `buried`: its address is dead now."""

    known: bool = False
    buried: bool = False


def read(raw: bytes, now: datetime) -> Outcome:
    """What came of one report. The mail counts as never delivered if its address is dead: the news in it is told in
    other ways.
    """
    message = email.message_from_bytes(raw, policy=default)
    reports, key = list(reports_in(message)), original_id(message)
    row = Mail.objects.filter(pk=key).first() if key else None
    about = next((one for one in reports if row and one.address.lower() == row.to.lower()), None)
    if row is None or about is None:
        return Outcome()
    if not about.nobody_is_there:
        return Outcome(known=True)
    reason = f"Bounce: {about.status} {about.said}"[:300]
    with transaction.atomic():
        Mail.objects.filter(pk=row.pk).update(sent_at=None, given_up_at=now, last_error=reason)
        dead_addresses.bury(row.to, reason, now)
    return Outcome(known=True, buried=True)


def reports_in(message: Message) -> list[Report]:
    """One for each recipient that the report speaks of."""
    found = []
    for part in message.walk():
        blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else []
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            address = after_semicolon(block["Original-Recipient"] or block["Final-Recipient"])
            if address:
                said = after_semicolon(block["Diagnostic-Code"])
                found.append(Report(address, str(block["Action"] or ""), status_of(block), said))
    return found


def status_of(block: Message) -> str:
    """«5.1.1 (no such user)» is allowed too."""
    return str(block["Status"] or "").split(" ")[0].strip()


def after_semicolon(value: str | None) -> str:
    """«rfc822; nina@example.org»: the kind of address is of no interest."""
    return " ".join(str(value or "").rpartition(";")[2].split()).strip("<>")


def original_id(message: Message) -> UUID | None:
    """Of the mail that came back: it is returned whole, or its headers alone."""
    for part in message.walk():
        if part.get_content_type() not in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            continue
        found = MESSAGE_ID.search(header_of(part))
        if found:
            return UUID(found[1])
    return None


def header_of(part: Message) -> str:
    if part.is_multipart():
        inner = part.get_payload(0)
        return str(inner["Message-ID"] or "") if isinstance(inner, Message) else ""
    text = part.get_payload(decode=True)
    headers = email.message_from_bytes(text if isinstance(text, bytes) else b"", policy=default)
    return str(headers["Message-ID"] or "")
