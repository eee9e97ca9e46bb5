"""Many at once on one question: one writer, one answer, one follower, nothing lost, no error."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from wagtail.models import Locale

from accounts.models import Learner, Mail, User
from questions import announcing, answering, asking, claiming, digest, following, routing
from questions.answering import Written
from questions.asking import Told as Asked
from questions.letters import DIGEST, FOLLOWED
from questions.models import Announcement, Answer, Assignment, Claim, Follow, NewsChoice, Question, Reaction, Told
from tests.conftest import NOW
from tests.factories.questions import ask, give_answer, make_expert, make_topic, make_vouched
from tests.stress.conftest import Together

pytestmark = [pytest.mark.stress, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("stress")]
Size = Callable[[int], int]


def helpers(many: int) -> list[User]:
    return [make_vouched(f"helper{number}@example.org", f"Помощник {number}") for number in range(many)]


def tried_to_claim(question: Question, user: User) -> bool:
    try:
        claiming.claim(question.pk, user, now=NOW)
    except claiming.Taken:
        return False
    return True


def test_of_many_who_open_a_question_one_gets_it(size: Size, together: Together) -> None:
    question = ask(Learner.objects.create(), NOW)
    outcomes = together([partial(tried_to_claim, question, user) for user in helpers(size(40))])
    assert sum(outcomes) == 1
    assert Claim.objects.get().released_at is None


def test_a_button_pressed_many_times_at_once(size: Size, together: Together) -> None:
    asker, expert = Learner.objects.create(), make_expert()
    question, key = ask(asker, NOW), uuid4()
    written = Written("Один ответ.")
    together([partial(answering.answer, question.pk, expert.user, written, key=key, now=NOW) for _n in range(size(50))])
    answer = Answer.objects.get()
    neighbour = Learner.objects.create()
    together(
        [
            *(partial(following.same, question.pk, neighbour, now=NOW) for _n in range(size(50))),
            *(partial(answering.react, answer.pk, neighbour, helped=True, now=NOW) for _n in range(size(50))),
            *(partial(answering.react, answer.pk, asker, helped=True, now=NOW) for _n in range(size(50))),
        ]
    )
    question.refresh_from_db()
    answer.refresh_from_db()
    assert (question.same_count, answer.helped_count, Reaction.objects.count()) == (1, 2, 3)
    assert question.state == Question.State.ACCEPTED


def test_a_form_sent_many_times_at_once(size: Size, together: Together) -> None:
    learner, key = Learner.objects.create(), uuid4()
    told = Asked("Память заполнена, фото не снимаются.", email="guest@example.org")
    asking.write(learner, told, key=key, actor=None, now=NOW)
    together([partial(asking.send, key, learner, now=NOW) for _n in range(size(50))])
    together([partial(asking.confirm, key, now=NOW) for _n in range(size(50))])
    question = Question.objects.get()
    assert (question.state, question.revisions.count()) == (Question.State.PUBLISHED, 1)


def test_handed_over_while_it_is_answered(size: Size, together: Together) -> None:
    """Whatever comes first, the question lies on one desk at most, and an answered one on none."""
    experts = [make_expert(f"expert{number}@example.org", f"Эксперт {number}") for number in range(4)]
    for _round in range(size(20)):
        question = ask(Learner.objects.create(), NOW)
        first = Assignment.objects.live().get(question=question).user
        together(
            [
                partial(routing.hand_over, question.pk, first, now=NOW),
                partial(give_answer, question, experts[3].user, NOW),
            ]
        )
        assert Assignment.objects.live().filter(question=question).count() == 0
        assert Answer.objects.filter(question=question).count() == 1


def test_workers_who_tell_the_news_at_once(size: Size, together: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each follower gets one letter and one word that they were told, however many workers there are."""
    monkeypatch.setattr(announcing, "AT_ONCE", 2)
    question, expert = ask(Learner.objects.create(), NOW), make_expert()
    topic = make_topic(Locale.objects.get(language_code="ru"))
    question.topics.add(topic)
    many = size(40)
    for number in range(many):
        learner = Learner.objects.create()
        ask(learner, NOW, email=f"guest{number}@example.org")
        Follow.objects.create(learner=learner, question=question, made_at=NOW)
        following.follow(learner, topic=topic, now=NOW - timedelta(hours=1))
    give_answer(question, expert.user, NOW)
    later = NOW + timedelta(hours=1)
    together([partial(job, later) for job in (announcing.announce, digest.send_due) for _worker in range(3)])
    announcing.announce(later)
    told = Mail.objects.filter(kind__in=(FOLLOWED, DIGEST)).values_list("to", flat=True)
    assert sorted(told) == sorted(f"guest{number}@example.org" for number in range(many))
    assert Told.objects.filter(learner__follows__question=question).count() == many
    assert not Announcement.objects.filter(ended_at=None).exists()
    assert not NewsChoice.objects.filter(due_at__lte=later).exists()
