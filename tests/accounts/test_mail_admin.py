"""The manager's view of mail: what does not move, why, and what can be done."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from accounts import dead_addresses, mail, mail_server, roles
from accounts.models import DeadAddress, Mail
from tests.factories.people import make_user

PAGE = "/admin/mail/"
HOUR = timedelta(hours=1)


def enters(email: str, role: str) -> Client:
    client = Client()
    client.force_login(make_user(email, role), backend="accounts.backends.EmailBackend")
    return client


@pytest.fixture
def manager(site: Any) -> Client:
    roles.ensure_groups()
    return enters("manager@example.org", roles.MANAGERS)


def write(now: datetime, to: str = "nina@example.org", **values: Any) -> Mail:
    row = mail.post(kind="password_changed", to=to, subject="s", text="t", now=now - HOUR)
    Mail.objects.filter(pk=row.pk).update(**values)
    return row


def given_up(now: datetime, **values: Any) -> Mail:
    told = "SMTPDataError: 554 5.7.1 spam"
    return write(now, **{"given_up_at": now, "attempts": 12, "last_error": told, **values})


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_all_is_well(manager: Client, now: datetime) -> None:
    mail.post(kind="password_changed", to="nina@example.org", subject="s", text="t", now=now)
    write(now, last_error="no longer true", given_up_at=now)
    page = text(manager.get(PAGE))
    assert page.count("Таких писем нет") == 2
    assert "Письма доходят до всех" in page
    assert "Письма не уходят" not in text(manager.get("/admin/"))


def test_what_is_stuck_and_why_in_plain_words(manager: Client, now: datetime) -> None:
    write(now, last_error="ConnectionRefusedError: [Errno 111] Connection refused")
    mail_server.let_rest(now - HOUR, "ConnectionRefusedError: [Errno 111] Connection refused")
    page = text(manager.get(PAGE))
    assert page.count("Почтовый сервер не отвечает") == 2
    assert "Пароль сменили" in page
    assert "Errno 111" in page
    assert "Ждут слишком долго: 1" in text(manager.get("/admin/"))


def test_sent_again(manager: Client, now: datetime) -> None:
    row = given_up(now)
    assert "отказался взять письмо" in text(manager.get(PAGE))
    assert "Отправим" in text(manager.post(f"{PAGE}{row.pk}/again/", follow=True))
    assert mail.send_due(now) == 1
    entry = ModelLogEntry.objects.get(action="accounts.mail.again")
    assert entry.user.email == "manager@example.org"
    assert "nina" not in entry.label
    assert "уже не отправить" in text(manager.post(f"{PAGE}{row.pk}/again/", follow=True))


def test_everything_again_but_what_nobody_would_get(manager: Client, now: datetime) -> None:
    for number in range(3):
        given_up(now, to=f"p{number}@example.org")
    given_up(now, text="")
    dead_addresses.bury("p0@example.org", "550", now)
    manager.post(f"{PAGE}again/")
    assert Mail.objects.waiting().count() == 2


def test_a_code_cannot_go_again(manager: Client, now: datetime) -> None:
    row = given_up(now, text="", html="")
    assert f"{PAGE}{row.pk}/again/" not in text(manager.get(PAGE))


def test_a_dead_address_is_brought_back(manager: Client, now: datetime) -> None:
    dead_addresses.bury("nina@example.org", "550 no such user", now)
    assert "550 no such user" in text(manager.get(PAGE))
    key = DeadAddress.objects.get().pk
    assert "Снова пишем" in text(manager.post(f"{PAGE}address/{key}/works/", follow=True))
    assert not dead_addresses.is_dead("nina@example.org")
    assert ModelLogEntry.objects.get(action="accounts.address.revive").label == "n…@example.org", "the log stays"
    assert manager.post(f"{PAGE}address/{key}/works/").status_code == 404


@pytest.mark.parametrize("role", [roles.AUTHORS, roles.EDITORS, roles.HOSTS])
def test_nobody_else(site: Any, now: datetime, role: str) -> None:
    roles.ensure_groups()
    row, other = given_up(now), enters("other@example.org", role)
    for address in (PAGE, f"{PAGE}{row.pk}/again/", f"{PAGE}again/", f"{PAGE}address/1/works/"):
        assert other.post(address).status_code in (302, 403)
    assert Mail.objects.given_up().count() == 1
    if role != roles.HOSTS:
        assert "Письма не уходят" not in text(other.get("/admin/"))


def test_only_by_post(manager: Client, now: datetime) -> None:
    row = given_up(now)
    for address in (f"{PAGE}{row.pk}/again/", f"{PAGE}again/"):
        assert manager.get(address).status_code == 405
    assert Mail.objects.given_up().count() == 1


def test_costs_the_same_for_any_number(manager: Client, now: datetime) -> None:
    def cost() -> int:
        text(manager.get(PAGE))
        with CaptureQueriesContext(connection) as captured:
            manager.get(PAGE)
        return len(captured)

    def more(number: int) -> None:
        write(now, last_error="TimeoutError: timed out")
        given_up(now)
        dead_addresses.bury(f"p{number}@example.org", "550", now)

    more(0)
    one = cost()
    for number in range(1, 30):
        more(number)
    assert cost() == one
