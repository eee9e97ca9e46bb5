"""How promises are kept: the figures, who reads them, what they give away."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts import roles
from accounts.models import Learner, User
from courses.models import Topic
from questions import answering, promises, routing
from questions.models import Expert, Question
from questions.visibility import Viewer
from tests.factories.accounts import browser_of
from tests.factories.people import make_user
from tests.factories.questions import ask, give_answer
from tests.factories.sites import SiteTree
from tests.questions.test_pages import queries

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
EVERYTHING = Viewer(is_moderator=True)


def put(learner: Learner, now: datetime, asked: int, promised: int, answered: int | None, **told: object) -> Question:
    """Asked so many hours ago, with a promise and an answer so many hours later."""
    question = ask(learner, now, f"Вопрос про память {asked} {promised} {answered}", **told)
    at = now - asked * HOUR
    about = {"published_at": at, "due_at": at + promised * HOUR, "promised_at": at + promised * HOUR}
    if answered is not None:
        about |= {"answered_at": at + answered * HOUR, "state": "answered"}
    Question.objects.filter(pk=question.pk).update(**about)
    question.refresh_from_db()
    return question


def test_the_figures(topic: Topic, learner: Learner, now: datetime) -> None:
    """Kept, late, overdue now, not yet due; by topic; older ones only when they were answered or are overdue now."""
    for answered in (2, 4, 6):
        put(learner, now, asked=100, promised=10, answered=answered, topics=[topic])
    late = put(learner, now, asked=200, promised=10, answered=30, topics=[topic])
    long_ago = put(learner, now, asked=800, promised=700, answered=790)
    overdue = put(learner, now, asked=50, promised=24, answered=None)
    put(learner, now, asked=5, promised=24, answered=None)
    put(learner, now, asked=1000, promised=10, answered=20)
    closed = put(learner, now, asked=50, promised=24, answered=None)
    Question.objects.filter(pk=closed.pk).update(state="hidden")
    report = promises.read(EVERYTHING, now)
    whole = report.whole
    assert (whole.asked, whole.kept, whole.late, whole.overdue, whole.share) == (7, 3, 2, 1, 50)
    assert (whole.median, whole.slowest) == (6, 50)
    assert [(one.about, one.asked, one.kept, one.share) for one in report.topics] == [
        ("Обман", 4, 3, 75),
        ("без темы", 3, 0, 0),
    ]
    assert [(one.title, one.by) for one in report.late] == [(long_ago.title, 90), (late.title, 20)]
    assert [(one.title, one.by) for one in report.overdue] == [(overdue.title, 26)]


def test_four_of_five_as_the_promise_counts_them(learner: Learner, now: datetime) -> None:
    for answered in (5, 7, 9, 11, 30, 41):
        put(learner, now, asked=100, promised=50, answered=answered)
    assert promises.read(EVERYTHING, now).whole.slowest == routing.measure(now) / HOUR


def test_a_public_copy_is_no_second_answer(learner: Learner, now: datetime) -> None:
    """Nobody waited for it: it makes neither the figures nor the next promise better."""
    for answered in (20, 20, 20, 20, 20):
        original = put(learner, now, asked=100, promised=50, answered=answered)
    before = (promises.read(EVERYTHING, now).whole, routing.measure(now))
    for _copy in range(5):
        copied = put(learner, now, asked=10, promised=50, answered=0)
        Question.objects.filter(pk=copied.pk).update(copy_of=original, promised_at=None, due_at=None)
    assert (promises.read(EVERYTHING, now).whole, routing.measure(now)) == before


def test_nothing_was_asked(db: None, now: datetime) -> None:
    report = promises.read(EVERYTHING, now)
    assert (report.whole.share, report.whole.median, report.whole.slowest, report.topics) == (None, None, None, [])


def test_what_opens_again_does_not_mend_a_broken_promise(expert: Expert, learner: Learner, now: datetime) -> None:
    """Another promise is given; that the first was broken stays."""
    question = put(learner, now, asked=100, promised=10, answered=None)
    answer = give_answer(question, expert.user, now)
    answering.react(answer.pk, learner, helped=False, now=now)
    question.refresh_from_db()
    assert question.due_at
    assert question.due_at > now
    assert promises.read(EVERYTHING, now).whole.late == 1


def test_who_reads_it_and_what_it_gives_away(
    site: SiteTree, expert: Expert, moderator: User, member_client: Client, learner: Learner, now: datetime
) -> None:
    """A manager does not read questions that are for experts only: not their words, not their address."""
    put(learner, now, asked=50, promised=24, answered=None, visibility="private")
    put(learner, now, asked=50, promised=24, answered=30)
    question = put(learner, now, asked=60, promised=24, answered=30)
    Question.objects.filter(pk=question.pk).update(title="=HYPERLINK(1)")
    manager = browser_of(make_user("manager@example.org", roles.MANAGERS))
    for path in ("/questions/order/promises/", "/questions/order/promises.csv"):
        assert Client().get(path).status_code == 302
        assert member_client.get(path).status_code == browser_of(expert.user).get(path).status_code == 403
        told = manager.get(path).content.decode()
        assert "память 50 24 None" not in told
        assert "Вопрос только экспертам" in told
        assert "память 50 24 30" in told
        assert "память 50 24 None" in browser_of(moderator).get(path).content.decode()
    table = manager.get("/questions/order/promises.csv")
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert "\n'=HYPERLINK(1);" in table.content.decode()


def test_it_costs_the_same_for_one_and_for_thirty(
    site: SiteTree, topic: Topic, moderator: User, learner: Learner, now: datetime
) -> None:
    at_work, path = browser_of(moderator), "/questions/order/promises/"
    first = put(learner, now, asked=50, promised=24, answered=None, topics=[topic])
    at_work.get(path)
    one = queries(at_work, path)
    for place in range(29):
        first.pk, first.key, first.number, first._state.adding = None, uuid4(), None, True
        first.answered_at = first.due_at + HOUR if place % 2 else None
        first.state = "answered" if place % 2 else "published"
        first.save()
        first.topics.set([topic])
    assert queries(at_work, path) == one
