"""Order among questions: hidden and brought back, closed and opened, moved to another topic. By moderators only.

By the rules of `acts`, whose errors NotAModerator, OwnCase, NeedsWhy and NotNow these raise.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from courses.models import Topic
from questions import asking, routing, telling
from questions.models import Act, Copy, Question
from questions.models.asked import LISTED, OPEN
from questions.order import acts, answer_order, picture_order, verdicts

LONGEST_BEFORE = 120

State, Kind = Question.State, Act.Kind


@transaction.atomic
def hide(question_id: int, actor: User, why: str, *, now: datetime) -> Question:
    """Only the asker and moderators see it from now on; what people pointed out is settled.

    Raises NotAModerator, OwnCase, NeedsWhy, NotNow.
    """
    question = acts.taken_up(question_id, actor)
    if question.state == State.HIDDEN:
        return question
    if question.state not in LISTED and question.state != State.HELD:
        raise acts.NotNow
    act = acts.note(question, Kind.HIDE, actor, acts.reasoned(why), now, before=question.state)
    question.state = State.HIDDEN
    acts.leave_desks(question, now)
    acts.keep(question, now)
    acts.settle_flags(question, actor, now, upheld=True)
    verdicts.tell_of_hiding(act, now)
    return question


@transaction.atomic
def restore(question_id: int, actor: User, why: str = "", *, now: datetime) -> Question:
    """As it stood before it was hidden; if nobody has answered yet, with a new promise. An open copy only while its
    asker agrees. Raises NotAModerator, OwnCase, NotNow.
    """
    question = acts.taken_up(question_id, actor)
    if question.state != State.HIDDEN:
        return question
    if Copy.objects.filter(public=question).exclude(state=Copy.State.AGREED).exists():
        raise acts.NotNow
    act = acts.note(question, Kind.RESTORE, actor, why, now, before=question.state)
    hidden = question.acts.filter(kind=Kind.HIDE, answer=None, picture=None).order_by("-at", "-pk").first()
    before = hidden.before if hidden else State.PUBLISHED
    if before == State.HELD:
        asking.publish(question, now)
    else:
        question.state = State(before)
        if question.state in OPEN:
            question.state = answer_order.stands(question)
        acts.keep(question, now)
        acts.wait_anew(question, now)
        telling.tell_asker_again(question, now)
    acts.grant_appeal(question, actor, why, now)
    verdicts.tell_of_reopening(act, now)
    return question


@transaction.atomic
def lock(question_id: int, actor: User, why: str, *, now: datetime) -> Question:
    """Everybody reads it, nobody answers any more. Raises NotAModerator, OwnCase, NeedsWhy, NotNow."""
    question = acts.taken_up(question_id, actor)
    if question.locked_at is not None:
        return question
    if not question.is_open:
        raise acts.NotNow
    act = acts.note(question, Kind.LOCK, actor, acts.reasoned(why), now)
    question.locked_at = now
    acts.leave_desks(question, now)
    acts.keep(question, now)
    verdicts.tell_of_locking(act, now)
    return question


@transaction.atomic
def unlock(question_id: int, actor: User, why: str = "", *, now: datetime) -> Question:
    """Answers may be written again. Raises NotAModerator, OwnCase."""
    question = acts.taken_up(question_id, actor)
    if question.locked_at is None:
        return question
    act = acts.note(question, Kind.UNLOCK, actor, why, now)
    question.locked_at = None
    acts.keep(question, now)
    acts.wait_anew(question, now)
    acts.grant_appeal(question, actor, why, now)
    verdicts.tell_of_reopening(act, now)
    return question


@transaction.atomic
def move_topic(question_id: int, actor: User, topic: Topic, why: str = "", *, now: datetime) -> Question:
    """It is about something else: an expert of that gets it. Raises NotAModerator, OwnCase, NotNow."""
    question = acts.taken_up(question_id, actor)
    old = list(question.topics.all())
    if old == [topic]:
        return question
    if question.state not in LISTED:
        raise acts.NotNow
    titles = ", ".join(one.title for one in old)[:LONGEST_BEFORE]
    acts.note(question, Kind.MOVE, actor, why, now, before=titles, topic=topic)
    question.topics.set([topic])
    if question.waits and question.is_open:
        acts.leave_desks(question, now)
        routing.route(question, now)
    acts.keep(question, now)
    return question


@transaction.atomic
def leave(
    question_id: int, actor: User, *, now: datetime, answer_id: int | None = None, picture_id: UUID | None = None
) -> int:
    """Nothing is wrong with it: what people pointed out is settled; how much of it there was.

    Raises NotAModerator, OwnCase, NotNow.
    """
    question = acts.taken_up(question_id, actor)
    answer = answer_order.answer_of(question, actor, answer_id) if answer_id is not None else None
    picture = picture_order.picture_of(question, picture_id) if picture_id is not None else None
    return acts.settle_flags(question, actor, now, upheld=False, answer=answer, picture=picture)
