"""One tap, never asked twice, never required: was it clear, can I do it without help."""

from datetime import datetime

from django.db import transaction

from accounts import personal_data
from accounts.models import Learner
from courses.models import Confidence, Course, Lesson, Understanding

SCALE = range(1, 6)


class NotOnScale(Exception):
    """The answer is not one of those offered."""


@transaction.atomic
def understood(learner: Learner, lesson: Lesson, answer: str, now: datetime) -> Understanding:
    """«Понятно?»: `yes` or `no`; the last answer counts. Raises NotOnScale."""
    if answer not in ("yes", "no"):
        raise NotOnScale(answer)
    return Understanding.objects.update_or_create(
        learner=personal_data.lock(learner), lesson=lesson, defaults={"understood": answer == "yes", "at": now}
    )[0]


@transaction.atomic
def confident(learner: Learner, course: Course, moment: str, value: int, now: datetime) -> Confidence:
    """«Справлюсь без помощи?», 1–5; the last answer for this moment counts. Raises NotOnScale."""
    if moment not in Confidence.Moment.values or value not in SCALE:
        raise NotOnScale((moment, value))
    return Confidence.objects.update_or_create(
        learner=personal_data.lock(learner), course=course, moment=moment, defaults={"value": value, "at": now}
    )[0]
