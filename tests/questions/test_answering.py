"""Answers: who gives them, who is told, how they are judged, changed and checked again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from accounts import mailboxes
from accounts.models import Learner, Mail, User
from content import text
from questions import answering, checking, claiming, shelf
from questions.answering import Written
from questions.followers import announcing, following
from questions.models import Answer, Assignment, Claim, Draft, Expert, Question, Reaction
from tests.factories.people import make_user
from tests.factories.questions import ask, give_answer, make_expert, make_vouched

State = Question.State


@pytest.fixture
def question(learner: Learner, expert: Expert, now: datetime) -> Question:
    """Asked by somebody with a confirmed address, on the expert's desk."""
    assert learner.user
    mailboxes.replace_address(learner.user, learner.user.email, is_verified=True)
    return ask(learner, now)


def again(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


# --- one question, one writer ----------------------------------------------------------------------------------------


def test_the_second_comes_too_late(question: Question, expert: Expert, now: datetime) -> None:
    other = make_vouched()
    held = claiming.claim(question.pk, expert.user, now=now)
    with pytest.raises(claiming.Taken) as told:
        claiming.claim(question.pk, other, now=now + timedelta(minutes=29))
    assert (told.value.who, told.value.until) == (expert.name, held.until)
    with pytest.raises(claiming.Taken):
        answering.answer(question.pk, other, Written("Ответ."), key=uuid4(), now=now)
    assert claiming.claim(question.pk, expert.user, now=now + timedelta(minutes=20)).pk == held.pk
    later = now + timedelta(minutes=51)
    assert claiming.claim(question.pk, other, now=later).user == other
    assert Claim.objects.live(later).count() == 1


def test_what_is_put_aside_can_be_taken(question: Question, expert: Expert, now: datetime) -> None:
    claiming.claim(question.pk, expert.user, now=now)
    answering.save_draft(question.pk, expert.user, "Начало", now=now)
    claiming.release(question.pk, expert.user, now=now)
    claiming.claim(question.pk, make_vouched(), now=now)
    assert Draft.objects.get().source == "Начало"


def test_typing_keeps_the_question(question: Question, expert: Expert, now: datetime) -> None:
    claiming.claim(question.pk, expert.user, now=now)
    answering.save_draft(question.pk, expert.user, "Раз", now=now + timedelta(minutes=25))
    with pytest.raises(claiming.Taken):
        claiming.claim(question.pk, make_vouched(), now=now + timedelta(minutes=40))


# --- answering -------------------------------------------------------------------------------------------------------


def test_an_answer_ends_everything_that_waited_for_it(question: Question, expert: Expert, now: datetime) -> None:
    claiming.claim(question.pk, expert.user, now=now)
    answering.save_draft(question.pk, expert.user, "Черновик", now=now)
    answer = give_answer(question, expert.user, now + timedelta(hours=1), "**Удалите** лишнее.")
    assert (again(question).state, again(question).answered_at) == (State.ANSWERED, answer.made_at)
    assert (answer.signed, answer.html) == ("Андрей Белов", "<p><strong>Удалите</strong> лишнее.</p>\n")
    assert answer.check_again_on == answer.checked_on + answering.CHECKED_EVERY
    assert Assignment.objects.get().outcome == "answered"
    assert not Draft.objects.exists()
    assert not Claim.objects.live(now).exists()
    (letter,) = Mail.objects.filter(kind="answered")
    assert letter.to == "nina@example.org"
    assert f"/questions/{question.pk}/" in letter.text
    assert "Мы никогда не просим коды" in letter.text


def test_a_button_pressed_fifty_times_gives_one_answer(question: Question, expert: Expert, now: datetime) -> None:
    key = uuid4()
    given = {answering.answer(question.pk, expert.user, Written("Ответ."), key=key, now=now).pk for _press in range(50)}
    assert len(given) == Answer.objects.count() == Mail.objects.filter(kind="answered").count() == 1


def test_a_second_press_leaves_no_draft_behind(question: Question, expert: Expert, now: datetime) -> None:
    """What was typed is saved before each: the question would come back to «Вы начали отвечать»."""
    key = uuid4()
    for _press in range(2):
        answering.save_draft(question.pk, expert.user, "Ответ.", now=now)
        answering.answer(question.pk, expert.user, Written("Ответ."), key=key, now=now)
    assert not Draft.objects.exists()


def test_a_vouched_helper_signs_with_their_organisation(question: Question, now: datetime) -> None:
    answer = give_answer(question, make_vouched(), now)
    assert (answer.signed, str(answer.organisation)) == ("Ольга", "Волонтёры «Рядом»")


def test_nobody_else_answers(question: Question, now: datetime) -> None:
    former = make_vouched(ended_on=now.date() - timedelta(days=1))
    for user in (former, make_user("x@example.org"), question.learner.user):
        with pytest.raises(answering.AnsweringError):
            give_answer(question, user, now)
    Question.objects.filter(pk=question.pk).update(state=State.HIDDEN)
    with pytest.raises(answering.NotOpen):
        give_answer(question, make_expert("new@example.org", "Новый").user, now)


def test_a_guest_is_written_to_by_a_link_that_knows_them(guest: Learner, expert: Expert, now: datetime) -> None:
    question = ask(guest, now, email="guest@example.org")
    give_answer(question, expert.user, now)
    letter = Mail.objects.get(kind="answered")
    assert letter.to == "guest@example.org"
    assert "?by=" in letter.text


# --- what people say of it -------------------------------------------------------------------------------------------


def test_helped_from_the_asker_accepts(
    question: Question, learner: Learner, guest: Learner, expert: Expert, now: datetime
) -> None:
    answer = give_answer(question, expert.user, now)
    answering.react(answer.pk, guest, helped=True, now=now)
    assert again(question).state == State.ANSWERED
    for _press in range(50):
        answering.react(answer.pk, learner, helped=True, now=now)
    answer.refresh_from_db()
    assert (again(question).state, answer.accepted_at, answer.helped_count) == (State.ACCEPTED, now, 2)
    assert Reaction.objects.count() == 2
    answering.take_back(answer.pk, learner, now=now)
    answer.refresh_from_db()
    assert (again(question).state, answer.accepted_at, answer.helped_count) == (State.ANSWERED, None, 1)


def test_not_helped_asks_why_and_opens_again_for_another(
    question: Question, learner: Learner, expert: Expert, now: datetime
) -> None:
    other = make_expert("other@example.org", "Другой")
    answer = give_answer(question, expert.user, now)
    answering.react(answer.pk, learner, helped=False, now=now)
    answering.react(answer.pk, learner, helped=False, now=now, why="Нет такой кнопки")
    assert again(question).state == State.PUBLISHED
    assert Reaction.objects.get().why == "Нет такой кнопки"
    assert Assignment.objects.live().get().user == other.user
    assert question.acts.get().kind == "reopen"
    give_answer(question, other.user, now)
    assert again(question).state == State.ANSWERED


def test_a_stranger_does_not_open_it_again(question: Question, guest: Learner, expert: Expert, now: datetime) -> None:
    answer = give_answer(question, expert.user, now)
    answering.react(answer.pk, guest, helped=False, now=now)
    assert again(question).state == State.ANSWERED


def test_nobody_judges_their_own_answer(question: Question, expert: Expert, now: datetime) -> None:
    answer = give_answer(question, expert.user, now)
    with pytest.raises(answering.NotTheirs):
        answering.react(answer.pk, expert.user.learner, helped=True, now=now)
    with pytest.raises(answering.NotTheirs):
        checking.confirm(answer.pk, expert.user, now=now)


def test_same_counts_follows_and_is_taken_back(
    question: Question, guest: Learner, learner: Learner, now: datetime
) -> None:
    for _press in range(50):
        following.same(question.pk, guest, now=now)
    assert again(question).same_count == Reaction.objects.count() == guest.follows.count() == 1
    following.not_same(question.pk, guest)
    assert again(question).same_count == Reaction.objects.count() == guest.follows.count() == 0
    with pytest.raises(following.OwnQuestion):
        following.same(question.pk, learner, now=now)


# --- afterwards ------------------------------------------------------------------------------------------------------


def follower() -> User:
    user = make_user("galina@example.org", name="Галина")
    mailboxes.replace_address(user, user.email, is_verified=True)
    return user


def test_a_change_is_kept_and_told(question: Question, expert: Expert, now: datetime) -> None:
    following.same(question.pk, follower().learner, now=now)
    answer = give_answer(question, expert.user, now, "Было.")
    checking.confirm(answer.pk, make_expert("b@example.org", "Б").user, now=now)
    later = now + timedelta(days=1)
    assert announcing.announce(now) == 1
    changed = answering.change(answer.pk, expert.user, Written("Стало."), now=later)
    assert announcing.announce(later) == 1
    assert [row.source for row in changed.revisions.all()] == ["Было.", "Стало."]
    assert (changed.html, changed.changed_at, changed.confirmed_at) == ("<p>Стало.</p>\n", later, None)
    told = Mail.objects.exclude(kind="question_assigned").order_by("to", "made_at").values_list("to", "kind")
    assert list(told) == [
        ("galina@example.org", "followed_answered"),
        ("galina@example.org", "answer_changed"),
        ("nina@example.org", "answered"),
        ("nina@example.org", "answer_changed"),
    ]
    answering.change(answer.pk, expert.user, Written("Стало."), now=later + timedelta(days=1))
    assert changed.revisions.count() == 2
    with pytest.raises(answering.NotTheirs):
        answering.change(answer.pk, make_vouched(), Written("Чужое."), now=later)


def test_nobody_is_told_of_a_question_that_became_private(question: Question, expert: Expert, now: datetime) -> None:
    following.same(question.pk, follower().learner, now=now)
    Question.objects.filter(pk=question.pk).update(visibility="private")
    give_answer(question, expert.user, now)
    announcing.announce(now)
    assert not Mail.objects.filter(to="galina@example.org").exists()


def test_a_word_costs_the_same_among_many_answers(
    question: Question, guest: Learner, expert: Expert, now: datetime, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        give_answer(question, expert.user, now, f"Ответ {number}.")
    one, *_others = Answer.objects.all()
    Answer.objects.update(helped_count=7)
    answering.react(one.pk, guest, helped=True, now=now)
    assert sorted(Answer.objects.values_list("helped_count", flat=True)) == [0, 0, 1]
    with django_assert_num_queries(3):
        shelf.recount(question)


def test_texts_are_cleaned_again(question: Question, expert: Expert, now: datetime) -> None:
    answer = give_answer(question, expert.user, now)
    Answer.objects.update(html="<script>alert(1)</script>", cleaner_version=text.VERSION - 1)
    call_command("rerender_text")
    answer.refresh_from_db()
    assert (answer.html, answer.cleaner_version) == ("<p>Удалите <strong>лишнее</strong>.</p>\n", text.VERSION)
    assert answering.render_again() == 0
