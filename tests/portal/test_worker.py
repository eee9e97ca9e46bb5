"""The worker's jobs: none is forgotten, none stops the others, and it stops when it is told to."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from accounts import mail
from accounts.mailboxes import replace_address
from accounts.models import Bookmark, Learner, Mail
from courses import enrolment
from courses.models import Course, Lesson
from courses.progress import complete_lesson
from events import booking
from portal import health, jobs
from portal.management.commands import worker
from tests.factories.courses import CourseTree
from tests.factories.events import make_date


@pytest.fixture(autouse=True)
def connections_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker closes old connections; here that would end the test's own transaction."""
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)


def run_for(monkeypatch: pytest.MonkeyPatch, table: list[jobs.Job], done: threading.Event) -> None:
    """The worker's loop with these jobs, until `done` (30 s at most)."""
    monkeypatch.setattr(jobs, "ALL", table)
    worker.work(done)


def test_once_runs_every_job(db: None, now: datetime) -> None:
    call_command("worker", "--once")
    assert health.worker_is_fresh(now)


def test_once_tells_which_job_failed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[datetime] = []
    monkeypatch.setattr(jobs, "ALL", [jobs.Job("bad", 1, fail), jobs.Job("good", 1, ran.append)])
    with pytest.raises(CommandError, match="bad"):
        call_command("worker", "--once")
    assert len(ran) == 1


def fail(now: datetime) -> None:
    raise OperationalError("the database is gone")


def test_a_failing_job_is_tried_again_and_stops_nobody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    tries: list[datetime] = []
    others: list[datetime] = []

    def fails_once(now: datetime) -> None:
        tries.append(now)
        if len(tries) == 1:
            fail(now)
        done.set()

    monkeypatch.setattr(worker, "pause", lambda job, failures: 0.01)
    run_for(monkeypatch, [jobs.Job("bad", 0, fails_once), jobs.Job("good", 0, others.append)], done)
    assert len(tries) == 2
    assert others


def test_a_database_that_cannot_even_be_let_go_stops_nobody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "close_old_connections", lambda: fail(timezone.now()))
    assert not worker.succeeds(jobs.Job("any", 1, lambda now: None))


def test_none_waits_longer_than_five_minutes_when_the_database_is_back() -> None:
    """Each job's own rhythm apart: those that a day is enough for may have a day."""
    quick = [job for job in jobs.ALL if job.seconds <= 60]
    assert {"mail", "reminders", "freed places", "scheduled publishing"} <= {job.name for job in quick}
    assert max(worker.pause(job, 100) for job in quick) <= 300


def test_reminders_are_written_and_sent(db: None, learner: Learner, now: datetime, mailoutbox: list[Any]) -> None:
    replace_address(learner.user, learner.user.email, is_verified=True)
    lesson = make_date(now)
    booking.book(learner, lesson.pk, actor=None, now=now)
    Mail.objects.all().delete()
    for _round in range(2):
        with time_machine.travel(lesson.starts_at - timedelta(minutes=59), tick=False):
            call_command("worker", "--once")
    assert len(mailoutbox) == 1


def test_pauses_grow_with_failures_to_a_limit() -> None:
    job = jobs.Job("any", 10, fail)
    assert [worker.pause(job, failures) for failures in (0, 1, 2, 3)] == [10, 12, 14, 18]
    assert worker.pause(job, 5000) == 10 + worker.LONGEST_PAUSE


def test_mails_go_out(db: None, now: datetime, mailoutbox: list[Any]) -> None:
    # A minute ago: a frozen clock may round its microsecond down.
    mail.post(
        kind="hello", to="nina@example.org", subject="Здравствуйте", text="Добрый день", now=now - timedelta(minutes=1)
    )
    call_command("worker", "--once")
    assert [message.subject for message in mailoutbox] == ["Здравствуйте"]
    assert Mail.objects.get().sent_at is not None


def test_recounts_are_done(course: CourseTree, learner: Learner, now: datetime) -> None:
    complete_lesson(learner, Lesson.objects.get(pk=course.lessons[0].translation_key), None, now)
    learner.enrolments.update(done_count=7)
    enrolment.ask_recount(Course.objects.get(), now)
    call_command("worker", "--once")
    assert learner.enrolments.get().done_count == 1
    assert Course.objects.get().recount_asked_at is None


def test_scheduled_pages_appear(course: CourseTree, now: datetime) -> None:
    lesson = course.lessons[0]
    lesson.title = "Завтрашнее имя"
    lesson.go_live_at = now + timedelta(hours=1)
    lesson.save_revision(approved_go_live_at=lesson.go_live_at)
    call_command("worker", "--once")
    assert Lesson.objects.get(pk=lesson.translation_key).title == "Урок 1"
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        call_command("worker", "--once")
    assert Lesson.objects.get(pk=lesson.translation_key).title == "Завтрашнее имя"


@pytest.fixture
def long_ago(now: datetime) -> Iterator[datetime]:
    return now - jobs.FORGOTTEN_AFTER - timedelta(days=1)


def test_old_mails_and_sessions_are_forgotten(db: None, now: datetime, long_ago: datetime) -> None:
    Mail.objects.create(
        kind="old", to="a@example.org", subject="", text="", made_at=long_ago, due_at=long_ago, sent_at=now
    )
    Mail.objects.create(kind="new", to="a@example.org", subject="", text="", made_at=now, due_at=now, sent_at=now)
    session = SessionStore()
    session.set_expiry(now - timedelta(days=1))
    session.create()
    call_command("purge_expired", verbosity=0)
    assert Mail.objects.get().kind == "new"
    assert not Session.objects.exists()


def test_idle_guests_go_and_whoever_did_anything_stays(
    course: CourseTree, learner: Learner, now: datetime, long_ago: datetime
) -> None:
    idle, recent, worked, marked = [Learner.objects.create() for _ in range(4)]
    complete_lesson(worked, Lesson.objects.get(pk=course.lessons[0].translation_key), None, long_ago)
    Bookmark.objects.create(learner=marked, digest="x", made_at=long_ago)
    Learner.objects.exclude(pk=recent.pk).update(seen_at=long_ago)
    call_command("purge_expired", verbosity=0)
    assert set(Learner.objects.all()) == {recent, worked, marked, learner}
    assert not Learner.objects.filter(pk=idle.pk).exists()


def test_a_signpost_of_a_merged_guest_stays(db: None, learner: Learner, now: datetime, long_ago: datetime) -> None:
    merged = Learner.objects.create(merged_into=learner, seen_at=long_ago)
    call_command("purge_expired", verbosity=0)
    assert Learner.objects.filter(pk=merged.pk).exists()


def test_the_cache_tells_readyz_about_the_worker(now: datetime) -> None:
    health.worker_seen(now)
    assert cache.get(health.WORKER_KEY) == now
