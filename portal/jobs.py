"""What the worker does, and how often. Each job may run in several workers at once, and again after it failed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command

from accounts import forgetting, mail
from content.search import vocabulary
from courses import enrolment
from events import booking, materials, reminders, series
from events.video import health as video_health
from portal import health
from questions import asking, availability, checking, routing
from questions.copies import copying
from questions.followers import announcing, digest, news
from questions.order import waiting

FORGOTTEN_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class Job:
    """`run` is called with the present moment every `seconds`, sooner after a start, later after failures."""

    name: str
    seconds: int
    run: Callable[[datetime], Any]


def publish_scheduled(now: datetime) -> None:
    """Pages and snippets whose hour has come appear or go. Wagtail sends the same signals as for an editor's button."""
    call_command("publish_scheduled", verbosity=0)


def forget_sessions(now: datetime) -> None:
    call_command("clearsessions", verbosity=0)


def forget_guests(now: datetime) -> int:
    return forgetting.forget_idle_guests(now - FORGOTTEN_AFTER)


PURGES = [
    Job("old mails", 3600, mail.purge),
    Job("old sessions", 3600, forget_sessions),
    Job("idle guests", 3600, forget_guests),
    Job("removed materials", 24 * 3600, materials.purge),
    Job("unsent questions", 3600, asking.purge),
    Job("unwanted copies", 3600, copying.purge),
    Job("told answers", 24 * 3600, news.purge),
]
ALL = [
    Job("heartbeat", 15, health.worker_seen),
    Job("mail", 2, mail.send_due),
    Job("reminders", 30, reminders.remind),
    Job("recounts", 2, enrolment.recount_asked),
    Job("freed places", 3, booking.offer_all_freed),
    Job("dates ahead", 24 * 3600, series.extend_all),
    Job("scheduled publishing", 30, publish_scheduled),
    Job("video servers", 30, video_health.check_all),
    Job("words for search", 5, vocabulary.prepare),
    Job("promised answers", 300, routing.watch),
    Job("held questions", 300, waiting.remind),
    Job("answers to check", 3600, checking.ask_due),
    Job("news of answers", 3, announcing.announce),
    Job("news by the day", 60, digest.send_due),
    Job("absent experts", 600, availability.relieve_absent),
    *PURGES,
]
