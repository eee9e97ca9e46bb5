"""What people follow, what they are told of it, and that they are told once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import mail, mailboxes, personal_data
from accounts.models import Learner, Mail, User
from courses.models import Lesson, Topic
from questions import answering, tokens
from questions.answering import Written
from questions.asking import Place
from questions.followers import announcing, digest, following, news
from questions.followers.news import Choice, Rhythm
from questions.models import Announcement, Answer, Expert, Follow, NewsChoice, Question, Told
from questions.order import answer_order, merging, moderation
from tests.factories.courses import CourseTree
from tests.factories.questions import ask, give_answer, make_expert, make_topic
from tests.factories.records import identity

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PAGE = "/my/following/"


@pytest.fixture
def reader(learner: Learner) -> Learner:
    """With a confirmed address."""
    mailboxes.replace_address(learner.user, learner.user.email, is_verified=True)
    return learner


@pytest.fixture
def asker(db: None) -> Learner:
    return Learner.objects.create()


@pytest.fixture
def answered(topic: Topic, expert: Expert, reader: Learner, asker: Learner, now: datetime) -> Answer:
    """In a topic that the reader has followed for a while."""
    following.follow(reader, topic=topic, now=now - HOUR)
    return give_answer(ask(asker, now, "Чайник не кипит.", topics=[topic]), expert.user, now)


def letters(kind: str = "news_of_questions") -> list[Mail]:
    return list(Mail.objects.filter(kind=kind).order_by("made_at"))


# --- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "day", "hour"),
    [
        (Choice(), 25, 10),
        (Choice(hour=12), 24, 12),
        (Choice(Rhythm.WEEKLY, 9), 30, 9),
        (Choice(Rhythm.WEEKLY, 12), 30, 12),
    ],
)
def test_the_next_letter(choice: Choice, day: int, hour: int, now: datetime) -> None:
    """It is Tuesday the 24th, ten o'clock."""
    assert news.next_due(choice, now) == now.replace(day=day, hour=hour)
    assert news.next_due(choice._replace(rhythm=Rhythm.NEVER), now) is None
    monday = now.replace(day=30, hour=8)
    assert news.next_due(Choice(Rhythm.WEEKLY, 9), monday) == monday.replace(hour=9)


# --- the letter of the day -------------------------------------------------------------------------------------------


def test_one_letter_at_the_chosen_hour(answered: Answer, reader: Learner, now: datetime) -> None:
    assert digest.send_due(now + HOUR * 0.5) == 1, "they followed at nine: the hour is ten"
    row = letters()[0]
    assert (row.to, row.subject) == (reader.user.email, "Новые ответы: Чайник не кипит")
    assert f"#answer-{answered.pk}" in row.text and "/questions/unsubscribe/" in row.stop_url
    assert digest.send_due(now + HOUR) == 0, "once a day"
    assert digest.send_due(now + DAY) == 0, "nothing new: no letter"
    assert NewsChoice.objects.get().due_at == now + 2 * DAY
    mail.send_due(now + HOUR)
    assert letters()[0].sent_at is not None


def test_a_run_ends_in_time_and_the_next_goes_on(
    answered: Answer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "LONGEST_RUN", 0)
    assert digest.send_due(now + HOUR) == 0
    monkeypatch.setattr(digest, "LONGEST_RUN", 10)
    assert digest.send_due(now + HOUR) == 1


def test_one_line_for_each_question_the_newest_first(
    answered: Answer, topic: Topic, expert: Expert, asker: Learner, now: datetime
) -> None:
    other = make_expert("b@example.org", "Второй")
    give_answer(answered.question, other.user, now + HOUR / 6)
    for number in range(digest.SHOWN + 1):
        give_answer(ask(asker, now, f"Номер {number}.", topics=[topic]), expert.user, now + HOUR / 4)
    digest.send_due(now + HOUR)
    text = letters()[0].text
    assert text.count("#answer-") == digest.SHOWN
    assert "И ещё вопросов: 2." in text and "Чайник" not in text
    assert Told.objects.filter(mail=letters()[0]).count() == digest.SHOWN + 3


def test_lessons_are_told_in_the_readers_language(
    course: CourseTree, expert: Expert, reader: Learner, asker: Learner, now: datetime
) -> None:
    lesson = identity(course.lessons[0])
    following.follow(reader, lesson=lesson, now=now - HOUR)
    foreign, own = (ask(asker, now, f"Вопрос {number}.", place=Place(lesson)) for number in range(2))
    Question.objects.filter(pk=foreign.pk).update(language="en")
    for question in (foreign, own):
        give_answer(question, expert.user, now)
    digest.send_due(now + HOUR)
    assert "Вопрос 1" in letters()[0].text and "Вопрос 0" not in letters()[0].text


def changed(**values: Any) -> Any:
    return lambda answer: Question.objects.filter(pk=answer.question_id).update(**values)


HIDE = {
    "hidden": changed(state="hidden"),
    "private": changed(visibility="private"),
    "merged": changed(state="merged"),
    "held": changed(state="held"),
    "the answer": lambda answer: Answer.objects.filter(pk=answer.pk).update(hidden_at=answer.made_at),
}


@pytest.mark.parametrize("hide", HIDE.values(), ids=HIDE.keys())
def test_what_is_hidden_is_not_told(hide: Any, answered: Answer, now: datetime) -> None:
    hide(answered)
    assert digest.send_due(now + HOUR) == 0


@pytest.mark.parametrize("hide", HIDE.values(), ids=HIDE.keys())
def test_what_was_hidden_meanwhile_is_not_sent_and_the_rest_comes_again(
    hide: Any, answered: Answer, topic: Topic, expert: Expert, asker: Learner, now: datetime
) -> None:
    give_answer(ask(asker, now, "Телефон не звонит.", topics=[topic]), expert.user, now)
    digest.send_due(now + HOUR)
    hide(answered)
    mail.send_due(now + HOUR)
    dropped = letters()[0]
    assert dropped.sent_at is None and dropped.given_up_at is not None
    assert digest.send_due(now + 2 * HOUR) == 1
    again = letters()[-1]
    assert "Телефон" in again.text and "Чайник" not in again.subject + again.text
    assert not digest.still_true(dropped, now + HOUR), "it can never come true again"
    mail.send_due(now + 2 * HOUR)
    again.refresh_from_db()
    assert again.sent_at is not None


def test_what_comes_back_is_told_then(answered: Answer, now: datetime) -> None:
    changed(state="hidden")(answered)
    assert digest.send_due(now + HOUR) == 0
    changed(state="answered")(answered)
    assert digest.send_due(now + DAY) == 1


def test_nobody_is_told_of_their_own(
    topic: Topic, expert: Expert, reader: Learner, asker: Learner, now: datetime
) -> None:
    mine = expert.user.learner
    for one in (mine, reader):
        following.follow(one, topic=topic, now=now - HOUR)
    give_answer(ask(reader, now, topics=[topic]), expert.user, now)
    assert digest.send_due(now + HOUR) == 0
    assert len(letters("answered")) == 1


def test_an_unconfirmed_address_gets_nothing(answered: Answer, reader: Learner, now: datetime) -> None:
    mailboxes.replace_address(reader.user, reader.user.email, is_verified=False)
    assert digest.send_due(now + HOUR) == 0
    mailboxes.replace_address(reader.user, reader.user.email, is_verified=True)
    assert digest.send_due(now + DAY) == 1, "what could not be told is told when it can be"


def test_an_address_that_changed_meanwhile_gets_another_letter(
    answered: Answer, reader: Learner, now: datetime
) -> None:
    digest.send_due(now + HOUR)
    mailboxes.replace_address(reader.user, "new@example.org", is_verified=True)
    mail.send_due(now + HOUR)
    assert letters()[0].sent_at is None
    digest.send_due(now + 2 * HOUR)
    assert letters()[-1].to == "new@example.org"


def test_what_was_answered_before_one_followed_is_no_news(answered: Answer, topic: Topic, now: datetime) -> None:
    Follow.objects.update(made_at=now + timedelta(seconds=1))
    assert digest.send_due(now + HOUR) == 0


def test_old_answers_are_no_news_and_are_forgotten(answered: Answer, now: datetime) -> None:
    assert digest.send_due(now + news.LOOKS_BACK) == 0
    many = Told.objects.count()
    assert (news.purge(now + news.LOOKS_BACK), news.purge(now + news.REMEMBERED + HOUR)) == (0, many)
    assert not Announcement.objects.exists()


def test_at_night_it_waits(answered: Answer, now: datetime) -> None:
    assert digest.send_due(now.replace(hour=23)) == 0
    assert digest.send_due(now.replace(day=25, hour=8)) == 1


def test_one_letter_that_cannot_be_written_does_not_stop_the_others(
    answered: Answer, topic: Topic, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = make_expert("broken@example.org", "Сломан").user.learner
    following.follow(broken, topic=topic, now=now - 2 * HOUR)
    NewsChoice.objects.filter(learner=broken).update(due_at=now - HOUR)
    post = digest.post

    def refuses(learner: Learner, *args: Any) -> Mail:
        if learner == broken:
            raise RuntimeError
        return post(learner, *args)

    monkeypatch.setattr(digest, "post", refuses)
    assert digest.send_due(now + HOUR) == 1
    monkeypatch.undo()
    assert digest.send_due(now + HOUR) == 1, "nothing of it was kept: it is tried again"


# --- at once ---------------------------------------------------------------------------------------------------------


def followers(question: Question, many: int, now: datetime) -> list[Learner]:
    """Guests who have confirmed an address with a question of their own."""
    rows = [Learner.objects.create() for _number in range(many)]
    for number, row in enumerate(rows):
        ask(row, now, email=f"guest{number}@example.org")
        Follow.objects.create(learner=row, question=question, made_at=now)
    return rows


def test_an_answer_writes_one_row_however_many_follow(expert: Expert, asker: Learner, now: datetime) -> None:
    question, other = ask(asker, now, email="asker@example.org"), ask(asker, now, email="asker@example.org")
    followers(question, 3, now)

    def cost(asked: Question) -> int:
        with CaptureQueriesContext(connection) as queries:
            give_answer(asked, expert.user, now)
        return len(queries)

    cost(other)
    assert cost(question) == cost(ask(asker, now, email="asker@example.org"))
    assert letters("followed_answered") == []
    assert announcing.announce(now) == 3
    assert len(letters("followed_answered")) == 3


def test_killed_in_the_middle_it_goes_on_where_it_was(
    expert: Expert, asker: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "AT_ONCE", 2)
    question = ask(asker, now)
    people = followers(question, 5, now)
    give_answer(question, expert.user, now)
    tell, told = announcing.tell, []

    def dies(one: Announcement, learner: Learner, at: datetime) -> None:
        tell(one, learner, at)
        told.append(learner)
        if len(told) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(announcing, "tell", dies)
    with pytest.raises(KeyboardInterrupt):
        announcing.announce(now)
    assert len(letters("followed_answered")) == Told.objects.filter(learner__in=people).count() == 2
    announcing.announce(now)
    announcing.announce(now)
    assert sorted(row.to for row in letters("followed_answered")) == [
        f"guest{number}@example.org" for number in range(5)
    ]
    assert Announcement.objects.filter(ended_at=None).count() == 0


def test_what_is_hidden_waits_until_it_is_back(expert: Expert, asker: Learner, now: datetime) -> None:
    question = ask(asker, now)
    followers(question, 1, now)
    answer = give_answer(question, expert.user, now)
    changed(state="hidden")(answer)
    assert announcing.announce(now) == 0
    changed(state="answered")(answer)
    assert announcing.announce(now + HOUR) == 1


def sent(kind: str) -> list[str]:
    return sorted(row.to for row in letters(kind) if row.sent_at is not None)


@pytest.mark.parametrize("way", ["hidden", "held", "the answer"])
def test_a_letter_dropped_while_it_was_hidden_is_written_again(
    way: str, expert: Expert, asker: Learner, now: datetime
) -> None:
    """Nobody has read it; whoever was told before is not told twice."""
    question = ask(asker, now)
    followers(question, 3, now)
    answer = give_answer(question, expert.user, now)
    announcing.announce(now)
    Mail.objects.filter(kind="followed_answered", to="guest0@example.org").update(sent_at=now)
    HIDE[way](answer)
    mail.send_due(now)
    assert sent("followed_answered") == ["guest0@example.org"]
    assert announcing.announce(now + HOUR) == 0, "it is still hidden"
    changed(state="answered")(answer)
    Answer.objects.update(hidden_at=None)
    for later in (now + 2 * HOUR, now + 3 * HOUR):
        announcing.announce(later)
        mail.send_due(later)
    assert sent("followed_answered") == [f"guest{number}@example.org" for number in range(3)]
    assert Told.objects.exclude(learner=asker).count() == 3


@pytest.mark.parametrize("order", [moderation, answer_order])
def test_who_asked_hears_of_it_when_it_is_back(
    order: Any, expert: Expert, asker: Learner, moderator: User, now: datetime
) -> None:
    question = ask(asker, now, email="asker@example.org")
    about = [question.pk, give_answer(question, expert.user, now).pk][: 1 if order is moderation else 2]
    for later in (now + HOUR, now + 2 * HOUR):
        order.hide(*about, moderator, "Грубо.", now=later)
        if not sent("answered"):
            mail.send_due(later)
            assert letters("answered")[-1].given_up_at is not None
        order.restore(*about, moderator, now=later)
        mail.send_due(later)
        assert sent("answered") == ["asker@example.org"], "once"


def test_a_dropped_letter_about_a_change_is_written_again(expert: Expert, asker: Learner, now: datetime) -> None:
    question = ask(asker, now)
    followers(question, 2, now)
    answer = give_answer(question, expert.user, now)
    announcing.announce(now)
    Mail.objects.update(sent_at=now)
    at = now + HOUR
    for text in ("Стало.", "Стало лучше."):
        answering.change(answer.pk, expert.user, Written(text), now=at)
    announcing.announce(at)
    told = [row.to for row in letters("answer_changed") if row.stop_url]
    assert sorted(told) == ["guest0@example.org", "guest1@example.org"], "two changes at once are one letter to each"
    Mail.objects.filter(kind="answer_changed", to="guest0@example.org").update(sent_at=at)
    changed(state="hidden")(answer)
    mail.send_due(at)
    changed(state="answered")(answer)
    for later in (at + HOUR, at + 2 * HOUR):
        announcing.announce(later)
        mail.send_due(later)
    told = [row.to for row in letters("answer_changed") if row.stop_url and row.sent_at is not None]
    assert sorted(told) == ["guest0@example.org", "guest1@example.org"]
    assert len(letters("followed_answered")) == 2, "of the answer they were told before"


def test_a_letter_that_somebody_stopped_is_not_written_again(answered: Answer, reader: Learner, now: datetime) -> None:
    Follow.objects.create(learner=reader, question=answered.question, made_at=now)
    announcing.announce(now)
    following.not_same(answered.question_id, reader)
    mail.send_due(now)
    following.same(answered.question_id, reader, now=now + HOUR)
    assert announcing.announce(now + HOUR) == 0


def test_after_a_month_what_comes_back_is_no_news(expert: Expert, asker: Learner, now: datetime) -> None:
    question = ask(asker, now)
    followers(question, 1, now)
    answer = give_answer(question, expert.user, now)
    announcing.announce(now)
    changed(state="hidden")(answer)
    mail.send_due(now)
    changed(state="answered")(answer)
    assert announcing.announce(now + news.LOOKS_BACK) == 0


def test_what_was_told_at_once_is_not_told_by_the_day(answered: Answer, reader: Learner, now: datetime) -> None:
    Follow.objects.create(learner=reader, question=answered.question, made_at=now)
    announcing.announce(now)
    following.not_same(answered.question_id, reader)
    assert (len(letters("followed_answered")), digest.send_due(now + HOUR)) == (1, 0)


def test_what_was_told_by_the_day_is_not_told_at_once(answered: Answer, reader: Learner, now: datetime) -> None:
    Follow.objects.create(learner=reader, question=answered.question, made_at=now)
    digest.send_due(now + HOUR)
    announcing.announce(now + HOUR)
    assert (len(letters()), letters("followed_answered")) == (1, [])


# --- stopping --------------------------------------------------------------------------------------------------------


def test_one_press_stops_all_news(answered: Answer, reader: Learner, client: Client, now: datetime) -> None:
    Follow.objects.create(learner=reader, question=answered.question, made_at=now)
    announcing.announce(now)
    address = letters("followed_answered")[0].stop_url.split("8000")[-1]
    page = client.get(address)
    assert page.status_code == 200 and not news.choice_of(reader).is_off, "reading the page stops nothing"
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert news.choice_of(reader).is_off
    mail.send_due(now)
    assert letters("followed_answered")[0].sent_at is None, "what was not sent yet stays here"
    assert digest.send_due(now + DAY) == 0
    client.post(address, {"again": "on"})
    assert news.choice_of(reader) == Choice()
    assert client.get("/questions/unsubscribe/x.y/").status_code == 404
    assert client.get(f"/unsubscribe/{tokens.to_stop(reader)}/").status_code == 404, "another key than the reminders'"


def test_whoever_took_their_word_back_gets_nothing(answered: Answer, reader: Learner, now: datetime) -> None:
    Follow.objects.create(learner=reader, question=answered.question, made_at=now)
    announcing.announce(now)
    following.not_same(answered.question_id, reader)
    mail.send_due(now)
    assert letters("followed_answered")[0].sent_at is None


# --- the pages -------------------------------------------------------------------------------------------------------


def soup(client: Client, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "html.parser")


def test_a_topic_is_followed_and_left_by_a_button(
    topic: Topic, reader: Learner, member_client: Client, now: datetime
) -> None:
    path = f"/questions/?topic={topic.slug}"
    assert "Сообщать о новых ответах по теме «Обман»" in soup(member_client, path).text
    for _press in range(2):
        answer = member_client.post("/questions/follow/", {"topic": topic.slug}, follow=True)
    assert "не чаще раза в день" in answer.content.decode()
    assert Follow.objects.get().topic == topic
    assert "Не сообщать" in soup(member_client, path).text
    member_client.post("/questions/follow/", {"topic": topic.slug, "undo": "1"})
    assert not Follow.objects.exists()


def test_a_guest_follows_a_lesson_and_is_told_where_the_news_are(
    course: CourseTree, client: Client, now: datetime
) -> None:
    lesson = course.lessons[0]
    form = soup(client, lesson.url).select_one(".lesson-asked form")
    assert form
    answer = client.post(form["action"], {"lesson": form.select_one("[name=lesson]")["value"]}, follow=True)
    assert "Вашей почты у нас нет" in answer.content.decode()
    assert Follow.objects.get().lesson == Lesson.objects.get(pk=lesson.translation_key)
    assert "писем не будет" in soup(client, PAGE).text
    assert digest.send_due(now + DAY) == 0


@pytest.mark.parametrize(
    "wrong", [{}, {"topic": "x"}, {"lesson": "x"}, {"lesson": "00000000-0000-4000-8000-000000000000"}]
)
def test_there_is_nothing_such_to_follow(wrong: dict[str, str], client: Client, db: None) -> None:
    assert client.post("/questions/follow/", wrong).status_code == 404
    assert client.get("/questions/follow/").status_code == 405
    assert not Learner.objects.exists()


def test_the_page_shows_what_is_new_and_what_one_follows(
    answered: Answer, reader: Learner, member_client: Client, now: datetime
) -> None:
    page = soup(member_client, PAGE)
    assert [one.text for one in page.select(".question-card h3")] == ["Чайник не кипит"]
    assert [one.text for one in page.select(".own-list a")] == ["Обман"]
    member_client.post(PAGE, {"do": "drop", "follow": str(Follow.objects.get().pk)})
    assert "Пока ни за чем" in soup(member_client, PAGE).text


def test_nobody_drops_what_others_follow(answered: Answer, guest_client: Client) -> None:
    for number in (str(Follow.objects.get().pk), "x", "9" * 30):
        assert guest_client.post(PAGE, {"do": "drop", "follow": number}).status_code in (302, 400)
    assert Follow.objects.exists()


def test_a_question_that_is_gone_is_not_named(answered: Answer, reader: Learner, member_client: Client) -> None:
    Follow.objects.create(learner=reader, question=answered.question, made_at=answered.made_at)
    changed(visibility="private")(answered)
    page = soup(member_client, PAGE).text
    assert "Чайник" not in page and "которого больше нет" in page


def test_how_often_is_chosen(answered: Answer, reader: Learner, member_client: Client, now: datetime) -> None:
    member_client.post(PAGE, {"rhythm": "weekly", "hour": "18"})
    row = NewsChoice.objects.get()
    assert (row.rhythm, row.hour, row.due_at) == ("weekly", 18, now.replace(day=30, hour=18))
    for wrong in ({"rhythm": "never", "hour": "18"}, {"rhythm": "daily", "hour": "3"}, {}):
        assert member_client.post(PAGE, wrong).status_code == 400
    member_client.post(PAGE, {"do": "stop"})
    assert "Писем о новом вы не получаете" in soup(member_client, PAGE).text
    member_client.post(PAGE, {"do": "again"})
    assert news.choice_of(reader) == Choice(Rhythm.DAILY, 18)


def test_the_page_costs_the_same(
    topic: Topic, expert: Expert, reader: Learner, asker: Learner, member_client: Client, now: datetime
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert member_client.get(PAGE).status_code == 200
        return len(queries)

    def more(number: int) -> None:
        other = make_topic(topic.locale, f"Тема {number}", f"topic-{number}")
        following.follow(reader, topic=other, now=now)
        answer = give_answer(ask(asker, now, f"Вопрос {number}.", topics=[other]), expert.user, now)
        Follow.objects.create(learner=reader, question=answer.question, made_at=now)

    more(0)
    count()
    one = count()
    for number in range(1, 4):
        more(number)
    for number in range(4, 30):
        Follow.objects.create(
            learner=reader, topic=make_topic(topic.locale, str(number), f"topic-{number}"), made_at=now
        )
    count()
    assert count() == one


# --- personal data ---------------------------------------------------------------------------------------------------


def test_a_guests_letter_leads_where_any_device_shows_something(guest: Learner, reader: Learner) -> None:
    assert digest.path_for(guest) == "/questions/?show=answered"
    assert digest.path_for(reader) == PAGE


def test_news_follow_a_guest_into_their_account(
    answered: Answer, topic: Topic, reader: Learner, guest: Learner, now: datetime
) -> None:
    Told.objects.all().delete()
    following.follow(guest, topic=topic, now=now - HOUR)
    for one in (guest, reader):
        Told.objects.create(learner=one, answer=answered, at=now)
    personal_data.merge(guest, reader, now)
    assert {row.learner for model in (Follow, Told) for row in model.objects.all()} == {reader}
    told = personal_data.export(reader)["questions"]
    assert (told["news"][0]["rhythm"], told["told"][0]["about"]) == ("daily", "Чайник не кипит")
    personal_data.erase(reader, now)
    assert not (Told.objects.exists() or Follow.objects.exists())


def test_of_two_choices_the_accounts_own_stays(reader: Learner, guest: Learner, topic: Topic, now: datetime) -> None:
    """A choice left with the guest would be due for ever: nobody's letter ever moves its day."""
    for one in (guest, reader):
        following.follow(one, topic=topic, now=now)
    news.choose(reader, Choice(Rhythm.WEEKLY, 12), now)
    personal_data.merge(guest, reader, now)
    assert list(NewsChoice.objects.values_list("learner", "rhythm")) == [(reader.pk, Rhythm.WEEKLY)]


def test_a_letter_goes_though_its_question_was_merged_meanwhile(
    reader: Learner, asker: Learner, expert: Expert, moderator: User, now: datetime
) -> None:
    """The answer is read where it went; whoever followed it was not told otherwise."""
    question, target = ask(asker, now), ask(asker, now, "Как освободить память?")
    following.same(question.pk, reader, now=now)
    give_answer(question, expert.user, now)
    announcing.announce(now)
    merging.merge(question.pk, target.pk, moderator, "О том же.", now=now)
    mail.send_due(now)
    assert [row.sent_at is not None for row in letters("followed_answered")] == [True]
