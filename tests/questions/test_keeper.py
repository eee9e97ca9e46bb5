"""What a guest said of questions follows them into their account, once."""

from datetime import datetime

from accounts import personal_data
from accounts.models import Learner
from questions import answering, following
from questions.models import Expert, Follow, Reaction
from tests.factories.questions import ask, give_answer


def test_the_same_said_on_both_sides_is_said_once(
    guest: Learner, learner: Learner, expert: Expert, now: datetime
) -> None:
    question = ask(Learner.objects.create(), now)
    answer = give_answer(question, expert.user, now)
    for one in (guest, learner):
        following.same(question.pk, one, now=now)
        answering.react(answer.pk, one, helped=True, now=now)
    personal_data.merge(guest, learner, now)
    question.refresh_from_db()
    answer.refresh_from_db()
    assert (question.same_count, answer.helped_count) == (1, 1)
    assert {row.learner for row in Reaction.objects.all()} == {row.learner for row in Follow.objects.all()} == {learner}


def test_nobody_has_the_same_trouble_as_themselves(guest: Learner, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    following.same(question.pk, guest, now=now)
    personal_data.merge(guest, learner, now)
    question.refresh_from_db()
    assert question.same_count == Reaction.objects.count() == 0


def test_what_was_said_is_exported_and_erased(guest: Learner, now: datetime) -> None:
    question = ask(Learner.objects.create(), now)
    following.same(question.pk, guest, now=now)
    told = personal_data.export(guest)["questions"]
    assert (told["reactions"][0]["to"], told["follows"][0]["about"]) == (question.title, question.title)
    assert personal_data.summary(guest) == ["вы отметили вопросы других"]
    personal_data.erase(guest, now)
    question.refresh_from_db()
    assert question.same_count == 0


def test_forgetting_a_name_forgets_the_address(guest: Learner, now: datetime) -> None:
    question = ask(guest, now)
    personal_data.forget_name(guest, now)
    question.refresh_from_db()
    assert (question.email, question.confirmed_at) == ("", None)
