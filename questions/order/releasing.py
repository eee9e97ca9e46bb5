"""What moderators do with a held question: let it out, or hide it and say why. Whoever is first decides."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from questions import asking
from questions.models import Act, Question
from questions.models.asked import LISTED
from questions.order import acts, moderation, verdicts

# Whoever waited longer has gone away: they are written to.
SOON = timedelta(hours=1)

State, Kind = Question.State, Act.Kind


@transaction.atomic
def release(question_id: int, actor: User, why: str = "", *, now: datetime) -> Question:
    """Published as if nothing had held it: promised and laid on a desk from now on. Released twice is released once.

    Raises NotAModerator, OwnCase of `acts`, and its NotNow when somebody has hidden it meanwhile.
    """
    question = acts.taken_up(question_id, actor)
    if question.state in LISTED and question.acts.filter(kind=Kind.RELEASE).exists():
        return question
    if question.state != State.HELD:
        raise acts.NotNow
    since = question.active_at
    act = acts.note(question, Kind.RELEASE, actor, why.strip(), now, before=question.state)
    question.active_at = now
    asking.publish(question, now)
    if question.learner is not None and (question.learner.is_guest or now - since > SOON):
        verdicts.tell_of_release(act, now)
    return question


@transaction.atomic
def refuse(question_id: int, actor: User, why: str, *, now: datetime) -> Question:
    """Hidden before anybody read it; its asker is told why and may disagree once. Refused twice is refused once.

    Raises NotAModerator, OwnCase, NeedsWhy of `acts`, and its NotNow when somebody has let it out meanwhile.
    """
    question = acts.taken_up(question_id, actor)
    if question.state not in (State.HELD, State.HIDDEN):
        raise acts.NotNow
    return moderation.hide(question.pk, actor, why, now=now)
