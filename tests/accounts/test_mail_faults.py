"""Everything a mail server can do wrong: nothing is lost, others get theirs, and the row says why."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts import dead_addresses, mail, mail_server, refusals
from accounts.models import DeadAddress, Mail, User
from tests.sink import DROP, HANG, Faults, Sink, listening, nobody_listens

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_TIMEOUT = 0.3
        yield sink


def write(now: datetime, to: str = "nina@example.org", **values: Any) -> Mail:
    return mail.post(kind="news", to=to, subject="Привет", text="Всё хорошо.", now=now, **values)


def now_is(row: Mail) -> Mail:
    row.refresh_from_db()
    return row


def about(moment: datetime) -> datetime:
    """To the second: a run takes a few microseconds of its own."""
    return moment.replace(microsecond=0)


def goes_at_last(row: Mail, sink: Sink, now: datetime) -> bool:
    """Five minutes after the trouble is over."""
    sink.faults = Faults()
    mail.send_due(now + 5 * MINUTE)
    return now_is(row).sent_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("faults", "words"),
    [
        (Faults(greeting=HANG), "молчит"),
        (Faults(greeting=DROP), "оборвалась"),
        (Faults(greeting="554 no service for you"), "не отвечает"),
        (Faults(greeting="421 too busy"), "не отвечает"),
        (Faults(sender="550 5.7.1 who are you"), "не принимает письма от нас"),
        (Faults(sender="451 later"), "не принимает письма от нас"),
        (Faults(recipients={"nina@example.org": "421 closing"}), "пока не принимает"),
    ],
)
def test_a_server_that_takes_nothing_costs_no_attempt(now: datetime, sink: Sink, faults: Faults, words: str) -> None:
    sink.faults = faults
    first, second = write(now), write(now, "other@example.org", due_at=now + timedelta(seconds=1))
    assert mail.send_due(now + timedelta(seconds=2)) == 0
    assert sink.calls == 1, "it is left alone at once"
    assert (now_is(first).attempts, now_is(first).given_up_at) == (0, None)
    assert words in refusals.in_words(first.last_error)
    assert mail.send_due(now + timedelta(seconds=3)) == 0
    assert sink.calls == 1
    assert goes_at_last(first, sink, now)
    assert now_is(second).sent_at is not None
    assert mail_server.trouble() is None


def test_nobody_listens_for_a_month(db: None, now: datetime, sink: Sink, settings: Any) -> None:
    settings.EMAIL_PORT = nobody_listens()
    row = write(now)
    for day in range(30):
        assert mail.send_due(now + timedelta(days=day)) == 0
    assert now_is(row).given_up_at is None
    assert "не отвечает" in refusals.in_words(row.last_error)
    settings.EMAIL_PORT = sink.port
    assert mail.send_due(now + timedelta(days=30)) == 1


def test_rests_grow_to_two_minutes_and_end_with_the_first_success(db: None, now: datetime, sink: Sink) -> None:
    sink.faults = Faults(greeting="421 busy")
    write(now)
    moment, rests = now, []
    for _failure in range(5):
        mail.send_due(moment)
        rest = mail_server.trouble()
        assert rest is not None
        rests.append((rest.until - moment) // timedelta(seconds=1))
        moment = rest.until + timedelta(seconds=1)
    assert rests == [15, 30, 60, 120, 120]
    assert abs(mail_server.trouble().since - now) < timedelta(seconds=1)
    sink.faults = Faults()
    assert mail.send_due(moment) == 1
    assert mail_server.trouble() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("450 4.2.0 greylisted", "пока не принимает"),
        ("452 4.2.2 mailbox full", "пока не принимает"),
        ("552 5.2.2 mailbox full", "не берёт письма для этой почты"),
        ("554 5.7.1 relay access denied", "не берёт письма для этой почты"),
        ("550 5.7.1 you look like spam", "не берёт письма для этой почты"),
    ],
)
def test_a_recipient_for_now_refused_is_tried_later(now: datetime, sink: Sink, answer: str, words: str) -> None:
    sink.faults = Faults(recipients={"nina@example.org": answer})
    row, good = write(now - MINUTE), write(now, "good@example.org")
    assert mail.send_due(now) == 1
    assert now_is(good).sent_at is not None, "one broken recipient stops nobody"
    assert (now_is(row).attempts, about(row.due_at)) == (1, now + MINUTE)
    assert words in refusals.in_words(row.last_error)
    assert not DeadAddress.objects.exists()
    assert goes_at_last(row, sink, now)


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "551 gone", "553 5.1.3 what is that", "550 5.2.1 closed"])
def test_nobody_is_there(now: datetime, sink: Sink, answer: str) -> None:
    heard: list[str] = []

    def hear(address: str, **kwargs: Any) -> None:
        heard.append(address)

    dead_addresses.address_died.connect(hear)
    sink.faults = Faults(recipients={"nina@example.org": answer})
    row, good = write(now - MINUTE, "Nina@example.org".lower()), write(now, "good@example.org")
    try:
        assert mail.send_due(now) == 1
    finally:
        dead_addresses.address_died.disconnect(hear)
    assert now_is(good).sent_at is not None
    assert now_is(row).given_up_at is not None, "no endless tries"
    assert heard == ["nina@example.org"]
    assert answer[:3] in DeadAddress.objects.get().reason
    later = write(now)
    calls = sink.calls
    mail.send_due(now + MINUTE)
    assert sink.calls == calls, "nobody calls there again"
    assert now_is(later).last_error == refusals.DEAD_ADDRESS


def test_a_code_is_tried_at_a_dead_address_too(db: None, now: datetime, sink: Sink) -> None:
    """Whoever asks for it is sure of the address, and may be right."""
    dead_addresses.bury("nina@example.org", "550", now)
    write(now, is_secret=True)
    assert mail.send_due(now) == 1
    assert dead_addresses.revive("nina@example.org", now)
    write(now)
    assert mail.send_due(now) == 1


def test_a_server_that_refuses_everybody_buries_no_city(db: None, now: datetime, sink: Sink) -> None:
    people = [f"p{number}@example.org" for number in range(20)]
    sink.faults = Faults(recipients=dict.fromkeys(people, "550 5.1.1 no such user"))
    rows = [write(now, address) for address in people]
    mail.send_due(now)
    assert DeadAddress.objects.count() == dead_addresses.TOO_MANY - 1
    assert Mail.objects.waiting().count() == len(people) - DeadAddress.objects.count()
    sink.faults = Faults()
    mail.send_due(now + 5 * MINUTE)
    assert Mail.objects.waiting().count() == 0
    assert all(now_is(row).sent_at or row.given_up_at for row in rows)


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["data", "after_data"])
@pytest.mark.parametrize("answer", ["451 later", "554 5.7.1 spam"])
def test_a_text_refused_is_tried_later(now: datetime, sink: Sink, step: str, answer: str) -> None:
    sink.faults = Faults(**{step: answer})
    row = write(now)
    assert mail.send_due(now) == 0
    assert (now_is(row).attempts, about(row.due_at), mail_server.trouble()) == (1, now + MINUTE, None)
    assert not DeadAddress.objects.exists()
    assert goes_at_last(row, sink, now)


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [DROP, HANG])
def test_lost_after_the_text_it_goes_again_under_the_same_name(now: datetime, sink: Sink, fault: str) -> None:
    """Nobody knows whether the server has it. The two are one for every mail program."""
    sink.faults = Faults(after_data=fault)
    row = write(now)
    assert mail.send_due(now) == 0
    assert now_is(row).attempts == 1
    assert goes_at_last(row, sink, now)
    assert list(sink.how_often().values()) == [2]
    assert sink.taken[0][2] == sink.taken[1][2].replace(boundary_of(sink.taken[1][2]), boundary_of(sink.taken[0][2])), (
        "the same to the letter"
    )


def boundary_of(raw: bytes) -> bytes:
    return raw.split(b'boundary="')[1].split(b'"')[0]


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [DROP, HANG])
def test_lost_before_the_text_it_goes_once(now: datetime, sink: Sink, fault: str) -> None:
    sink.faults = Faults(data=fault)
    row = write(now)
    assert mail.send_due(now) == 0
    assert goes_at_last(row, sink, now)
    assert list(sink.how_often().values()) == [1]


def test_a_hanging_server_is_waited_for_once_in_a_run(db: None, now: datetime, sink: Sink) -> None:
    """The worker has other jobs, and they wait while it does."""
    sink.faults = Faults(after_data=HANG)
    for number in range(10):
        write(now, f"p{number}@example.org")
    mail.send_due(now)
    assert sink.calls == 1
    assert Mail.objects.filter(attempts=0).count() == 9
    mail.send_due(now + MINUTE)
    assert sink.calls == 2


def test_pages_never_wait_for_it(client: Client, user: User, sink: Sink) -> None:
    """What a page does is a row: the server is not called, so it cannot keep anybody."""
    sink.faults = Faults(greeting=HANG)
    client.post("/accounts/login/code/", {"email": user.email})
    assert Mail.objects.waiting().count() == 1
    assert sink.calls == 0


def test_a_mail_handed_over_is_sent_whatever_the_goodbye_brings(
    db: None, now: datetime, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(now)
    monkeypatch.setattr("smtplib.SMTP.quit", lambda self: (_ for _ in ()).throw(ConnectionResetError("gone")))
    assert mail.send_due(now) == 1


def test_a_clock_set_back_wakes_the_server(db: None, now: datetime, sink: Sink) -> None:
    mail_server.let_rest(now + timedelta(hours=1), "TimeoutError: timed out")
    write(now)
    assert mail.send_due(now) == 1


def test_a_lost_cache_costs_one_more_call(db: None, now: datetime, sink: Sink) -> None:
    sink.faults = Faults(greeting="421 busy")
    row = write(now)
    mail.send_due(now)
    cache.clear()
    mail.send_due(now)
    assert sink.calls == 2
    assert goes_at_last(row, sink, now)


def test_many_mails_go_over_one_line(db: None, now: datetime, sink: Sink) -> None:
    for number in range(5):
        write(now, f"p{number}@example.org")
    assert mail.send_due(now) == 5
    assert sink.calls == 1
