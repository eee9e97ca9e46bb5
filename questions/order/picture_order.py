"""Order among pictures: one of them hidden and brought back, by moderators. The question stays as it is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from questions import shelf
from questions.models import Act, Picture, Question
from questions.order import acts, verdicts

NOT_SENT = (Question.State.DRAFT, Question.State.ASKED)


@transaction.atomic
def hide(question_id: int, picture_id: UUID, actor: User, why: str, *, now: datetime) -> Picture:
    """Only the asker and moderators are shown it from now on; what people pointed out is settled.

    Raises NotAModerator, OwnCase, NeedsWhy, NotNow of `acts`.
    """
    question = taken_up(question_id, actor)
    picture = picture_of(question, picture_id)
    if picture.hidden_at is not None:
        return picture
    why = acts.reasoned(why)
    act = acts.note(question, Act.Kind.HIDE, actor, why, now, picture=picture)
    keep(picture, now)
    acts.settle_flags(question, actor, now, upheld=True, picture=picture)
    verdicts.tell_of_hiding(act, now)
    return picture


@transaction.atomic
def restore(question_id: int, picture_id: UUID, actor: User, why: str = "", *, now: datetime) -> Picture:
    """Raises NotAModerator, OwnCase, NotNow of `acts`."""
    question = taken_up(question_id, actor)
    picture = picture_of(question, picture_id)
    if picture.hidden_at is None:
        return picture
    act = acts.note(question, Act.Kind.RESTORE, actor, why, now, picture=picture)
    keep(picture, None)
    acts.grant_appeal(question, actor, why, now, picture=picture)
    verdicts.tell_of_reopening(act, now)
    return picture


def taken_up(question_id: int, actor: User) -> Question:
    question = acts.taken_up(question_id, actor)
    if question.state in NOT_SENT:
        raise acts.NotNow
    return question


def picture_of(question: Question, picture_id: UUID) -> Picture:
    picture = question.pictures.filter(pk=picture_id).defer("webp").first()
    if picture is None:
        raise acts.NotNow
    picture.question = question
    return picture


def keep(picture: Picture, hidden_at: datetime | None) -> None:
    picture.hidden_at = hidden_at
    picture.save(update_fields=["hidden_at"])
    shelf.changed()
