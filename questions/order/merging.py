"""Two questions about the same: one is left, and all addresses of the other lead to it."""

from datetime import datetime

from django.db import transaction

from accounts.models import Learner, User
from questions import routing, shelf
from questions.models import Act, Appeal, Assignment, Flag, Follow, Question, Reaction
from questions.models.asked import LISTED
from questions.order import acts, answer_order, verdicts

State = Question.State


class NotTogether(acts.OrderError):
    """Such two cannot be joined: the other is not there for everybody, or is this very one; or the first is private and
    was answered, and what was written to one person would be read by all; or one of them is an open copy, which its
    asker may take down at any time with all that stands in it.
    """


@transaction.atomic
def merge(question_id: int, target_id: int, actor: User, why: str, *, now: datetime) -> Question:
    """The first leads to the second from now on; answers, those who follow and those with the same trouble move there,
    its asker among them. The second must be public: nobody may be led to what they cannot read.

    Raises NotTogether, and NotAModerator, OwnCase, NeedsWhy, NotNow of `acts`.
    """
    if question_id == target_id:
        raise NotTogether
    # Both ways round at once would wait for each other for ever: the lower number is always locked first.
    list(Question.objects.select_for_update(of=("self",)).filter(pk__in=(question_id, target_id)).order_by("pk"))
    question = acts.taken_up(question_id, actor)
    if question.state == State.MERGED:
        return question
    target = Question.objects.public().filter(pk=target_id).first()
    if target is None or target.language != question.language or target.copy_of_id or question.copy_of_id:
        raise NotTogether
    if not question.is_public and question.answers.exists():
        raise NotTogether
    if question.state not in LISTED:
        raise acts.NotNow
    act = acts.note(question, Act.Kind.MERGE, actor, acts.reasoned(why), now, before=question.state, target=target)
    question.state, question.merged_into = State.MERGED, target
    acts.leave_desks(question, now)
    acts.keep(question, now)
    acts.settle_flags(question, actor, now, upheld=True)
    Question.objects.filter(merged_into=question).update(merged_into=target)
    move_people(question, target, now)
    move_answers(question, target)
    shelf.recount(target)
    answer_order.follow_the_answers(routing.lock(target.pk), now)
    verdicts.tell_of_merging(act, now)
    return question


def move_people(question: Question, target: Question, now: datetime) -> None:
    """Who had the same trouble or followed, and who asked."""
    move_followers(question, target)
    if question.learner is not None and question.learner_id != target.learner_id:
        join(question.learner, target, now)


def move_followers(question: Question, target: Question) -> None:
    """Each once; nobody has the same trouble as themselves."""
    same, follows = question.reactions.filter(answer=None), question.follows.all()
    same.filter(learner__in=target.reactions.filter(answer=None).values("learner")).delete()
    follows.filter(learner__in=target.follows.values("learner")).delete()
    same.exclude(learner=target.learner_id).update(question=target)
    follows.exclude(learner=target.learner_id).update(question=target)
    same.delete()
    follows.delete()
    shelf.recount(question)


def join(learner: Learner, target: Question, now: datetime) -> None:
    said = {"kind": Reaction.Kind.SAME, "at": now}
    Reaction.objects.get_or_create(learner=learner, question=target, answer=None, defaults=said)
    Follow.objects.get_or_create(learner=learner, question=target, defaults={"made_at": now})


def move_answers(question: Question, target: Question) -> None:
    """With what was said of them. That they helped the asker of the one is no word of the asker of the other."""
    answers = list(question.answers.values_list("pk", flat=True))
    for model in (Reaction, Flag, Appeal, Assignment):
        model.objects.filter(answer__in=answers).update(question=target)
    question.answers.update(question=target, accepted_at=None)
    if target.answered_at is None and question.answered_at is not None and answers:
        Question.objects.filter(pk=target.pk).update(answered_at=question.answered_at)


def pass_on(target: Question) -> None:
    """Its asker takes it away, and others whose questions were joined to it keep the answers: the oldest of those that
    everybody may read stands in its place. Where there is none, those others are closed. Under the lock of all.
    """
    joined = target.merged.exclude(learner=target.learner_id).order_by("asked_at", "pk")
    heir = joined.filter(visibility=Question.Visibility.PUBLIC).first()
    if heir is None:
        joined.update(state=State.CLOSED, merged_into=None)
        return
    target.merged.exclude(pk=heir.pk).update(merged_into=heir)
    move_followers(target, heir)
    move_answers(target, heir)
    heir.refresh_from_db()
    heir.merged_into, heir.state = None, State.PUBLISHED
    heir.state = answer_order.stands(heir)
    heir.save(update_fields=["merged_into", "state"])
    shelf.recount(heir)


def target_of(question_id: int) -> Question | None:
    """Where a merged public question went, if everybody may read that."""
    gone = Question.objects.filter(pk=question_id, state=State.MERGED, visibility=Question.Visibility.PUBLIC)
    return Question.objects.public().filter(pk__in=gone.values("merged_into")).first()
