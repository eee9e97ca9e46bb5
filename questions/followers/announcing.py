"""News of one question, for those who follow it: at once, but by the worker, however many they are.

The answer writes one `Announcement` in its own transaction. `announce` goes through the follows by their numbers, a few
in each transaction: the letters, the words that they were told, and how far it got are kept together or not at all.
So it may be killed, run late, or in several workers, and nobody is told twice or left out. A letter that was dropped
because a moderator had hidden the answer or its question is written again when that is back.
"""

import time
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts import mail, personal_data
from accounts.models import Learner, Mail
from questions import telling
from questions.followers import news
from questions.letters import ANSWERED, CHANGED, FOLLOWED
from questions.models import Announcement, Follow, NewsChoice, Question, Told

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
    if address is None or knows(one, learner):
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
    Told.objects.update_or_create(learner=learner, answer=answer, defaults={"mail": row, "at": now})


def knows(one: Announcement, learner: Learner) -> bool:
    """Any letter told of the answer; only one written since a change led to its present text."""
    told = Told.objects.filter(learner=learner, answer=one.answer)
    return (told if one.revision_id is None else told.filter(at__gte=one.made_at)).exists()


# --- before a letter goes --------------------------------------------------------------------------------------------


def still_wanted(row: Mail, now: datetime) -> bool:
    """It can be read, and whoever gets it still follows. The asker always does."""
    is_asker = not row.stop_url
    question = Question.objects.filter(answers=row.about.get("answer")).first()
    is_secret = not is_asker and question is not None and not question.is_public
    if is_secret or not telling.still_true(row, now):
        tell_later(row)
        return False
    if is_asker:
        return True
    follows = Follow.objects.filter(learner=row.learner, question__answers=row.about.get("answer"))
    off = NewsChoice.objects.filter(learner=row.learner, rhythm=NewsChoice.Rhythm.NEVER)
    return follows.exists() and not off.exists()


@transaction.atomic
def tell_later(row: Mail) -> None:
    """What was hidden meanwhile is told when it is back, by another letter: this one told nobody anything. Nothing is
    told twice: of the whole round only those get a letter who have not heard of it; the asker does by the act that
    brings it back (`telling.tell_asker_again`).

    Nobody is locked: whoever erases everything holds themselves, and waits for the round that goes with their question.
    """
    rounds = Announcement.objects.filter(answer=row.about.get("answer"), revision__isnull=row.kind != CHANGED)
    one = rounds.filter(made_at__lte=row.made_at).select_for_update(of=("self",)).order_by("made_at", "pk").last()
    if one is None:
        return
    told = Told.objects.filter(mail=row)
    if row.kind == CHANGED:
        told.update(at=one.answer.made_at)
    else:
        told.delete()
    Mail.objects.filter(pk=row.pk).update(key=None)
    one.told_to, one.ended_at = 0, None
    one.save(update_fields=["told_to", "ended_at"])


for kind in (ANSWERED, FOLLOWED, CHANGED):
    mail.check_before_sending(kind, still_wanted)
