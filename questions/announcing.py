"""News of one question, for those who follow it: at once, but by the worker, however many they are.

The answer writes one `Announcement` in its own transaction. `announce` goes through the follows by their numbers, a few
in each transaction: the letters, the words that they were told, and how far it got are kept together or not at all.
So it may be killed, run late, or in several workers, and nobody is told twice or left out.
"""

import time
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts import mail, personal_data
from accounts.models import Learner, Mail
from questions import news, telling
from questions.letters import CHANGED, FOLLOWED
from questions.models import Announcement, Follow, NewsChoice, Told

AT_ONCE = 25
# Of one run, in seconds: the worker has other jobs too.
LONGEST_RUN = 10


def announce(now: datetime) -> int:
    """For the worker: letters about answers that were given or changed; how many follows it went through."""
    began, done = time.monotonic(), 0
    while time.monotonic() - began < LONGEST_RUN:
        many = go_on(now)
        if many is None:
            break
        done += many
    return done


@transaction.atomic
def go_on(now: datetime) -> int | None:
    """The next few of the oldest announcement; None when there is none left that another worker does not have."""
    waiting = Announcement.objects.waiting(now - news.LOOKS_BACK).select_for_update(of=("self",), skip_locked=True)
    one = waiting.select_related("answer__question__learner__user", "answer__author").order_by("made_at", "pk").first()
    if one is None:
        return None
    # Who follows since the answer has read it.
    follows = Follow.objects.filter(question=one.answer.question_id, pk__gt=one.told_to, made_at__lte=one.made_at)
    numbers = list(follows.order_by("pk").values_list("pk", "learner")[:AT_ONCE])
    personal_data.lock_in_order(*(Learner(pk=learner) for _pk, learner in numbers))
    rows = Follow.objects.filter(pk__in=[pk for pk, _learner in numbers]).select_related("learner__user")
    for follow in rows.order_by("pk"):
        tell(one, follow.learner, now)
    if numbers:
        one.told_to = numbers[-1][0]
    if len(numbers) < AT_ONCE:
        one.ended_at = now
    one.save(update_fields=["told_to", "ended_at"])
    return len(numbers)


def tell(one: Announcement, learner: Learner, now: datetime) -> None:
    """One letter, if there is where to write and this person has not heard of it; with the word that they were told."""
    answer, question = one.answer, one.answer.question
    if learner.pk == question.learner_id or (learner.user_id is not None and learner.user_id == answer.author_id):
        return
    address = None if news.choice_of(learner).is_off else telling.address_of_follower(learner)
    if address is None:
        return
    if one.revision_id is None and Told.objects.filter(learner=learner, answer=answer).exists():
        return
    kind, number = (FOLLOWED, answer.pk) if one.revision_id is None else (CHANGED, one.revision_id)
    row = telling.write(
        kind,
        question,
        address,
        learner,
        partial(telling.path_of, question, answer),
        now,
        key=f"{kind}:{number}:{learner.pk}",
        answer=answer,
        stop=partial(news.stop_url_of, learner),
    )
    Told.objects.get_or_create(learner=learner, answer=answer, defaults={"mail": row, "at": now})


def still_wanted(row: Mail, now: datetime) -> bool:
    """Before it goes: it is still true, and whoever gets it still follows. The asker always does."""
    if not telling.still_true(row, now):
        return False
    if not row.stop_url:
        return True
    follows = Follow.objects.filter(learner=row.learner, question__answers=row.about.get("answer"))
    off = NewsChoice.objects.filter(learner=row.learner, rhythm=NewsChoice.Rhythm.NEVER)
    return follows.exists() and not off.exists()


for kind in (FOLLOWED, CHANGED):
    mail.check_before_sending(kind, still_wanted)
