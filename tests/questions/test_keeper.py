"""What a guest said of questions follows them into their account, once."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import serializers
from django.test import Client

from accounts import mailboxes, personal_data
from accounts.models import Learner, User
from questions import answering, models, tokens
from questions.followers import following
from questions.models import Answer, Expert, Follow, Picture, Question, Reaction
from questions.order import appeals, merging, moderation
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
    assert question.same_count == Reaction.objects.count() == Follow.objects.count() == 0


def test_a_trouble_shared_with_oneself_is_not_counted(guest: Learner, learner: Learner, now: datetime) -> None:
    question = ask(guest, now)
    following.same(question.pk, learner, now=now)
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


# --- erasing: all of it, or what helps others without a name ---------------------------------------------------------

PHONE, CARD, STREET, MAILBOX = "8 916 123-45-67", "4111 1111 1111 1111", "ул. Лесная, д. 5", "nina.p@mail.ru"
STORY = f"Телефон {PHONE} не звонит. Карта {CARD}, живу на {STREET}, пишите на {MAILBOX}."


@pytest.fixture
def needed(learner: Learner, expert: Expert, moderator: User, now: datetime) -> Question:
    """Answered, with all that a question can keep about its asker."""
    mailboxes.replace_address(learner.user, "nina@example.org", is_verified=True)
    question = ask(learner, now, STORY, expected=f"Звонить на {PHONE}", app="Звонки")
    Picture.objects.create(question=question, webp=b"x", width=1, height=1, made_at=now)
    Question.objects.filter(pk=question.pk).update(email="old@example.org", confirmed_at=now)
    first = give_answer(question, expert.user, now, "Перезагрузите телефон.")
    answering.react(first.pk, learner, helped=False, why=f"Нина, живу на {STREET}", now=now)
    give_answer(question, expert.user, now, "Проверьте громкость.")
    moderation.lock(question.pk, moderator, "Ответ уже есть.", now=now)
    appeals.appeal(question.pk, learner, "Это моя просьба, Нина", now=now)
    return Question.objects.get(pk=question.pk)


def everything_said() -> str:
    """All rows of the room, as they stand in the database."""
    kinds = [getattr(models, name) for name in models.__all__]
    return serializers.serialize("json", [row for kind in kinds for row in kind.objects.all()], ensure_ascii=False)


def test_in_doubt_everything_goes(needed: Question, learner: Learner, now: datetime) -> None:
    personal_data.erase(learner, now)
    assert not Question.objects.exists() and not Answer.objects.exists()


def test_what_is_left_for_others_names_nobody(needed: Question, learner: Learner, now: datetime) -> None:
    ask(learner, now, "Один вопрос без ответа.")
    user_id, learner_id = learner.user_id, learner.pk
    address, link = f"/questions/{needed.pk}/{needed.slug}/", tokens.of(needed)
    personal_data.erase(learner, now, leaves=True)
    left = Question.objects.get()
    assert (left.learner, left.asked_by, left.email, left.confirmed_at) == (None, None, "", None)
    assert (left.title, left.expected) == ("Телефон [номер] не звонит", "Звонить на [номер]")
    assert left.pictures.count() == 0
    said = everything_said()
    without_random_keys = re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}", "", said)
    for secret in (PHONE, CARD, STREET, MAILBOX, "Нина", "nina", "old@example.org", "916", "лесная", "lesnaia"):
        assert secret not in without_random_keys
    for row in serializers.deserialize("json", said):
        for field in row.object._meta.fields:
            owners = {User: user_id, Learner: learner_id}
            assert getattr(row.object, field.attname) != owners.get(field.related_model, object())
    assert left.answers.count() == 2
    told = Client().get(f"{address}?by={link}", follow=True).content.decode()
    assert "Проверьте громкость." in told and "Прочитать и решить" not in told
    assert PHONE not in told and "is_mine" not in told


def test_who_was_joined_to_it_keeps_the_answers(
    needed: Question, learner: Learner, guest: Learner, expert: Expert, moderator: User, now: datetime
) -> None:
    """The oldest that everybody may read stands in its place, and the others lead there."""
    private, first, second = (
        ask(guest, now + timedelta(minutes=place), f"Память заполнена, {place}", visibility=kind)
        for place, kind in enumerate(("private", "public", "public"))
    )
    given = give_answer(first, expert.user, now)
    for one in (private, first, second):
        merging.merge(one.pk, needed.pk, moderator, "О том же.", now=now)
    personal_data.erase(learner, now=now)
    for one in (private, first, second):
        one.refresh_from_db()
    assert (first.state, first.merged_into) == ("answered", None)
    assert given in first.answers.all()
    assert (private.state, private.merged_into, second.merged_into) == ("merged", first, first)


def test_joined_to_it_and_read_by_nobody_else_it_is_closed(
    needed: Question, learner: Learner, guest: Learner, moderator: User, now: datetime
) -> None:
    private = ask(guest, now, visibility="private")
    merging.merge(private.pk, needed.pk, moderator, "О том же.", now=now)
    personal_data.erase(learner, now=now)
    private.refresh_from_db()
    assert (private.state, private.merged_into) == ("closed", None)


def test_the_page_says_what_stays_and_asks(needed: Question, learner: Learner, member_client: Client) -> None:
    page = member_client.get("/my/data/erase/").content.decode()
    assert "На 1 ваш вопрос уже ответили. Он помогает другим." in page
    assert "Оставить мои вопросы без имени" in page
    assert "checked" in page.partition('value="delete"')[2][:80]
    assert member_client.post("/my/data/erase/", {"sure": "on", "rest": "sell"}).status_code == 400
    member_client.post("/my/data/erase/", {"sure": "on", "rest": "leave"})
    assert Question.objects.get().learner is None


def test_without_such_questions_nothing_is_asked(learner: Learner, member_client: Client, now: datetime) -> None:
    ask(learner, now, "Один вопрос без ответа.")
    assert "Оставить мои вопросы" not in member_client.get("/my/data/erase/").content.decode()
    member_client.post("/my/data/erase/", {"sure": "on"})
    assert not Question.objects.exists()
