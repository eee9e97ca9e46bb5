"""One letter with the new answers in followed topics and lessons: once a day or a week, at the hour the person chose.

`send_due` may run late, twice, in several workers, or be killed: the letter, the words that it told (`Told`, one for
each person and answer) and the day of the next are written together. Nothing new: no letter.
"""

import logging
import time
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts import mail, personal_data
from accounts.letters import NAME, STOP, Line, compose
from accounts.models import Learner, Mail
from questions import telling
from questions.followers import news
from questions.letters import DIGEST
from questions.models import Answer, NewsChoice, Told

logger = logging.getLogger(__name__)

AT_ONCE = 5000
# Of one run, in seconds: the worker has other jobs too. At ten in the morning most people's letters are due together.
LONGEST_RUN = 10
SHOWN = 10
# More than anybody reads; the rest waits for the next letter.
MOST = 100


def send_due(now: datetime) -> int:
    """For the worker: how many letters were written. At night it waits for the morning, also when it is late."""
    if timezone.localtime(now).hour not in news.HOURS:
        return 0
    due = NewsChoice.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    began, written = time.monotonic(), 0
    for key in list(due.values_list("learner", flat=True)[:AT_ONCE]):
        if time.monotonic() - began >= LONGEST_RUN:
            break
        try:
            written += write(key, now) is not None
        except Exception:  # one letter that cannot be written must not stop those of all others
            logger.exception("the letter with news for learner %s was not written and will be tried again", key)
    return written


@transaction.atomic
def write(learner_id: int, now: datetime) -> Mail | None:
    """The letter of one person, if it is due and there is something to tell."""
    learner = personal_data.lock(Learner(pk=learner_id))
    choice = NewsChoice.objects.select_for_update().filter(learner=learner, due_at__lte=now).first()
    if choice is None:
        return None
    choice.due_at = news.next_due(news.Choice(choice.rhythm, choice.hour), now)
    choice.save(update_fields=["due_at"])
    address = telling.address_of_follower(learner)
    answers = list(news.untold(learner, now).select_related("question")[:MOST]) if address else []
    if address is None or not answers:
        return None
    row = post(learner, address, answers, now)
    Told.objects.bulk_create(Told(learner=learner, answer=answer, mail=row, at=now) for answer in answers)
    return row


def post(learner: Learner, address: str, answers: list[Answer], now: datetime) -> Mail:
    questions = {answer.question_id: answer for answer in reversed(answers)}
    newest = list(questions.values())[::-1]
    with translation.override(learner.language):
        stop_url = news.stop_url_of(learner)
        facts = {
            NAME: learner.called,
            "question": newest[0].question.title,
            "answers": [line(answer) for answer in newest[:SHOWN]],
            "more": str(len(newest) - SHOWN) if len(newest) > SHOWN else "",
            "link": settings.SITE_URL + path_for(learner),
            STOP: stop_url,
        }
    composed = compose(DIGEST, learner.language, facts)
    return mail.post(
        kind=DIGEST,
        to=address,
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        learner=learner,
        about={"answers": [answer.pk for answer in answers]},
        stop_url=stop_url,
        now=now,
    )


def path_for(learner: Learner) -> str:
    """Guests may read their letters on another device, which does not know what they follow."""
    return f"{reverse('questions')}?show=answered" if learner.is_guest else reverse("my_following")


def line(answer: Answer) -> Line:
    return Line(" ".join(answer.question.title.split()), settings.SITE_URL + telling.path_of(answer.question, answer))


@transaction.atomic
def still_true(row: Mail, now: datetime) -> bool:
    """Before it goes: everything in it may still be read by everybody, and is followed; the address is the same.

    If not, what it told counts as untold, and what is left of it is told by another letter.
    """
    learner = personal_data.lock(row.learner) if row.learner else None
    if learner is None or news.choice_of(learner).is_off:
        return False
    told = set(Told.objects.filter(mail=row).values_list("answer", flat=True))
    readable = news.about_topics_and_lessons(learner, row.made_at).filter(pk__in=told).count()
    if told and len(told) == readable == len(row.about["answers"]) and row.to == telling.address_of_follower(learner):
        return True
    Told.objects.filter(mail=row).delete()
    NewsChoice.objects.filter(learner=learner, due_at__isnull=False).update(due_at=now)
    return False


mail.check_before_sending(DIGEST, still_true)
