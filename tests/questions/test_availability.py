"""What experts set for themselves, and where their questions go meanwhile."""

from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import Learner, User
from questions import availability, claiming, routing
from questions.availability import Pace
from questions.models import Absence, Assignment, Expert, Question
from tests.factories.accounts import browser_of
from tests.factories.questions import ask, give_answer, make_expert, make_vouched, write_question

PAGE = "/questions/queue/settings/"
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
def desk(expert: Expert) -> Client:
    return browser_of(expert.user)


def whose(question: Question) -> str | None:
    assignment = Assignment.objects.live().filter(question=question).select_related("user").first()
    return assignment.user.name if assignment else None


# --- the rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        (2, 1, availability.Crossed),
        (-1, 3, availability.Past),
        (0, 367, availability.TooLong),
        (400, 401, availability.TooLong),
        (9, 10, availability.Overlaps),
        (12, 20, availability.Overlaps),
        (1, 30, availability.Overlaps),
    ],
)
def test_days_that_cannot_be_taken_off(
    first: int, last: int, error: type[Exception], expert: Expert, now: datetime
) -> None:
    availability.add_absence(expert.user, TODAY + 10 * DAY, TODAY + 12 * DAY, now=now)
    with pytest.raises(error):
        availability.add_absence(expert.user, TODAY + first * DAY, TODAY + last * DAY, now=now)
    assert Absence.objects.count() == 1


def test_the_same_days_twice_are_once(expert: Expert, now: datetime) -> None:
    for _press in range(2):
        availability.add_absence(expert.user, TODAY, TODAY, now=now)
    assert Absence.objects.count() == 1


def test_who_is_away_keeps_nothing_on_the_desk(expert: Expert, learner: Learner, now: datetime) -> None:
    waiting, begun = ask(learner, now), ask(learner, now)
    claiming.claim(begun.pk, expert.user, now=now)
    make_expert("b@example.org", "Второй")
    availability.add_absence(expert.user, TODAY, TODAY + DAY, now=now)
    assert (whose(waiting), whose(begun)) == ("Второй", "Андрей Белов"), "an answer that is being written stays"
    assert Assignment.objects.get(question=waiting, outcome="away").user == expert.user
    assert routing.choose(routing.lock(ask(learner, now).pk), now).name == "Второй"


def test_days_off_begin_by_themselves(expert: Expert, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    availability.add_absence(expert.user, TODAY + DAY, TODAY + 2 * DAY, now=now)
    assert availability.relieve_absent(now) == 0
    assert whose(question) == "Андрей Белов"
    make_expert("b@example.org", "Второй")
    assert availability.relieve_absent(now + DAY) == 1
    assert availability.relieve_absent(now + DAY) == 0
    assert whose(question) == "Второй"


def test_with_nobody_else_it_lies_in_the_common_queue(expert: Expert, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    availability.pause(expert.user, now=now)
    assert whose(question) is None and whose(ask(learner, now)) is None
    availability.resume(expert.user)
    assert whose(ask(learner, now)) == "Андрей Белов"


@pytest.mark.parametrize(("first", "left"), [(3, []), (0, []), (-2, [(TODAY - 2 * DAY, TODAY - DAY)])])
def test_days_off_end_early(first: int, left: list[tuple[date, date]], expert: Expert, now: datetime) -> None:
    absence = Absence.objects.create(expert=expert, starts_on=TODAY + first * DAY, ends_on=TODAY + 5 * DAY)
    other = make_expert("b@example.org", "Второй")
    assert not availability.end_absence(other.user, absence.pk, now=now), "only one's own"
    assert availability.end_absence(expert.user, absence.pk, now=now)
    assert list(Absence.objects.values_list("starts_on", "ends_on")) == left
    assert not availability.end_absence(expert.user, absence.pk, now=now)


# --- giving back -----------------------------------------------------------------------------------------------------


def test_whoever_has_least_to_do_gets_it_again_before_nobody_does(learner: Learner, now: datetime) -> None:
    experts = [make_expert(f"{name}@example.org", name) for name in "abc"]
    question = ask(learner, now)
    had = [whose(question)]
    for _turn in range(2):
        routing.end(question, Assignment.Outcome.OVERDUE, now)
        routing.route(question, now)
        had.append(whose(question))
    assert had == ["a", "b", "c"]
    for busy in (experts[0], experts[0], experts[1]):
        other = write_question(learner, now)
        Assignment.objects.create(question=other, user=busy.user, assigned_at=now)
    routing.end(question, Assignment.Outcome.OVERDUE, now)
    routing.route(question, now)
    assert whose(question) == "b", "who had it last comes last"


def test_not_mine_is_remembered_whatever_came_before(expert: Expert, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    routing.end(question, Assignment.Outcome.OVERDUE, now)
    assert routing.hand_over(question.pk, expert.user, now=now) is None
    assert routing.choose(routing.lock(question.pk), now) is None


# --- the page --------------------------------------------------------------------------------------------------------


def test_an_expert_sets_the_pace(desk: Client, expert: Expert) -> None:
    assert desk.post(PAGE, {"do": "pace", "weekly_limit": "3", "digest_hour": "18"}).status_code == 302
    expert.refresh_from_db()
    assert (expert.weekly_limit, expert.digest_hour) == (3, 18)
    for wrong in ({"weekly_limit": "0"}, {"weekly_limit": "x"}, {"weekly_limit": "999"}, {"digest_hour": "30"}):
        answer = desk.post(PAGE, {"do": "pace", "weekly_limit": "3", "digest_hour": "18", **wrong})
        assert answer.status_code == 400 and "Давайте поправим" in answer.content.decode()
    with pytest.raises(availability.NotAnExpert):
        availability.set_pace(User.objects.create(email="x@example.org"), Pace(1, 9))


def test_days_off_are_written_and_taken_back(desk: Client, expert: Expert, now: datetime) -> None:
    days = {"do": "away", "starts_on": "2026-12-10", "ends_on": "2026-12-20"}
    assert desk.post(PAGE, days).status_code == 302
    page = BeautifulSoup(desk.get(PAGE).content, "html.parser")
    assert "с 10 декабря 2026 по 20 декабря 2026" in page.text
    for wrong, said in (
        ({"starts_on": "2026-12-15", "ends_on": "2026-12-25"}, "Эти дни уже есть: с 10\N{NO-BREAK SPACE}декабря"),
        ({"ends_on": "2026-12-01"}, "Последний день раньше первого"),
        ({"starts_on": "2026-11-01", "ends_on": "2026-11-02"}, "Этот день уже прошёл"),
        ({"ends_on": "2030-01-01"}, "Это больше года"),
        ({"ends_on": "31.31"}, "Такого дня нет"),
    ):
        answer = desk.post(PAGE, {**days, **wrong})
        assert answer.status_code == 400 and said in answer.content.decode()
    number = str(Absence.objects.get().pk)
    assert desk.post(PAGE, {"do": "back", "absence": number}).status_code == 302
    for wrong_one in (number, "x", "9" * 30):
        assert desk.post(PAGE, {"do": "back", "absence": wrong_one}).status_code == 404
    assert not Absence.objects.exists()


def test_one_press_pauses(desk: Client, expert: Expert, learner: Learner, now: datetime) -> None:
    desk.post(PAGE, {"do": "pause"})
    assert "Сейчас вопросов вам не присылаем" in desk.get(PAGE).content.decode()
    assert whose(ask(learner, now)) is None
    desk.post(PAGE, {"do": "resume"})
    assert whose(ask(learner, now)) == expert.name
    assert desk.post(PAGE, {"do": "x"}).status_code == 404


def test_who_may_open_it(client: Client, member_client: Client, expert: Expert, moderator: User, desk: Client) -> None:
    assert client.get(PAGE).status_code == 302
    assert member_client.get(PAGE).status_code == 403
    for other in (moderator, make_vouched()):
        browser = browser_of(other)
        assert browser.get(PAGE).status_code == browser.post(PAGE, {"do": "pause"}).status_code == 404
        assert PAGE not in browser.get("/questions/queue/").content.decode()
    assert PAGE in desk.get("/questions/queue/").content.decode()


def test_answering_needs_no_place_at_the_desk(expert: Expert, learner: Learner, now: datetime) -> None:
    availability.pause(expert.user, now=now)
    assert give_answer(ask(learner, now), expert.user, now).pk
