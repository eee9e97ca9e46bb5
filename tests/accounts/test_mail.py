"""The one door for mail: rows, leases, retries, what is blanked and forgotten."""

import email
from datetime import datetime, timedelta
from email import policy
from pathlib import Path

import pytest
from django.core import mail as django_mail

from accounts import letters, mail, mail_server
from accounts.models import Learner, Mail, User

BROKEN = "tests.accounts.failing_mail.Backend"


def write(now: datetime, **values: object) -> Mail:
    return mail.post(
        **{"kind": "news", "to": "nina@example.org", "subject": "Привет", "text": "Всё хорошо.", "now": now} | values
    )


def test_a_row_becomes_one_file_with_both_texts(db: None, now: datetime, settings: object, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    settings.SITE_URL = "https://prosvet.example:8443/"
    row = write(now)
    assert mail.send_due(now) == 1
    [file] = tmp_path.iterdir()
    sent = email.message_from_bytes(file.read_bytes().split(b"\n-----")[0], policy=policy.default)
    assert sent["To"] == "nina@example.org"
    assert sent["Subject"] == "Привет"
    assert sent["Message-ID"] == f"<{row.pk}@prosvet.example>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_body(("plain",)).get_content().strip() == "Всё хорошо."
    assert "Всё хорошо." in sent.get_body(("html",)).get_content()
    row.refresh_from_db()
    assert row.sent_at is not None
    assert row.leased_until is None
    assert mail.send_due(now) == 0


def test_it_waits_for_its_hour(db: None, now: datetime) -> None:
    write(now, due_at=now + timedelta(hours=1))
    assert mail.send_due(now) == 0
    assert mail.send_due(now + timedelta(hours=1)) == 1


def test_one_key_is_one_mail(db: None, now: datetime) -> None:
    first, second = write(now, key="welcome-1"), write(now, key="welcome-1", text="Другое")
    assert first.pk == second.pk
    assert Mail.objects.get().text == "Всё хорошо."


def test_a_subject_can_neither_break_the_header_nor_the_column(db: None, now: datetime) -> None:
    row = write(now, subject="Раз\r\nBcc: all@example.org " + "а" * 500)
    row.refresh_from_db()
    assert "\n" not in row.subject
    assert len(row.subject) == 200
    assert mail.send_due(now) == 1
    assert django_mail.outbox[0].recipients() == ["nina@example.org"]


def test_two_workers_never_take_one_mail(db: None, now: datetime) -> None:
    for _number in range(3):
        write(now)
    taken = [mail.lease(now) for _worker in range(4)]
    assert len({row.pk for row in taken if row}) == 3
    assert taken[3] is None


def test_a_lease_of_a_dead_worker_falls_free(db: None, now: datetime) -> None:
    row = write(now)
    assert mail.lease(now) is not None
    assert mail.send_due(now + mail.LEASE - timedelta(seconds=1)) == 0
    assert mail.send_due(now + mail.LEASE) == 1
    row.refresh_from_db()
    assert row.attempts == 2
    assert django_mail.outbox[0].extra_headers["Message-ID"].startswith(f"<{row.pk}@")


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)])
def test_a_clock_set_back_holds_no_lease_longer_than_five_minutes(db: None, now: datetime, back: timedelta) -> None:
    row = write(now - timedelta(hours=1))
    assert mail.lease(now) is not None
    assert mail.send_due(now - back) + mail.send_due(now - back + timedelta(minutes=5)) == 1
    row.refresh_from_db()
    assert row.sent_at is not None


def test_a_clock_a_little_behind_steals_no_lease(db: None, now: datetime) -> None:
    """Two machines never agree to the second."""
    write(now - timedelta(hours=1))
    assert mail.lease(now) is not None
    assert mail.lease(now - timedelta(seconds=50)) is None


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)])
def test_what_was_written_before_the_clock_was_set_back_goes_now(db: None, now: datetime, back: timedelta) -> None:
    write(now)
    later = write(now, due_at=now + timedelta(minutes=1))
    assert mail.send_due(now - back) == 1
    later.refresh_from_db()
    assert later.sent_at is None, "what has an hour of its own waits for it"


def test_a_pause_does_not_grow_by_what_the_clock_was_set_back(db: None, now: datetime, settings: object) -> None:
    settings.EMAIL_BACKEND = BROKEN
    row = write(now - timedelta(hours=3))
    mail.send_due(now)
    row.refresh_from_db()
    assert row.due_at > now
    Mail.objects.update(to="good@example.org")
    assert mail.send_due(now - timedelta(hours=1)) == 1


def test_a_code_overtakes_what_nobody_waits_for(db: None, now: datetime) -> None:
    for number in range(3):
        write(now - timedelta(hours=1), to=f"p{number}@example.org")
    code = write(now, is_secret=True)
    assert mail.lease(now).pk == code.pk


def test_a_late_worker_does_not_undo_what_another_has_done(db: None, now: datetime) -> None:
    row = write(now)
    late = mail.lease(now)
    later = now + mail.LEASE
    assert mail.send_due(later) == 1
    assert late is not None
    mail.put_off(late, "TimeoutError: slow", later)
    row.refresh_from_db()
    assert row.sent_at is not None
    assert row.last_error == ""


def test_a_failure_is_written_down_and_tried_again_later_and_later(db: None, now: datetime, settings: object) -> None:
    settings.EMAIL_BACKEND = BROKEN
    row = write(now)
    pauses = []
    moment = now
    for _attempt in range(mail.ATTEMPTS):
        assert mail.send_due(moment) == 0
        row.refresh_from_db()
        pauses.append(row.due_at - moment)
        moment = max(moment, row.due_at)
    assert [round(pause / timedelta(minutes=1)) for pause in pauses[:4]] == [1, 2, 4, 8]
    assert max(pauses) <= mail.LONGEST_PAUSE + timedelta(seconds=1)
    assert moment - now > timedelta(hours=12)
    assert row.given_up_at is not None
    assert "no mail today" in row.last_error
    assert mail.send_due(moment + timedelta(days=1)) == 0


def test_one_bad_mail_does_not_stop_the_others(db: None, now: datetime, settings: object) -> None:
    settings.EMAIL_BACKEND = BROKEN
    write(now, to="refused@example.org", due_at=now - timedelta(minutes=1))
    good = write(now, to="good@example.org")
    assert mail.send_due(now) == 1
    good.refresh_from_db()
    assert good.sent_at is not None


def test_a_mail_that_kills_its_workers_is_given_up(db: None, now: datetime) -> None:
    row = write(now)
    moment = now
    for _death in range(mail.ATTEMPTS):
        assert mail.lease(moment) is not None
        moment += mail.LEASE
    assert mail.send_due(moment) == 0
    row.refresh_from_db()
    assert row.given_up_at is not None


@pytest.mark.parametrize("backend", ["django.core.mail.backends.locmem.EmailBackend", BROKEN])
def test_a_secret_does_not_stay(db: None, now: datetime, settings: object, backend: str) -> None:
    settings.EMAIL_BACKEND = backend
    to = "good@example.org" if "locmem" in backend else "refused@example.org"
    row = write(now, to=to, text="1234-5678", is_secret=True)
    Mail.objects.update(attempts=mail.ATTEMPTS - 1)
    mail.send_due(now)
    row.refresh_from_db()
    assert row.sent_at or row.given_up_at
    assert (row.text, row.html) == ("", "")


def test_what_is_no_longer_true_is_not_told(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(mail._checks, "news", lambda row, moment: moment < now + timedelta(minutes=5))
    row = write(now, due_at=now + timedelta(minutes=10))
    assert mail.send_due(now + timedelta(minutes=10)) == 0
    row.refresh_from_db()
    assert row.given_up_at is not None
    assert django_mail.outbox == []


def test_what_is_true_once_more_may_be_told_once_more(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place given up and taken back within the minute: its letter was dropped, and its key must not hold it back."""
    holds = False
    monkeypatch.setitem(mail._checks, "news", lambda row, moment: holds)
    write(now, key="booked-1")
    mail.send_due(now)
    holds = True
    write(now, key="booked-1")
    assert mail.send_due(now) == 1


def test_given_up_and_sent_again_by_hand(db: None, now: datetime, settings: object) -> None:
    settings.EMAIL_BACKEND = BROKEN
    row, code = write(now), write(now, is_secret=True)
    Mail.objects.update(attempts=mail.ATTEMPTS - 1)
    mail.send_due(now)
    assert Mail.objects.given_up().count() == 2
    assert mail.send_again(row, now)
    assert not mail.send_again(code, now), "its text is not kept"
    Mail.objects.update(to="good@example.org")
    assert mail.send_due(now) == 1
    assert not mail.send_again(row, now), "it has gone"


def test_a_mail_erased_while_it_was_sent_does_not_come_back(db: None, now: datetime) -> None:
    write(now)
    row = mail.lease(now)
    Mail.objects.all().delete()
    assert row is not None
    mail.send(row, now, mail_server.Line())
    assert not Mail.objects.exists()


def test_old_mails_are_forgotten_and_waiting_ones_kept(db: None, now: datetime) -> None:
    write(now, to="old@example.org")
    mail.send_due(now)
    waiting = write(now, due_at=now + timedelta(days=60))
    young = write(now + timedelta(days=20))
    mail.send_due(now + timedelta(days=20))
    mail.purge(now + mail.KEPT + timedelta(days=1))
    assert set(Mail.objects.values_list("pk", flat=True)) == {waiting.pk, young.pk}


def test_only_a_confirmed_address_may_be_written_to(user: User, guest: Learner) -> None:
    from accounts.mailboxes import replace_address

    assert mail.address_of(guest) is None
    assert mail.address_of(user.learner) is None
    replace_address(user, user.email, is_verified=True)
    assert mail.address_of(user.learner) == "nina@example.org"


def test_the_html_says_what_the_text_says() -> None:
    html = letters.html_of(
        "Код", "Вот <код>:\n\n1234-5678\n\nВойти:\nhttps://prosvet.example/?a=1&b=2\n\nСтрока\nвторая"
    )
    assert "Вот &lt;код&gt;:" in html
    assert ">1234-5678</p>" in html
    assert 'href="https://prosvet.example/?a=1&amp;b=2"' in html
    assert ">Войти</a>" in html
    assert "Строка<br>вторая" in html
