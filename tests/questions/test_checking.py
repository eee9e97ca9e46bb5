"""Answers that an expert confirms, and those whose day has come: who is asked to look at them again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts import mailboxes
from accounts.models import Learner, Mail, User
from courses.models import Topic
from questions import answering, availability, check_letters, checking
from questions.answering import Written, lock_answer
from questions.models import Absence, Answer, Assignment, Expert, Question, Vouching
from questions.order import answer_order, merging, moderation
from tests.factories.accounts import browser_of
from tests.factories.people import make_user
from tests.factories.questions import ask, give_answer, make_expert, make_vouched
from tests.factories.sites import SiteTree
from tests.questions.test_pages import add_answers, page, queries

DAY = timedelta(days=1)
QUEUE, DESK = "/questions/queue/", "/questions/order/"
TO_AUTHOR, TO_EXPERT, TO_MODERATORS = "answer_check", "answer_check_of_another", "answer_check_left"


@pytest.fixture
def question(learner: Learner, topic: Topic, now: datetime) -> Question:
    return ask(learner, now, topics=[topic])


@pytest.fixture
def due(question: Question, expert: Expert, now: datetime) -> Answer:
    """Its day has come today."""
    return make_due(question, expert.user, now)


@pytest.fixture
def other(topic: Topic) -> Expert:
    return make_expert("other@example.org", "Вера Ли", topics=[topic])


@pytest.fixture
def keeper(moderator: User) -> User:
    """A moderator who can be written to."""
    mailboxes.replace_address(moderator, moderator.email, is_verified=True)
    return moderator


def make_due(question: Question, user: User, now: datetime) -> Answer:
    return give_answer(question, user, now, check_again_on=now.date())


def told() -> list[tuple[str, str]]:
    rows = Mail.objects.filter(kind__startswith="answer_check").order_by("made_at")
    return list(rows.values_list("kind", "to"))


def again(answer: Answer) -> Answer:
    return Answer.objects.select_related("question").get(pk=answer.pk)


def lies_with(answer: Answer) -> str | None:
    lying = Assignment.objects.live().filter(answer=answer).select_related("user").first()
    return lying.user.email if lying else None


def leaves(expert: Expert, now: datetime) -> None:
    Expert.objects.filter(pk=expert.pk).update(ended_at=now)


# --- confirmed -------------------------------------------------------------------------------------------------------


def test_another_expert_confirms_and_takes_it_back(question: Question, expert: Expert, now: datetime) -> None:
    answer = give_answer(question, make_vouched(), now)
    before = (answer.checked_on, answer.check_again_on)
    confirmed = checking.confirm(answer.pk, expert.user, now=now + DAY)
    assert (confirmed.confirmed_by, confirmed.checked_on, confirmed.check_again_on) == (expert.user, *before)
    back = checking.take_back(answer.pk, expert.user, now=now + 2 * DAY)
    assert (back.confirmed_at, back.checked_on, back.check_again_on) == (None, *before)
    with pytest.raises(answering.MayNotAnswer):
        checking.confirm(answer.pk, make_user("x@example.org"), now=now)


def test_who_asked_confirms_nothing(expert: Expert, other: Expert, topic: Topic, now: datetime) -> None:
    answer = give_answer(ask(expert.user.learner, now, topics=[topic]), other.user, now)
    with pytest.raises(answering.NotTheirs):
        checking.confirm(answer.pk, expert.user, now=now)


# --- the author ------------------------------------------------------------------------------------------------------


def test_it_goes_back_to_its_author_once(question: Question, expert: Expert, other: Expert, now: datetime) -> None:
    answer = give_answer(question, expert.user, now, check_again_on=now.date() + timedelta(days=90))
    assert checking.ask_due(now + timedelta(days=89)) == 0
    assert checking.ask_due(now + timedelta(days=90)) == 1
    assert checking.ask_due(now + timedelta(days=92)) == 0, "the author takes their time"
    assert told() == [(TO_AUTHOR, expert.user.email)]
    day = now + timedelta(days=92)
    answering.change(answer.pk, expert.user, Written(answer.source), now=day)
    checked = again(answer)
    assert (checked.checked_on, checked.check_asked_at, checked.check_left_at) == (day.date(), None, None)
    assert checking.ask_due(day) == 0


def test_a_vouched_helper_is_asked_too(question: Question, other: Expert, now: datetime) -> None:
    helper = make_vouched()
    mailboxes.replace_address(helper, helper.email, is_verified=True)
    make_due(question, helper, now)
    checking.ask_due(now)
    assert told() == [(TO_AUTHOR, helper.email)]


def test_an_author_who_is_soon_back_is_asked(due: Answer, expert: Expert, other: Expert, now: datetime) -> None:
    Absence.objects.create(expert=expert, starts_on=now.date(), ends_on=now.date() + 5 * DAY)
    checking.ask_due(now)
    assert told() == [(TO_AUTHOR, expert.user.email)]


# --- another expert --------------------------------------------------------------------------------------------------


def is_blocked(author: Expert, now: datetime) -> None:
    User.objects.filter(pk=author.user_id).update(is_active=False)


def is_gone(author: Expert, now: datetime) -> None:
    author.user.delete()


def is_paused(author: Expert, now: datetime) -> None:
    availability.pause(author.user, now=now)


def is_away(author: Expert, now: datetime) -> None:
    Absence.objects.create(expert=author, starts_on=now.date() - DAY, ends_on=now.date() + checking.BACK_WITHIN)


@pytest.mark.parametrize("why", [leaves, is_blocked, is_gone, is_paused, is_away])
def test_when_its_author_does_not_answer_another_expert_gets_it(
    why: Callable[[Expert, datetime], None], due: Answer, expert: Expert, other: Expert, keeper: User, now: datetime
) -> None:
    why(expert, now)
    assert (checking.ask_due(now), checking.ask_due(now), checking.ask_due(now + 2 * DAY)) == (1, 0, 0)
    assert (lies_with(due), told()) == (other.user.email, [(TO_EXPERT, other.user.email)])


def test_a_helper_nobody_vouches_for_any_more(question: Question, other: Expert, now: datetime) -> None:
    answer = make_due(question, make_vouched(), now)
    Vouching.objects.update(ended_on=now.date() - DAY)
    checking.ask_due(now)
    assert lies_with(answer) == other.user.email


def test_who_was_an_expert_and_is_a_helper_sees_no_private_question(
    learner: Learner, topic: Topic, expert: Expert, other: Expert, now: datetime
) -> None:
    answer = make_due(ask(learner, now, topics=[topic], visibility="private"), expert.user, now)
    leaves(expert, now)
    make_vouched("friend@example.org")
    Vouching.objects.update(user=expert.user)
    checking.ask_due(now)
    assert lies_with(answer) == other.user.email


def test_an_author_who_leaves_after_being_asked(due: Answer, expert: Expert, other: Expert, now: datetime) -> None:
    checking.ask_due(now)
    leaves(expert, now)
    assert checking.ask_due(now + DAY) == 1
    assert told() == [(TO_AUTHOR, expert.user.email), (TO_EXPERT, other.user.email)]


def test_the_letters_come_once_a_day_at_the_chosen_hour(
    due: Answer, learner: Learner, topic: Topic, expert: Expert, other: Expert, now: datetime
) -> None:
    make_due(ask(learner, now, "Второй вопрос о погоде", topics=[topic]), expert.user, now)
    leaves(expert, now)
    assert checking.ask_due(now) == 2
    (letter,) = Mail.objects.filter(kind=TO_EXPERT)
    assert letter.due_at > now
    assert QUEUE in letter.text


def test_whoever_has_less_to_do_gets_it(
    due: Answer, learner: Learner, topic: Topic, expert: Expert, other: Expert, now: datetime
) -> None:
    second = make_due(ask(learner, now, "Второй вопрос о погоде", topics=[topic]), expert.user, now)
    Assignment.objects.all().delete()
    third = make_expert("third@example.org", "Третий", topics=[topic])
    leaves(expert, now)
    checking.ask_due(now)
    assert {lies_with(due), lies_with(second)} == {other.user.email, third.user.email}


def test_checks_count_in_the_weekly_limit(due: Answer, expert: Expert, other: Expert, now: datetime) -> None:
    leaves(expert, now)
    Expert.objects.filter(pk=other.pk).update(weekly_limit=1)
    checking.ask_due(now)
    asker = Learner.objects.create()
    assert not Assignment.objects.to_answer().live().filter(question=ask(asker, now, "Ещё один вопрос")).exists()


def test_who_does_nothing_with_it_loses_it(
    due: Answer, expert: Expert, other: Expert, keeper: User, now: datetime
) -> None:
    leaves(expert, now)
    checking.ask_due(now)
    assert checking.ask_due(now + checking.PATIENCE - DAY) == 0
    assert checking.ask_due(now + checking.PATIENCE) == 1
    assert (lies_with(due), Assignment.objects.get(answer=due).outcome) == (None, "overdue")
    assert told()[-1] == (TO_MODERATORS, keeper.email)


def test_a_day_off_takes_no_question_of_others_away(
    due: Answer, learner: Learner, topic: Topic, expert: Expert, other: Expert, now: datetime
) -> None:
    """The check lies on one desk and the reopened question on another; each goes its own way."""
    answering.react(due.pk, learner, helped=False, now=now)
    leaves(expert, now)
    checking.ask_due(now)
    availability.pause(other.user, now=now)
    assert lies_with(due) == other.user.email, "until the worker finds somebody"
    availability.relieve_absent(now)
    assert checking.ask_due(now + DAY) == 1
    assert lies_with(due) is None


def test_the_expert_confirms_it(due: Answer, expert: Expert, other: Expert, now: datetime) -> None:
    """And again when the day comes the next time."""
    leaves(expert, now)
    checking.ask_due(now)
    day = now + 3 * DAY
    for _press in range(2):
        checking.confirm(due.pk, other.user, now=day)
    checked = again(due)
    assert (checked.checked_on, checked.check_again_on) == (day.date(), day.date() + answering.CHECKED_EVERY)
    assert Assignment.objects.get(answer=due).outcome == "checked"
    year = now + timedelta(days=365)
    assert checking.ask_due(year) == 1, "the next time comes"
    assert lies_with(due) == other.user.email
    assert checking.confirm(due.pk, other.user, now=year).checked_on == year.date()


def test_what_its_author_changes_meanwhile_stays(question: Question, expert: Expert, now: datetime) -> None:
    """An expert's word touches nothing else in the row."""
    answer = give_answer(question, make_vouched(), now)

    def change_and_judge(*args: object) -> Answer:
        judged = lock_answer(*args)
        Answer.objects.filter(pk=answer.pk).update(helped_count=7)
        return judged

    with mock.patch.object(checking, "lock_answer", change_and_judge):
        checking.confirm(answer.pk, expert.user, now=now)
    assert again(answer).helped_count == 7


def test_a_confirmation_taken_back_is_due_again(due: Answer, expert: Expert, other: Expert, now: datetime) -> None:
    leaves(expert, now)
    day = now + 3 * DAY
    checking.confirm(due.pk, other.user, now=day)
    checking.take_back(due.pk, other.user, now=day)
    back = again(due)
    assert (back.confirmed_at, back.checked_on, back.is_due(day.date())) == (None, now.date(), True)
    assert (checking.ask_due(day), lies_with(due)) == (1, other.user.email)


def test_a_new_answer_leaves_the_old_one_to_others(
    due: Answer, expert: Expert, other: Expert, keeper: User, now: datetime
) -> None:
    leaves(expert, now)
    checking.ask_due(now)
    give_answer(due.question, other.user, now)
    assert lies_with(due) is None
    assert checking.ask_due(now + DAY) == 1
    assert told()[-1] == (TO_MODERATORS, keeper.email)


def test_not_mine_goes_to_another_and_never_back(
    due: Answer, topic: Topic, expert: Expert, other: Expert, keeper: User, now: datetime
) -> None:
    leaves(expert, now)
    checking.ask_due(now)
    third = make_expert("third@example.org", "Третий", topics=[topic])
    browser = browser_of(other.user)
    button = page(browser, QUEUE).select_one("form[action$='/over/']")
    for _press in range(2):
        assert browser.post(button["action"]).url == QUEUE
    assert not page(browser, QUEUE).select_one("form[action$='/over/']")
    refused = Assignment.objects.get(answer=due, user=other.user)
    assert (refused.outcome, lies_with(due)) == ("not_mine", None)
    assert (checking.ask_due(now), lies_with(due)) == (1, third.user.email)
    checking.hand_over(due.pk, third.user, now=now)
    assert (checking.ask_due(now), lies_with(due)) == (1, None)
    assert told()[-1] == (TO_MODERATORS, keeper.email)


def test_only_who_has_it_hands_it_over(due: Answer, expert: Expert, other: Expert, topic: Topic, now: datetime) -> None:
    leaves(expert, now)
    checking.ask_due(now)
    stranger = make_expert("third@example.org", "Третий", topics=[topic])
    with pytest.raises(answering.NotTheirs):
        checking.hand_over(due.pk, stranger.user, now=now)
    path = f"/questions/{due.question_id}/{due.question.slug}/answer/{due.pk}/over/"
    assert browser_of(stranger.user).post(path).status_code == 404
    assert browser_of(make_vouched()).post(path).status_code == 404
    assert lies_with(due) == other.user.email


# --- moderators ------------------------------------------------------------------------------------------------------


def knows_other_topics(other: Expert, now: datetime) -> None:
    other.topics.set([])
    other.save()


def has_had_enough(other: Expert, now: datetime) -> None:
    Expert.objects.filter(pk=other.pk).update(weekly_limit=1)
    Assignment.objects.create(
        question=ask(Learner.objects.create(), now), user=other.user, assigned_at=now, ended_at=now
    )


@pytest.mark.parametrize("why_not", [knows_other_topics, has_had_enough, is_paused])
def test_without_an_expert_of_the_topic_moderators_are_told_once(
    why_not: Callable[[Expert, datetime], None],
    due: Answer,
    expert: Expert,
    other: Expert,
    keeper: User,
    now: datetime,
) -> None:
    why_not(other, now)
    leaves(expert, now)
    assert [checking.ask_due(now + day * DAY) for day in range(3)] == [1, 1, 1], "tried again each day"
    assert (lies_with(due), told()) == (None, [(TO_MODERATORS, keeper.email)])


def test_a_moderator_who_is_a_party_is_not_told(due: Answer, expert: Expert, keeper: User, now: datetime) -> None:
    leaves(expert, now)
    Question.objects.filter(pk=due.question_id).update(learner=keeper.learner)
    checking.ask_due(now)
    assert told() == []
    assert again(due).check_left_at == now


def test_an_expert_who_comes_later_gets_what_was_left(
    due: Answer, topic: Topic, expert: Expert, keeper: User, now: datetime
) -> None:
    leaves(expert, now)
    checking.ask_due(now)
    late = make_expert("late@example.org", "Поздний", topics=[topic])
    assert checking.ask_due(now + DAY) == 1
    assert (lies_with(due), again(due).check_left_at) == (late.user.email, None)


def test_an_author_who_comes_back_gets_what_was_left(due: Answer, expert: Expert, keeper: User, now: datetime) -> None:
    availability.pause(expert.user, now=now)
    checking.ask_due(now)
    availability.resume(expert.user)
    assert checking.ask_due(now + DAY) == 1
    assert (told()[-1], again(due).check_left_at) == ((TO_AUTHOR, expert.user.email), None)


# --- nobody twice, nobody in vain ------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [False, True])
def test_two_workers_ask_once(
    due: Answer, expert: Expert, other: Expert, keeper: User, now: datetime, left: bool
) -> None:
    """Both have read that it is due before either has asked."""
    leaves(expert, now)
    if left:
        leaves(other, now)
    seen_by_both = [list(checking.untold(now).values_list("pk", flat=True)) for _worker in range(2)]
    asked = [checking.ask(key, now) for keys in seen_by_both for key in keys]
    assert asked == [True, False]
    assert len(told()) == 1
    assert Assignment.objects.filter(answer=due).count() == (0 if left else 1)


def test_an_answer_that_goes_meanwhile_troubles_nobody(due: Answer, now: datetime) -> None:
    key = due.pk
    due.delete()
    assert not checking.ask(key, now)


@pytest.mark.parametrize("state", ["hidden", "merged", "held"])
def test_what_cannot_be_read_is_not_checked(due: Answer, state: str, now: datetime) -> None:
    Question.objects.filter(pk=due.question_id).update(state=state)
    assert checking.ask_due(now) == 0


def test_a_letter_about_what_was_done_meanwhile_is_not_sent(
    due: Answer, expert: Expert, other: Expert, keeper: User, now: datetime
) -> None:
    leaves(expert, now)
    checking.ask_due(now)
    row = Mail.objects.get(kind=TO_EXPERT)
    assert check_letters.still_true(row, now)
    checking.confirm(due.pk, other.user, now=now)
    assert not check_letters.still_true(row, now)


def test_hidden_and_merged_answers_leave_the_desk(
    due: Answer, learner: Learner, topic: Topic, expert: Expert, other: Expert, moderator: User, now: datetime
) -> None:
    leaves(expert, now)
    checking.ask_due(now)
    answer_order.hide(due.question_id, due.pk, moderator, "Грубо.", now=now)
    assert lies_with(due) is None
    answer_order.restore(due.question_id, due.pk, moderator, now=now)
    assert checking.ask_due(now + DAY) == 1
    target = ask(Learner.objects.create(), now, "Другой вопрос о памяти", topics=[topic])
    merging.merge(due.question_id, target.pk, moderator, "О том же.", now=now)
    assert lies_with(due) is None
    assert not Assignment.objects.filter(answer=due).exclude(question=target).exists(), "goes with its answer"
    assert checking.ask_due(now + 2 * DAY) == 1
    assert Assignment.objects.live().get(answer=due).question == target
    moderation.hide(target.pk, moderator, "Грубо.", now=now)
    assert lies_with(due) is None


# --- their pages -----------------------------------------------------------------------------------------------------


def links(browser: Client, path: str, title: str) -> list[str]:
    section = page(browser, path).find("section", attrs={"aria-labelledby": title})
    return [str(link["href"]) for link in section.select("ul a")] if section else []


def test_the_queue_shows_it_to_whoever_has_it(
    site: SiteTree, due: Answer, expert: Expert, other: Expert, now: datetime
) -> None:
    where = f"/questions/{due.question_id}/{due.question.slug}/"
    assert links(browser_of(expert.user), QUEUE, "check-title") == [f"{where}answer/{due.pk}/"]
    leaves(expert, now)
    checking.ask_due(now)
    at_work = browser_of(other.user)
    assert links(at_work, QUEUE, "check-others-title") == [f"{where}#answer-{due.pk}"]
    assert "Подтвердить: проверено экспертом" in at_work.get(where).content.decode()
    assert at_work.post(f"{where}answer/{due.pk}/confirm/").status_code == 302
    assert links(at_work, QUEUE, "check-others-title") == []


def test_one_confirmed_before_can_be_confirmed_again(
    site: SiteTree, due: Answer, expert: Expert, other: Expert, now: datetime
) -> None:
    Answer.objects.filter(pk=due.pk).update(confirmed_at=now - DAY, confirmed_by=other.user)
    where = f"/questions/{due.question_id}/{due.question.slug}/"
    shown = browser_of(other.user).get(where).content.decode()
    assert "Подтвердить: проверено экспертом" in shown
    assert "Снять «Проверено экспертом»" in shown


def test_moderators_see_it_on_the_desk_and_in_the_queue(
    site: SiteTree, due: Answer, expert: Expert, keeper: User, now: datetime
) -> None:
    at_work = browser_of(keeper)
    assert links(at_work, DESK, "unchecked-title") == []
    leaves(expert, now)
    checking.ask_due(now)
    for path in (DESK, QUEUE):
        (link,) = links(at_work, path, "unchecked-title")
        shown = BeautifulSoup(at_work.get(link).content, "html.parser")
        assert shown.find("button", attrs={"value": "hide_answer"}), "there they can act"
    answer_order.hide(due.question_id, due.pk, keeper, "Устарело.", now=now)
    assert links(at_work, DESK, "unchecked-title") == []


def test_hidden_questions_are_not_in_the_queue(site: SiteTree, due: Answer, expert: Expert, now: datetime) -> None:
    """Its link would lead nowhere."""
    Question.objects.filter(pk=due.question_id).update(state="hidden")
    assert links(browser_of(expert.user), QUEUE, "check-title") == []


def test_the_pages_cost_the_same_for_one_and_for_thirty(
    site: SiteTree, due: Answer, expert: Expert, other: Expert, keeper: User, now: datetime
) -> None:
    pages = [(browser_of(other.user), QUEUE), (browser_of(keeper), QUEUE), (browser_of(keeper), DESK)]

    def fill(many: int) -> list[int]:
        add_answers(due.question, expert, now, many)
        laid = Answer.objects.filter(assignments=None)
        Assignment.objects.bulk_create(
            Assignment(question=due.question, answer=answer, user=other.user, assigned_at=now) for answer in laid
        )
        Answer.objects.update(check_again_on=now.date(), check_left_at=now)
        return [queries(browser, path) for browser, path in pages]

    assert fill(1) == fill(29)
