"""An open copy of a private question: written by who answered it, shown to all only while the asker agrees.

Each act locks the asker, if it is theirs, then the original; the public question (`open_copies`) last.
"""

import hashlib
import json
from dataclasses import asdict, astuple, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts import personal_data
from accounts.models import Learner
from questions import routing, screening
from questions.copies import anonymising, copy_letters, open_copies
from questions.models import Answer, Copy, Question
from questions.models.asked import LISTED
from questions.visibility import Deed, Viewer, may

# Whoever does not answer in this time is not asked again, and what nobody wanted is forgotten.
KEPT = timedelta(days=30)

State = Copy.State


class CopyingError(Exception):
    """That cannot be done with an open copy."""


class NotTheirs(CopyingError):
    """It is somebody else's to offer or to decide, or there is none."""


class NotNow(CopyingError):
    """As it stands, that makes no sense: it is decided, or what it was made of is gone."""


class TooTelling(CopyingError):
    """Numbers, addresses or codes are left in it."""


class Changed(CopyingError):
    """The text is not the one that was read."""


@dataclass(frozen=True)
class Words:
    """The texts of a copy; `reply` is the answer, in Markdown."""

    title: str
    happened: str
    expected: str = ""
    device: str = ""
    app: str = ""
    reply: str = ""


def prefilled(question: Question, answer: Answer) -> Words:
    """The private texts without what screening finds."""
    texts = (question.title, question.happened, question.expected, question.app, answer.source)
    title, happened, expected, app, reply = (anonymising.without_findings(one, question.language) for one in texts)
    return Words(title, happened, expected, question.device, app, reply)


def words_of(copy: Copy) -> Words:
    return Words(copy.title, copy.happened, copy.expected, copy.device, copy.app, copy.reply)


def seal(words: Words) -> str:
    """The same for the same text only: what was read is what is agreed to."""
    return hashlib.sha256(json.dumps(astuple(words)).encode()).hexdigest()


def of(question: Question, viewer: Viewer) -> Copy | None:
    """The copy of a private question, for its asker and for those who answer or keep order. Of drafts only the writer
    knows. One query, none for a public question.
    """
    if question.is_public or not (viewer.asked(question) or viewer.is_expert or viewer.is_moderator):
        return None
    copy = Copy.objects.filter(original=question).select_related("public", "answer", "offered_by").first()
    if copy is None or (copy.state == State.DRAFT and (viewer.user is None or copy.offered_by_id != viewer.user.pk)):
        return None
    return copy


# --- who answered ----------------------------------------------------------------------------------------------------


@transaction.atomic
def save(question_id: int, answer_id: int, viewer: Viewer, words: Words, *, now: datetime) -> Copy:
    """As typed; nobody else sees it yet. Raises NotTheirs, NotNow."""
    question, answer = lock(question_id, answer_id, viewer)
    copy = Copy.objects.filter(original=question).first()
    if copy is not None and copy.state != State.DRAFT:
        raise NotNow
    if copy is not None and copy.offered_by_id not in (None, answer.author_id):
        raise NotTheirs
    assert question.learner is not None  # noqa: S101  # a private question without an asker is erased
    copy = copy or Copy(original=question)
    copy.learner, copy.answer, copy.offered_by, copy.saved_at = question.learner, answer, viewer.user, now
    for name, value in asdict(words).items():
        setattr(copy, name, value)
    copy.save()
    return copy


@transaction.atomic
def offer(question_id: int, answer_id: int, viewer: Viewer, words: Words, *, now: datetime) -> Copy:
    """The asker is shown the text and decides. Offered twice is offered once.

    Raises NotTheirs, NotNow, TooTelling.
    """
    question, answer = lock(question_id, answer_id, viewer)
    offered = Copy.objects.filter(original=question, answer=answer, state=State.OFFERED).first()
    if offered is not None:
        return offered
    if tells(words):
        raise TooTelling
    copy = save(question_id, answer_id, viewer, words, now=now)
    copy.state, copy.offered_at = State.OFFERED, now
    copy.save(update_fields=["state", "offered_at"])
    copy_letters.tell_of_offer(copy, question, now)
    return copy


@transaction.atomic
def recall(question_id: int, answer_id: int, viewer: Viewer) -> Copy:
    """Back among the drafts, while the asker has not decided. Raises NotTheirs, NotNow."""
    question, answer = lock(question_id, answer_id, viewer)
    copy = Copy.objects.filter(original=question, answer=answer).first()
    if copy is None or copy.state not in (State.OFFERED, State.DRAFT):
        raise NotNow
    copy.state = State.DRAFT
    copy.save(update_fields=["state"])
    return copy


def lock(question_id: int, answer_id: int, viewer: Viewer) -> tuple[Question, Answer]:
    """The question, locked, and the answer that this viewer gave to it. Raises NotTheirs."""
    question = routing.lock(question_id)
    answer = question.answers.seen().filter(pk=answer_id).first()
    if answer is None or question.learner is None or not may(viewer, Deed.COPY, question, answer):
        raise NotTheirs
    return question, answer


def tells(words: Words) -> bool:
    """Something is left that nobody but the asker should know."""
    return any(screening.screen(one) for one in astuple(words))


# --- the asker -------------------------------------------------------------------------------------------------------


@transaction.atomic
def agree(question_id: int, learner: Learner, *, read: str, words: Words | None = None, now: datetime) -> Copy:
    """«Можно показать»: everybody reads it from now on. `read` is the `seal` of the text that was shown; `words` is
    what the asker wrote instead (the answer stays as its writer signed it). Agreed twice is agreed once.

    Raises NotTheirs, NotNow, Changed, TooTelling.
    """
    question, copy = taken_up(question_id, learner)
    if copy.state == State.AGREED:
        return copy
    if copy.state not in (State.OFFERED, State.DECLINED) or not copy.has_text or question.state not in LISTED:
        raise NotNow
    if copy.answer is None or copy.answer.hidden_at is not None:
        raise NotNow
    offered = words_of(copy)
    if read != seal(offered):
        raise Changed
    chosen = Words(**{**asdict(words), "reply": offered.reply}) if words else offered
    if tells(chosen):
        raise TooTelling
    for name, value in asdict(chosen).items():
        setattr(copy, name, value)
    copy.is_reworded = chosen != offered
    copy.state, copy.agreed_at = State.AGREED, now
    copy.public = open_copies.publish(question, copy.answer, copy, now)
    copy.save()
    copy_letters.tell_of_agreement(copy, copy.public, now)
    return copy


@transaction.atomic
def decline(question_id: int, learner: Learner, *, now: datetime) -> Copy:
    """«Не показывать». Nobody offers it again; the asker may still change their mind. Raises NotTheirs, NotNow."""
    _question, copy = taken_up(question_id, learner)
    if copy.state == State.DECLINED:
        return copy
    if copy.state != State.OFFERED:
        raise NotNow
    copy.state, copy.declined_at = State.DECLINED, now
    copy.save(update_fields=["state", "declined_at"])
    return copy


@transaction.atomic
def withdraw(question_id: int, learner: Learner, *, now: datetime) -> Copy:
    """«Больше не показывать»: the copy is hidden at once. Raises NotTheirs, NotNow."""
    _question, copy = taken_up(question_id, learner)
    if copy.state == State.WITHDRAWN:
        return copy
    if copy.state != State.AGREED:
        raise NotNow
    copy.state, copy.withdrawn_at = State.WITHDRAWN, now
    copy.save(update_fields=["state", "withdrawn_at"])
    if copy.public_id is not None:
        open_copies.take_down(routing.lock(copy.public_id), now)
    return copy


@transaction.atomic
def show_again(question_id: int, learner: Learner, *, now: datetime) -> Copy:
    """«Вернуть»: the asker agrees anew, to the same text. What a moderator has hidden stays hidden.

    Raises NotTheirs, NotNow.
    """
    question, copy = taken_up(question_id, learner)
    if copy.state == State.AGREED:
        return copy
    if copy.state != State.WITHDRAWN or copy.public_id is None or question.state not in LISTED:
        raise NotNow
    open_copies.put_back(routing.lock(copy.public_id), copy.withdrawn_at, now)
    copy.state, copy.agreed_at, copy.withdrawn_at = State.AGREED, now, None
    copy.save(update_fields=["state", "agreed_at", "withdrawn_at"])
    return copy


def taken_up(question_id: int, learner: Learner) -> tuple[Question, Copy]:
    """The original, locked, and what was offered to this learner. Raises NotTheirs."""
    learner = personal_data.lock(learner)
    question = routing.lock(question_id)
    copy = Copy.objects.filter(original=question).exclude(state=State.DRAFT).select_related("answer").first()
    if copy is None or question.learner_id != learner.pk:
        raise NotTheirs
    return question, copy


# --- for the worker --------------------------------------------------------------------------------------------------


def purge(now: datetime) -> int:
    """Offers that nobody answered lapse; drafts and texts that nobody wanted are forgotten. Again at once: none."""
    old = now - KEPT
    drafts = Copy.objects.filter(state=State.DRAFT, saved_at__lt=old).delete()[0]
    lapsed = Copy.objects.filter(state=State.OFFERED, offered_at__lt=old).values_list("original", flat=True)
    declined = Copy.objects.filter(state=State.DECLINED, declined_at__lt=old).exclude(happened="")
    done = sum(forget(key, now) for key in [*lapsed, *declined.values_list("original", flat=True)])
    return drafts + done


@transaction.atomic
def forget(question_id: int, now: datetime) -> bool:
    """Unless the asker has decided in the meantime."""
    routing.lock(question_id)
    copy = Copy.objects.filter(original=question_id, state__in=(State.OFFERED, State.DECLINED)).first()
    if copy is None:
        return False
    copy.state = State.LAPSED if copy.state == State.OFFERED else copy.state
    copy.title = copy.happened = copy.expected = copy.app = copy.reply = ""
    copy.save()
    return True
