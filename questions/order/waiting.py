"""Held questions must not be forgotten: moderators are written to, once a day at most."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import mail
from accounts.models import Mail
from questions import telling
from questions.models import HoldingRules, Question
from questions.order.holding_letters import HELD_LONG


@transaction.atomic
def remind(now: datetime) -> int:
    """For the worker: how many moderators there are to remind. Again on the same day: no second letter."""
    hours = HoldingRules.in_force().remind_after_hours
    oldest = Question.objects.held().filter(active_at__lte=now - timedelta(hours=hours)).first()
    if oldest is None:
        return 0
    moderators = telling.moderators()
    path = partial(reverse, "questions_order")
    for one in moderators:
        key = f"{HELD_LONG}:{one.pk}:{timezone.localdate(now):%Y-%m-%d}"
        telling.write_to(one, HELD_LONG, oldest, path, now, key=key)
    return len(moderators)


def still_true(row: Mail, now: datetime) -> bool:
    return telling.moderates(row.learner) and Question.objects.held().exists()


def register() -> None:
    mail.check_before_sending(HELD_LONG, still_true)
