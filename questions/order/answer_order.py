"""Order among answers: one of them hidden and brought back, by moderators; how its question stands then."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from questions import routing, telling
from questions.models import Act, Answer, Assignment, Question, Reaction
from questions.models.asked import LISTED, OPEN
from questions.order import acts, verdicts

State, Kind = Question.State, Act.Kind


@transaction.atomic
def hide(question_id: int, answer_id: int, actor: User, why: str, *, now: datetime) -> Answer:
    """Nobody reads it any more; a question left without answers waits again.

    Raises NotAModerator, OwnCase, NeedsWhy, NotNow of `acts`.
    """
    question = acts.taken_up(question_id, actor)
    answer = answer_of(question, actor, answer_id)
    if answer.hidden_at is not None:
        return answer
    act = acts.note(question, Kind.HIDE, actor, acts.reasoned(why), now, before=question.state, answer=answer)
    answer.hidden_at = now
    answer.save(update_fields=["hidden_at"])
    acts.settle_flags(question, actor, now, upheld=True, answer=answer)
    Assignment.objects.live().filter(answer=answer).update(ended_at=now, outcome=Assignment.Outcome.WITHDRAWN)
    follow_the_answers(question, now)
    verdicts.tell_of_hiding(act, now)
    return answer


@transaction.atomic
def restore(question_id: int, answer_id: int, actor: User, why: str = "", *, now: datetime) -> Answer:
    """Raises NotAModerator, OwnCase, NotNow of `acts`."""
    question = acts.taken_up(question_id, actor)
    answer = answer_of(question, actor, answer_id)
    if answer.hidden_at is None:
        return answer
    act = acts.note(question, Kind.RESTORE, actor, why, now, before=question.state, answer=answer)
    answer.hidden_at = None
    answer.save(update_fields=["hidden_at"])
    follow_the_answers(question, now)
    if question.state in LISTED:
        telling.tell_asker_again(question, now)
    acts.grant_appeal(question, actor, why, now, answer=answer)
    verdicts.tell_of_reopening(act, now)
    return answer


def answer_of(question: Question, actor: User, answer_id: int) -> Answer:
    answer = question.answers.filter(pk=answer_id).select_related("author__learner").first()
    if answer is None:
        raise acts.NotNow
    if answer.author_id == actor.pk:
        raise acts.OwnCase
    answer.question = question
    return answer


def follow_the_answers(question: Question, now: datetime) -> None:
    """What can still be read decides how the question stands."""
    was = question.state
    if was in OPEN:
        question.state = stands(question)
    if question.state != State.PUBLISHED:
        routing.end(question, Assignment.Outcome.WITHDRAWN, now)
    acts.keep(question, now)
    if was != question.state:
        acts.wait_anew(question, now)


def stands(question: Question) -> Question.State:
    """An open question, by the answers that can be read. What the asker has opened again stays open."""
    seen = question.answers.seen()
    if seen.filter(accepted_at__isnull=False).exists():
        return State.ACCEPTED
    unhelpful = {"reactions__learner": question.learner_id, "reactions__kind": Reaction.Kind.NOT_HELPED}
    if question.state == State.PUBLISHED and seen.filter(**unhelpful).exists():
        return State.PUBLISHED
    return State.ANSWERED if seen.exists() else State.PUBLISHED
