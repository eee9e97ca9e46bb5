"""Letters that come back later, and what an address that is dead means to everybody."""

import io
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import bounces, dead_addresses, mail, personal_data
from accounts.mailboxes import replace_address
from accounts.models import DeadAddress, Learner, Mail, User
from tests.factories.people import PASSWORD

REPORT = """From: MAILER-DAEMON@mx.example
To: prosvet@example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain

I'm sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Tue, 24 Nov 2026 10:00:00 +0300

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: {part}

Message-ID: <{key}@127.0.0.1>
To: {address}
Subject: hello

--b--
"""


def sent(now: datetime, to: str = "nina@example.org") -> Mail:
    row = mail.post(kind="news", to=to, subject="Привет", text="Всё хорошо.", now=now)
    mail.send_due(now)
    return row


def report(row: Mail, **changes: Any) -> bytes:
    values = {
        "address": row.to,
        "key": row.pk,
        "action": "failed",
        "status": "5.1.1",
        "said": "550 5.1.1 no such user",
        "part": "text/rfc822-headers",
    }
    return REPORT.format(**values | changes).encode()


@pytest.mark.parametrize("part", ["text/rfc822-headers", "message/rfc822"])
def test_nobody_is_there(db: None, now: datetime, part: str) -> None:
    row = sent(now)
    assert bounces.read(report(row, part=part, address="Nina@Example.org"), now) == (True, True)
    row.refresh_from_db()
    assert (row.sent_at, row.given_up_at) == (None, now)
    assert dead_addresses.is_dead("nina@example.org")
    assert "no such user" in DeadAddress.objects.get().reason


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"status": "5.2.2", "said": "552 mailbox full"},
        {"status": "5.7.1", "said": "550 5.7.1 spam"},
        {"status": "5.0.0", "said": "554 no"},
        {"action": "delivered", "status": "2.1.5"},
    ],
)
def test_what_is_not_the_addresss_fault(db: None, now: datetime, changes: dict[str, str]) -> None:
    assert bounces.read(report(sent(now), **changes), now) == (True, False)
    assert not DeadAddress.objects.exists()


def test_an_old_server_says_it_in_words(db: None, now: datetime) -> None:
    assert bounces.read(report(sent(now), status="5.0.0", said="550 User unknown"), now).buried


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "0" * 8 + "-0000-0000-0000-" + "0" * 12},
        {"key": "nonsense"},
        {"address": "other@example.org"},
    ],
)
def test_a_report_about_what_we_never_sent(db: None, now: datetime, changes: dict[str, str]) -> None:
    assert bounces.read(report(sent(now), **changes), now) == (False, False)
    assert not DeadAddress.objects.exists()


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Subject: on holiday\n\nBack on Monday.", REPORT[:400].encode()]
)
def test_whatever_else_comes_through_the_pipe(db: None, now: datetime, raw: bytes) -> None:
    assert bounces.read(raw, now) == (False, False)


def test_the_pipe(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    row = sent(now)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(report(row))))
    said = io.StringIO()
    call_command("read_bounce", stdout=said)
    assert "no more letters" in said.getvalue()
    assert DeadAddress.objects.exists()


# --- what it means ---------------------------------------------------------------------------------------------------


@pytest.fixture
def dead(user: User, now: datetime) -> User:
    replace_address(user, user.email, is_verified=True)
    dead_addresses.bury(user.email, "550 no such user", now)
    return user


def test_it_is_told_on_ones_own_page_and_taken_back_there(
    site: Any, dead: User, member_client: Client, client: Client
) -> None:
    assert mail.address_of(dead.learner) is None
    assert "Письма до вас не доходят" in member_client.get("/my/").content.decode()
    assert "Письма до вас не доходят" not in client.get("/my/").content.decode()
    page = member_client.post("/my/mail/works/", follow=True).content.decode()
    assert "Снова пишем" in page
    assert "Письма до вас не доходят" not in page
    assert mail.address_of(dead.learner) == dead.email


def test_it_is_told_after_signing_in(site: Any, dead: User, client: Client) -> None:
    entered = {"login": dead.email, "password": PASSWORD}
    page = client.post("/accounts/login/?next=/courses/", entered, follow=True)
    assert page.request["PATH_INFO"] == "/courses/"
    assert "не доходят" in page.content.decode()


def test_another_address_is_another_matter(dead: User) -> None:
    replace_address(dead, "new@example.org", is_verified=True)
    assert mail.address_of(dead.learner) == "new@example.org"
    assert dead_addresses.of(dead.learner) is None


def test_a_code_that_arrived_proves_it(site: Any, dead: User, client: Client) -> None:
    client.post("/accounts/login/code/", {"email": dead.email})
    code = Mail.objects.get(kind="login_code")
    mail.send_due(timezone.now())
    from django.core import mail as outbox

    words = [line for line in outbox.outbox[-1].body.splitlines() if line.replace("-", "").isdigit()]
    assert code.is_secret
    client.post("/accounts/login/code/confirm/", {"code": words[0]})
    assert not dead_addresses.is_dead(dead.email)


def test_a_guest_is_told_too(site: Any, guest: Learner, guest_client: Client, now: datetime) -> None:
    mail.post(kind="news", to="guest@example.org", subject="s", text="t", learner=guest, now=now)
    dead_addresses.bury("guest@example.org", "550", now)
    assert "guest@example.org" in guest_client.get("/my/").content.decode()
    guest_client.post("/my/mail/works/")
    assert not dead_addresses.is_dead("guest@example.org")


def test_nobody_revives_another_persons_address(site: Any, dead: User, guest_client: Client) -> None:
    guest_client.post("/my/mail/works/")
    assert dead_addresses.is_dead(dead.email)


def test_it_dies_once_and_may_die_again(user: User, now: datetime) -> None:
    for _time in range(2):
        dead_addresses.bury(user.email, "550", now)
    assert DeadAddress.objects.count() == 1
    assert dead_addresses.revive(user.email, now)
    assert not dead_addresses.revive(user.email, now)
    dead_addresses.bury(user.email, "550 again", now)
    assert DeadAddress.objects.get().revived_at is None


def test_it_is_in_the_copy_of_ones_data(dead: User) -> None:
    (kept,) = personal_data.export(dead.learner)["accounts"]["account"]["letters_do_not_arrive"]
    assert kept["reason"] == "550 no such user"


def test_it_is_forgotten_with_its_owner(dead: User, now: datetime) -> None:
    personal_data.erase(dead.learner, now)
    assert not DeadAddress.objects.exists()


def test_and_with_their_consent(dead: User, now: datetime) -> None:
    personal_data.forget_name(dead.learner, now)
    assert not DeadAddress.objects.exists()
