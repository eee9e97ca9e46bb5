"""Something else happens between the moment somebody looks and the moment they act."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts import mailboxes
from accounts.models import Learner, Mail, User
from courses.models import Topic
from questions import answering, asking, queue, routing, telling, tokens
from questions.models import Answer, Assignment, Expert, Question, Reaction
from questions.order import merging
from questions.visibility import viewer
from tests.factories.accounts import browser_of
from tests.factories.questions import ask, give_answer, make_expert, write_question
from tests.factories.sites import SiteTree
from tests.questions.test_pages import address_of

DAY = timedelta(days=1)


@pytest.fixture
def before_the_lock(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Do something in the moment before a question is locked next."""

    def do(act: Callable[[], Any]) -> None:
        lock = routing.lock

        def slow(question_id: int) -> Question:
            monkeypatch.setattr(routing, "lock", lock)
            act()
            return lock(question_id)

        monkeypatch.setattr(routing, "lock", slow)

    return do


def test_an_answer_is_moved_while_somebody_judges_it(
    before_the_lock: Callable[[Callable[[], Any]], None],
    learner: Learner,
    guest: Learner,
    expert: Expert,
    moderator: User,
    now: datetime,
) -> None:
    """A word about it would stand with the question it has left."""
    answer = give_answer(ask(learner, now), expert.user, now)
    target = ask(Learner.objects.create(), now, "Как освободить память?")
    before_the_lock(lambda: merging.merge(answer.question_id, target.pk, moderator, "О том же.", now=now))
    with pytest.raises(answering.NotTheirs):
        answering.react(answer.pk, guest, helped=True, now=now)
    assert not Reaction.objects.filter(answer=answer).exists()


@pytest.mark.parametrize("gone", [Answer, Question])
def test_an_answer_goes_while_somebody_judges_it(
    gone: Any,
    before_the_lock: Callable[[Callable[[], Any]], None],
    site: SiteTree,
    learner: Learner,
    expert: Expert,
    now: datetime,
) -> None:
    question = ask(learner, now)
    answer = give_answer(question, expert.user, now)
    before_the_lock(lambda: gone.objects.all().delete())
    browser = browser_of(learner.user)
    assert browser.post(f"{address_of(question)}helped/{answer.pk}/", {"helped": "yes"}).status_code == 404


def test_a_question_goes_while_somebody_has_the_same(
    before_the_lock: Callable[[Callable[[], Any]], None],
    site: SiteTree,
    learner: Learner,
    expert: Expert,
    now: datetime,
) -> None:
    question = ask(Learner.objects.create(), now)
    before_the_lock(lambda: Question.objects.all().delete())
    assert browser_of(learner.user).post(f"{address_of(question)}same/").status_code == 404


def test_one_deleted_question_keeps_no_worker_from_the_others(
    learner: Learner, expert: Expert, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = ask(learner, now)
    many = routing.escalate
    monkeypatch.setattr(routing, "escalate", lambda key, at: many(key + 1000, at) or many(key, at))
    assert routing.watch(late.due_at) == 1


def test_a_draft_is_sent_while_old_ones_are_forgotten(learner: Learner, now: datetime) -> None:
    draft = write_question(learner, now)
    later = now + asking.DRAFTS_KEPT + DAY
    asking.send(draft.key, learner, now=later)
    assert not asking.forget(draft.pk, later)
    assert Question.objects.filter(pk=draft.pk).exists()


# --- letters and desks -----------------------------------------------------------------------------------------------


def test_whoever_handed_a_question_over_is_not_reminded_of_it(learner: Learner, expert: Expert, now: datetime) -> None:
    question = ask(learner, now)
    telling.remind(Assignment.objects.live().get(), now)
    row = Mail.objects.get(kind="question_reminded")
    assert telling.still_true(row, now)
    make_expert("b@example.org", "Второй")
    routing.hand_over(question.pk, expert.user, now=now)
    assert not telling.still_true(row, now)


def test_who_keeps_order_no_more_gets_no_letter_about_it(
    learner: Learner, expert: Expert, moderator: User, now: datetime
) -> None:
    mailboxes.replace_address(moderator, moderator.email, is_verified=True)
    telling.tell_moderator(ask(learner, now), moderator, now)
    row = Mail.objects.get(kind="question_overdue")
    assert telling.still_true(row, now)
    moderator.groups.clear()
    assert not telling.still_true(row, now)


def test_what_lies_on_ones_desk_is_in_ones_queue_however_many_wait(
    learner: Learner, topic: Topic, expert: Expert, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of others were promised sooner."""
    monkeypatch.setattr(queue, "SHOWN", 1)
    for number in range(4):
        ask(learner, now - DAY, f"Вопрос {number} о погоде")
    Assignment.objects.all().delete()
    mine = ask(learner, now, topics=[topic])
    found = queue.read(expert.user, viewer(expert.user, None), now)
    assert [one.pk for one in found.mine] == [mine.pk]


def test_a_draft_is_forgotten_while_somebody_sends_it(
    site: SiteTree, learner: Learner, guest: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = write_question(learner, now)
    unconfirmed = asking.send(write_question(guest, now, email="guest@example.org").key, guest, now=now)
    monkeypatch.setattr(asking, "lock_by_key", lambda key: None)
    browser = browser_of(learner.user)
    assert browser.post(f"/questions/ask/{draft.key}/").status_code == 404
    assert browser.post(f"/questions/confirm/{tokens.of(unconfirmed)}/").status_code == 404
