"""To whom a question goes, what is promised, and what happens before the promise is broken."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from accounts import mailboxes
from accounts.models import Learner, Mail, User
from courses.models import Topic
from questions import routing
from questions.asking import Place
from questions.models import Absence, Assignment, Expert, Question
from tests.factories.courses import CourseTree
from tests.factories.questions import ask, give_answer, make_expert, make_topic
from tests.factories.records import identity
from tests.factories.sites import SiteTree


def whose(question: Question) -> str | None:
    assignment = Assignment.objects.live().filter(question=question).select_related("user").first()
    return assignment.user.name if assignment else None


def test_by_topic_then_by_load(site: SiteTree, topic: Topic, learner: Learner, now: datetime) -> None:
    other = make_topic(site.home.locale, "Телефон", "telefon")
    make_expert("phone@example.org", "Знает телефон", topics=[other])
    make_expert("fraud@example.org", "Знает обман", topics=[topic])
    make_expert("both@example.org", "Знает всё", topics=[topic, other])
    taken = [whose(ask(learner, now, topics=[topic])) for _number in range(4)]
    assert taken == ["Знает обман", "Знает всё", "Знает обман", "Знает всё"]
    assert whose(ask(learner, now, topics=[other])) == "Знает телефон"
    assert whose(ask(learner, now)) == "Знает телефон", "no topic: whoever has least to do"


def test_whoever_knows_the_lesson_comes_first(course: CourseTree, learner: Learner, now: datetime) -> None:
    make_expert("first@example.org", "Первый")
    second = make_expert("second@example.org", "Второй")
    lesson = identity(course.lessons[0])
    give_answer(ask(learner, now, place=Place(lesson)), second.user, now)
    for _number in range(3):
        ask(learner, now)
    assert whose(ask(learner, now, place=Place(lesson))) == "Второй"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"checked_on": None}, "nobody has checked them"),
        ({"ended_at": datetime.fromisoformat("2026-11-01T10:00+03:00")}, "they answer no more"),
        ({"weekly_limit": 1}, "the week is full"),
    ],
)
def test_who_gets_nothing(fields: dict[str, Any], why: str, learner: Learner, now: datetime) -> None:
    expert = make_expert()
    if "weekly_limit" in fields:
        ask(learner, now)
    Expert.objects.filter(pk=expert.pk).update(**fields)
    assert whose(ask(learner, now)) is None, why


def test_the_week_ends(learner: Learner, now: datetime) -> None:
    make_expert(weekly_limit=1)
    ask(learner, now)
    assert whose(ask(learner, now + timedelta(days=6))) is None
    assert whose(ask(learner, now + timedelta(days=8))) == "Андрей Белов"


@pytest.mark.parametrize(("day", "gets_it"), [(23, True), (24, False), (26, False), (27, True)])
def test_days_off(day: int, gets_it: bool, learner: Learner, now: datetime) -> None:
    expert = make_expert()
    Absence.objects.create(expert=expert, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 26))
    asked = ask(learner, now.replace(day=day))
    assert (whose(asked) is not None) is gets_it


def test_nobody_gets_their_own_question(expert: Expert, now: datetime) -> None:
    assert whose(ask(expert.user.learner, now)) is None


def test_not_mine_goes_to_the_next_and_never_back(learner: Learner, now: datetime) -> None:
    first, second = make_expert("a@example.org", "Первый"), make_expert("b@example.org", "Второй")
    question = ask(learner, now)
    assert whose(question) == "Первый"
    routing.hand_over(question.pk, first.user, now=now, note="про банк")
    assert whose(question) == "Второй"
    assert routing.hand_over(question.pk, second.user, now=now) is None
    assert whose(question) is None
    ended = Assignment.objects.filter(question=question).order_by("pk").values_list("outcome", "note")
    assert list(ended) == [("not_mine", "про банк"), ("not_mine", "")]


def test_routing_costs_the_same_for_one_and_for_many(
    learner: Learner, topic: Topic, now: datetime, django_assert_num_queries: Any
) -> None:
    make_expert("0@example.org", "0", topics=[topic])
    question = routing.lock(ask(learner, now, topics=[topic]).pk)
    with django_assert_num_queries(1):
        routing.choose(question, now)
    for number in range(1, 31):
        make_expert(f"{number}@example.org", str(number), topics=[topic])
    with django_assert_num_queries(1):
        assert routing.choose(question, now) is not None


# --- the promise -----------------------------------------------------------------------------------------------------


def test_the_promise_is_kept_for_four_of_five(learner: Learner, expert: Expert, now: datetime) -> None:
    assert routing.measure(now) == routing.FIRST_PROMISE
    for hours in (1, 2, 3, 30, 100):
        question = ask(learner, now - timedelta(days=10))
        Question.objects.filter(pk=question.pk).update(
            state="answered", answered_at=question.published_at + timedelta(hours=hours)
        )
    assert routing.measure(now) == timedelta(hours=30)
    assert routing.days_of(routing.measure(now)) == 2
    for _number in range(5):
        ask(learner, now - timedelta(days=5))
    assert routing.measure(now) >= timedelta(hours=100), "those who still wait count too"
    assert routing.measure(now + timedelta(days=40)) == routing.FIRST_PROMISE


def test_expert_then_others_then_moderators(learner: Learner, moderator: User, now: datetime) -> None:
    mailboxes.replace_address(moderator, moderator.email, is_verified=True)
    make_expert("a@example.org", "Первый")
    make_expert("b@example.org", "Второй")
    cache.clear()
    question = ask(learner, now)
    promised = question.due_at - now
    Mail.objects.all().delete()
    assert routing.watch(now + promised * 0.5) == 0
    steps = [(0.8, "question_reminded", "a@example.org", "Первый"), (1, "question_assigned", "b@example.org", "Второй")]
    for part, kind, to, on_the_desk_of in steps:
        assert routing.watch(now + promised * part) == 1
        assert routing.watch(now + promised * part) == 0, "each step once"
        assert Mail.objects.filter(kind=kind, to=to).count() == 1
        assert whose(question) == on_the_desk_of
    routing.watch(now + promised + routing.UNTIL_MODERATORS)
    assert Mail.objects.filter(kind="question_overdue", to=moderator.email).count() == 1
    assert routing.watch(now + promised * 9) == 0


def test_an_answered_question_troubles_nobody(learner: Learner, expert: Expert, now: datetime) -> None:
    give_answer(ask(learner, now), expert.user, now)
    assert routing.watch(now + timedelta(days=30)) == 0


def test_a_question_closed_meanwhile_troubles_nobody(learner: Learner, expert: Expert, now: datetime) -> None:
    """The worker has read that it is late; a moderator closes it before its turn comes."""
    question = ask(learner, now)
    routing.end(question, Assignment.Outcome.WITHDRAWN, now)
    Question.objects.filter(pk=question.pk).update(locked_at=now)
    assert not routing.escalate(question.pk, question.due_at)
    assert whose(question) is None
