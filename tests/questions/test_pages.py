"""The pages of questions: the whole way without a script, bad input, and what each page costs."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner, Mail, User
from courses.models import Topic
from questions import asking, claiming, similar, tokens
from questions.models import Answer, Draft, Expert, Picture, Question, Reaction
from tests.factories.accounts import browser_of
from tests.factories.courses import CourseTree
from tests.factories.questions import ask, give_answer, make_expert, make_vouched, write_question
from tests.factories.sites import SiteTree
from tests.questions.payloads import PAYLOADS
from tests.questions.test_asking import photo

State = Question.State
STORY = "Память заполнена, и фото не снимаются. Что удалить?"


def page(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


def fields(form: Any) -> dict[str, str]:
    """What a browser would send of a form as it stands."""
    sent = {one["name"]: one.get("value", "") for one in form.find_all("input") if one.get("type") == "hidden"}
    sent |= {one["name"]: one.get("value", "on") for one in form.find_all("input", checked=True)}
    sent |= {one["name"]: one.text.removeprefix("\n") for one in form.find_all("textarea") if one.get("name")}
    return {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}


def address_of(question: Question) -> str:
    return f"/questions/{question.pk}/{question.slug}/"


def path_in(letter: Mail) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", letter.text)
    assert found
    return found[1]


# --- the whole way ---------------------------------------------------------------------------------------------------


def test_from_a_paragraph_to_helped(course: CourseTree, expert: Expert, now: datetime, client: Client) -> None:
    """A guest asks at a paragraph, confirms by mail, gets an answer, says «Помогло»; the next reader sees it there."""
    lesson = course.lessons[0]
    link = page(client, lesson.url).select_one(".ask-here a")
    assert link
    form = page(client, str(link["href"])).select_one("form[enctype]")
    assert form
    told = {**fields(form), "happened": STORY, "email": "Nina@Example.ru", "agrees": "on"}
    checked = client.post("/questions/ask/", told)
    assert checked.status_code == 302
    assert STORY in page(client, checked.url).text
    assert Question.objects.get().state == State.DRAFT
    waits = client.post(checked.url, follow=True)
    assert "Письмо ушло на nina@example.ru" in waits.content.decode()
    question = Question.objects.get()
    assert (question.state, question.email) == (State.ASKED, "nina@example.ru")
    assert question.block_id == lesson.body[0].id
    assert Client().get(address_of(question)).status_code == 404

    letter = path_in(Mail.objects.get(kind="confirm_question"))
    other_device = Client()
    assert "Это моя почта" in page(other_device, letter).text
    assert Question.objects.get().state == State.ASKED, "reading the letter changes nothing"
    other_device.post(letter)
    assert Question.objects.get().state == State.PUBLISHED

    at_work = browser_of(expert.user)
    assert question.title in page(at_work, "/questions/queue/").text
    assert at_work.post(f"{address_of(question)}claim/").url == f"{address_of(question)}answer/"
    writing = page(at_work, f"{address_of(question)}answer/").select_one("form.answer-form")
    answer = {**fields(writing), "source": "Удалите **видео**.", "check_again": "180", "applies_to": "Андроид 14"}
    assert (
        "<strong>видео</strong>"
        in at_work.post(f"{address_of(question)}answer/", {**answer, "do": "preview"}).content.decode()
    )
    for _press in range(3):
        at_work.post(f"{address_of(question)}answer/", {**answer, "do": "answer"})
    made = Answer.objects.get()

    read = page(other_device, path_in(Mail.objects.get(kind="answered")))
    word = read.select_one(f"#answer-{made.pk} form")
    assert word
    other_device.post(str(word["action"]), {**fields(word), "helped": "yes"})
    assert Question.objects.get().state == State.ACCEPTED
    assert "Помогло автору вопроса" in page(Client(), address_of(question)).text
    slip = page(Client(), lesson.url).select_one(".question-slip")
    assert slip
    assert question.title in slip.text
    assert "Удалите видео." in slip.text
    described = json.loads(page(Client(), address_of(question)).find("script", type="application/ld+json").text)
    assert described["@type"] == "QAPage"
    assert described["mainEntity"]["acceptedAnswer"][0]["author"]["name"] == "Андрей Белов"
    assert "nina" not in json.dumps(described).lower()


def test_a_member_asks_in_two_steps(site: SiteTree, member_client: Client, now: datetime) -> None:
    sent = {"happened": STORY, "visibility": "public", "key": str(uuid4()), "picture": photo(400, 300)}
    checked = member_client.post("/questions/ask/", sent)
    shown = page(member_client, checked.url)
    assert shown.select(".ask-pictures img")
    draft = page(member_client, shown.select_one("a[href*='draft=']")["href"]).select_one("form[enctype]")
    assert fields(draft)["happened"] == STORY
    answered = member_client.post(checked.url, follow=True)
    assert answered.redirect_chain[-1][0] == address_of(Question.objects.get())
    picture = page(member_client, address_of(Question.objects.get())).select_one(".ask-pictures img")["src"]
    response = Client().get(picture)
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_link_of_a_letter_opens_ones_own_private_question(
    site: SiteTree, guest: Learner, client: Client, now: datetime
) -> None:
    """On any device, with its picture; and no other question."""
    question, other = (
        ask(guest, now, "Тайный вопрос о кошельке.", visibility="private", email="guest@example.org") for _both in "12"
    )
    picture = Picture.objects.create(question=question, webp=b"x", width=1, height=1, made_at=now)
    token = tokens.of(question)
    assert page(client, f"{address_of(question)}?by={token}").select_one(f"img[src*='{picture.pk}']")
    assert client.get(f"/questions/picture/{picture.pk}.webp?by={token}").content == b"x"
    assert client.get(f"/questions/picture/{picture.pk}.webp").status_code == 404
    assert client.get(f"{address_of(other)}?by={token}").status_code == 404


def test_asked_about_a_date(site: SiteTree, member_client: Client, now: datetime) -> None:
    from tests.factories.events import make_date

    date = make_date(now)
    form = page(member_client, f"/questions/ask/?date={date.pk}").select_one("form[enctype]")
    member_client.post("/questions/ask/", {**fields(form), "happened": STORY})
    assert Question.objects.get().occurrence == date


# --- an address that nobody has confirmed ----------------------------------------------------------------------------


def asked_by_mail(learner: Learner, now: datetime, story: str = STORY) -> Question:
    return asking.send(write_question(learner, now, story, email="nina@example.ru").key, learner, now=now)


def test_the_page_of_a_letter_shows_all_that_it_confirms(
    site: SiteTree, guest: Learner, now: datetime, client: Client
) -> None:
    first, second = (asked_by_mail(guest, now, story) for story in (STORY, "Как включить крупные буквы?"))
    shown = page(client, path_in(Mail.objects.get(about__question=second.pk))).text
    assert first.title in shown and second.title in shown


def test_a_dead_link_says_what_to_do(site: SiteTree, guest: Learner, now: datetime, client: Client) -> None:
    """Its question was forgotten, or its address corrected: nobody is left with an error."""
    question = asked_by_mail(guest, now)
    path = path_in(Mail.objects.get())
    question.delete()
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 404
        assert BeautifulSoup(response.content, "html.parser").select_one("main a[href='/questions/ask/']")
    assert client.get(f"{path[:-3]}xx/").status_code == 404


def test_one_machine_has_us_write_to_few_strangers(site: SiteTree, settings: Any, now: datetime) -> None:
    """What was typed is kept, and goes when the wait is over."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "confirm_question": "1/h/ip"}
    told = {"happened": STORY, "visibility": "public", "agrees": "on"}
    browsers = [Client(), Client()]
    paths = [
        browser.post("/questions/ask/", {**told, "key": uuid4(), "email": f"{number}@example.ru"}).url
        for number, browser in enumerate(browsers)
    ]
    first, second = (browser.post(path) for browser, path in zip(browsers, paths, strict=True))
    assert (first.status_code, second.status_code) == (302, 429)
    shown = BeautifulSoup(second.content, "html.parser")
    assert "Ваш вопрос сохранён" in shown.select_one(".messages").text
    assert STORY in shown.text
    assert list(Mail.objects.values_list("to", flat=True)) == ["0@example.ru"]
    assert Question.objects.get(email="1@example.ru").state == State.DRAFT
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "confirm_question": "60/h/ip"}
    browsers[1].post(paths[1])
    assert Question.objects.get(email="1@example.ru").state == State.ASKED


# --- what is said before sending -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "visibility", "warning"),
    [
        ("Пришёл код 4512, его спрашивают.", "public", "Не пишите код из СМС никому, даже нам"),
        ("Пришёл код 4512, его спрашивают.", "private", "Не пишите код из СМС никому, даже нам"),
        ("Позвоните мне: 8 915 123-45-67.", "public", "Здесь номер телефона"),
        ("Карта 4111 1111 1111 1111 не работает.", "public", "Здесь номер карты"),
    ],
)
def test_warned_before_it_is_seen(
    site: SiteTree, member_client: Client, words: str, visibility: str, warning: str
) -> None:
    sent = {"happened": words, "visibility": visibility, "key": str(uuid4())}
    shown = page(member_client, member_client.post("/questions/ask/", sent).url)
    assert warning in shown.text
    assert shown.select(".question-seen mark")


@pytest.mark.parametrize(
    ("words", "main"), [("Пришёл код 482157, кому его назвать?", "Исправить"), (STORY, "Отправить")]
)
def test_the_main_button_mends_what_has_a_code(site: SiteTree, member_client: Client, words: str, main: str) -> None:
    sent = {"happened": words, "visibility": "public", "key": str(uuid4())}
    shown = page(member_client, member_client.post("/questions/ask/", sent).url)
    assert [one.text.strip() for one in shown.select("main .button:not(.button-quiet)")] == [main]


def test_what_was_asked_before_is_offered(
    site: SiteTree, expert: Expert, guest: Learner, member_client: Client, now: datetime
) -> None:
    known = ask(guest, now, "Память заполнена, фото не снимаются.")
    give_answer(known, expert.user, now)
    offered = page(member_client, "/questions/ask/similar/?q=у меня память телефона заполнилась")
    assert known.title in offered.text
    sent = {"happened": STORY, "visibility": "public", "key": str(uuid4())}
    assert known.title in page(member_client, member_client.post("/questions/ask/", sent).url).text


def test_a_passage_reads_as_sentences() -> None:
    told = "Как читать СМС с кодом\nСтоп. Ничего не говорите\n\nПоложите   трубку.\nСкажите «нет»\n"
    read = "Как читать СМС с кодом. Стоп. Ничего не говорите. Положите трубку. Скажите «нет»."
    assert similar.in_sentences(told) == read


@pytest.mark.parametrize("query", ['"', "*", "a OR b", "💡💡", "NEAR(x y)", "x" * 5000, "%00", "(", "-память", ""])
def test_odd_words_break_no_search(site: SiteTree, client: Client, query: str) -> None:
    assert client.get("/questions/ask/similar/", {"q": query}).status_code == 200


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"happened": "мало"},
        {"happened": "слово " * 20_000},
        {"visibility": "friends"},
        {"email": "не почта"},
        {"device": "toaster"},
        {"topic": "nothing"},
        {"key": "not a key"},
        {"app": "x" * 200},
    ],
    ids=str,
)
def test_nothing_typed_is_lost(site: SiteTree, client: Client, sent: dict[str, str]) -> None:
    response = client.post("/questions/ask/", {"expected": "Хочу, чтобы снималось", **sent})
    form = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 400
    assert form.select_one(".error-summary")
    assert form.select_one("[name=expected]").text.strip() == "Хочу, чтобы снималось"
    assert not Question.objects.exists()
    assert not Learner.objects.exists()


def test_a_file_that_is_no_picture(site: SiteTree, member_client: Client) -> None:
    wrong = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", "image/png")
    response = member_client.post("/questions/ask/", {"happened": STORY, "visibility": "public", "picture": wrong})
    assert response.status_code == 400
    assert STORY in response.content.decode()


@pytest.mark.parametrize(
    "query", ["lesson=x", "lesson=1", "date=zz", "block=%3Cb%3E", f"lesson={UUID(int=1)}", f"date={UUID(int=1)}"]
)
def test_a_place_that_does_not_exist_is_no_place(site: SiteTree, client: Client, query: str) -> None:
    assert client.get(f"/questions/ask/?{query}").status_code == 200


def test_foreign_drafts_and_broken_links_lead_nowhere(
    site: SiteTree, client: Client, guest_client: Client, learner: Learner, now: datetime
) -> None:
    draft = write_question(learner, now)
    for path in (
        f"/questions/ask/{draft.key}/",
        f"/questions/ask/?draft={draft.key}",
        address_of(draft),
        "/questions/confirm/x.y/",
    ):
        assert client.get(path).status_code == guest_client.get(path).status_code == 404
    assert guest_client.post(f"/questions/ask/{draft.key}/").status_code == 404
    question = ask(learner, now)
    assert client.get(f"{address_of(question)}?by=forged").status_code == 200
    assert client.get(f"/questions/{question.pk}/other/").url == address_of(question)


@pytest.mark.parametrize("page_number", ["0", "-1", "x", "999", "9" * 40])
def test_no_such_sheet(site: SiteTree, client: Client, page_number: str) -> None:
    assert client.get(f"/questions/?page={page_number}&topic=%00&show=x").status_code in (200, 400)


# --- those who answer ------------------------------------------------------------------------------------------------


def test_the_queue_is_for_those_who_answer(
    site: SiteTree, client: Client, member_client: Client, moderator: User, now: datetime
) -> None:
    assert "/accounts/login/" in client.get("/questions/queue/").url
    assert member_client.get("/questions/queue/").status_code == 403
    for user in (moderator, make_vouched()):
        assert browser_of(user).get("/questions/queue/").status_code == 200


def test_a_helper_chooses_from_all_that_wait(site: SiteTree, expert: Expert, learner: Learner, now: datetime) -> None:
    """Nobody routes questions to a helper; an expert is shown first what is theirs."""
    question = ask(learner, now)
    assert question.assignments.get().user == expert.user
    helper = browser_of(make_vouched())
    assert question.title in page(helper, "/questions/queue/").text
    helper.post(f"{address_of(question)}claim/")
    helper.post(f"{address_of(question)}answer/", {"source": "Удалите лишнее.", "check_again": "90", "do": "answer"})
    assert question.assignments.get().outcome == "answered"
    assert Answer.objects.get().signed == "Ольга"


def test_of_two_experts_one_gets_it(site: SiteTree, expert: Expert, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    first, second = browser_of(expert.user), browser_of(make_vouched())
    first.post(f"{address_of(question)}claim/")
    late = second.post(f"{address_of(question)}claim/", follow=True)
    assert "Сейчас отвечает Андрей Белов, до 10:30. Выберите другой вопрос." in late.content.decode()
    assert "Сейчас отвечает Андрей Белов, до 10:30." in second.get(address_of(question)).content.decode()
    assert second.get(f"{address_of(question)}answer/").url == address_of(question)
    sent = second.post(f"{address_of(question)}answer/", {"source": "Мой текст", "check_again": "90", "do": "answer"})
    assert sent.status_code == 409
    assert "Мой текст" in sent.content.decode()
    assert Draft.objects.get().source == "Мой текст"
    assert not Answer.objects.exists()


def test_handing_over_and_putting_aside(site: SiteTree, expert: Expert, learner: Learner, now: datetime) -> None:
    question, at_work = ask(learner, now), browser_of(expert.user)
    at_work.post(f"{address_of(question)}claim/")
    at_work.post(f"{address_of(question)}answer/", {"source": "Начало", "do": "later"})
    assert claiming.holder(question, now) is None
    assert "Вы начали отвечать" in page(at_work, "/questions/queue/").text
    at_work.post(f"{address_of(question)}over/", {"note": "про банк"})
    assert "Вы начали отвечать" not in page(at_work, "/questions/queue/").text
    assert Draft.objects.get().source == "Начало"
    next_one = browser_of(make_expert("next@example.org", "Вера Ли").user)
    next_one.post(f"{address_of(question)}claim/")
    assert "про банк" in page(next_one, f"{address_of(question)}answer/").text, "whoever gets it next reads why"


def test_a_private_question_is_not_for_helpers(site: SiteTree, learner: Learner, expert: Expert, now: datetime) -> None:
    question = ask(learner, now, "Тайный вопрос о кошельке.", visibility="private")
    helper = browser_of(make_vouched())
    assert question.title not in page(helper, "/questions/queue/").text
    assert helper.post(f"{address_of(question)}claim/").status_code == 404
    assert question.title in page(browser_of(expert.user), "/questions/queue/").text


@pytest.mark.parametrize(
    "act",
    [
        *("claim/", "answer/", "draft/", "over/"),
        *("answer/{answer}/", "answer/{answer}/confirm/", "answer/{answer}/over/"),
    ],
)
def test_strangers_do_none_of_it(
    site: SiteTree, act: str, client: Client, member_client: Client, guest: Learner, expert: Expert, now: datetime
) -> None:
    question = ask(guest, now)
    path = address_of(question) + act.format(answer=give_answer(question, expert.user, now).pk)
    assert client.post(path).status_code == 302
    assert member_client.post(path).status_code == 403
    assert Answer.objects.get().confirmed_at is None


def test_a_change_through_its_page(site: SiteTree, learner: Learner, expert: Expert, now: datetime) -> None:
    question = ask(learner, now)
    answer, at_work = give_answer(question, expert.user, now), browser_of(expert.user)
    path = f"{address_of(question)}answer/{answer.pk}/"
    again = page(at_work, address_of(question)).select_one(".answers .button-quiet")
    assert "Ответить ещё раз" in again.text
    form = page(at_work, path).select_one("form.answer-form")
    assert fields(form)["source"] == answer.source
    at_work.post(path, {"source": "Стало лучше.", "check_again": "90", "do": "answer"})
    shown = page(Client(), address_of(question))
    assert "Стало лучше." in shown.text
    told = page(Client(), shown.select_one("a[href$='/history/']")["href"]).select_one(".answer-change")
    assert [part.text for part in told.find_all(["del", "ins"])]
    assert "лучше." in told.text
    assert browser_of(make_vouched()).post(path, {"source": "x", "check_again": "90"}).status_code == 404


# --- said in passing -------------------------------------------------------------------------------------------------


def test_a_newcomer_pressing_twice_is_one_person(site: SiteTree, learner: Learner, now: datetime) -> None:
    question = ask(learner, now)
    path = f"{address_of(question)}same/"
    once = fields(page(Client(), address_of(question)).select_one("#same form"))
    for _press in range(50):
        Client().post(path, once)
    assert Reaction.objects.count() == 1


def test_saying_and_taking_back(
    site: SiteTree, guest_client: Client, learner: Learner, expert: Expert, now: datetime
) -> None:
    question = ask(learner, now)
    answer = give_answer(question, expert.user, now)
    path = f"{address_of(question)}helped/{answer.pk}/"
    guest_client.post(path, {"helped": "no"})
    assert "Что не получилось?" in page(guest_client, address_of(question)).text
    guest_client.post(path, {"helped": "no", "why": "Нет такой кнопки"})
    assert Reaction.objects.get().why == "Нет такой кнопки"
    guest_client.post(path, {"helped": "undo"})
    assert not Reaction.objects.exists()
    assert guest_client.post(path, {"helped": "maybe"}).status_code == 400


def test_people_do_not_join_in_their_own_question(
    site: SiteTree, member_client: Client, learner: Learner, now: datetime
) -> None:
    assert member_client.post(f"{address_of(ask(learner, now))}same/").status_code == 404


# --- what pages cost -------------------------------------------------------------------------------------------------


def fill(learner: Learner, expert: Expert, topic: Topic, now: datetime, many: int) -> Question:
    """Questions of every look, made without the rules: the rules have tests of their own."""
    made = Question.objects.none()
    for number in range(many):
        question = Question.objects.create(
            language="ru",
            learner=Learner.objects.create(),
            title=f"Вопрос {number}",
            slug="vopros",
            happened=STORY,
            state=State.ANSWERED if number % 2 else State.PUBLISHED,
            asked_at=now,
            active_at=now,
            published_at=now - timedelta(minutes=number),
            due_at=now + timedelta(days=1),
        )
        question.topics.add(topic)
        add_answers(question, expert, now, 1 if number % 2 else 0)
        made = question
    return made


def add_answers(question: Question, expert: Expert, now: datetime, many: int) -> None:
    Answer.objects.bulk_create(
        Answer(
            question=question,
            author=expert.user,
            signed=expert.name,
            source="x",
            html="<p>x</p>",
            cleaner_version=1,
            checked_on=now.date(),
            made_at=now,
        )
        for _number in range(many)
    )


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "path", ["/questions/", "/questions/?show=answered&topic=obman", "/questions/queue/", "/questions/experts/expert/"]
)
def test_lists_cost_the_same_for_one_and_for_many(
    site: SiteTree, learner: Learner, expert: Expert, topic: Topic, now: datetime, path: str
) -> None:
    at_work = browser_of(expert.user)
    fill(learner, expert, topic, now, 2)
    one = queries(at_work, path)
    fill(learner, expert, topic, now, 30)
    assert queries(at_work, path) == one <= 13


def test_a_question_costs_the_same_for_one_and_for_three_hundred(
    site: SiteTree, learner: Learner, expert: Expert, topic: Topic, now: datetime
) -> None:
    question = fill(learner, expert, topic, now, 1)
    add_answers(question, expert, now, 1)
    at_work = browser_of(expert.user)
    one = queries(at_work, address_of(question))
    for many in (29, 270):
        add_answers(question, expert, now, many)
        assert queries(at_work, address_of(question)) == one <= 16


def test_a_long_page_tells_programs_of_all_its_answers(
    site: SiteTree, learner: Learner, expert: Expert, now: datetime, client: Client
) -> None:
    """`answerCount` is of the question, not of the sheet (schema.org)."""
    question = ask(learner, now)
    add_answers(question, expert, now, 45)
    for sheet, many in (("", 20), ("?page=3", 5)):
        described = json.loads(
            page(client, f"{address_of(question)}{sheet}").find("script", type="application/ld+json").text
        )
        about = described["mainEntity"]
        assert (about["answerCount"], len(about["suggestedAnswer"])) == (45, many)


def test_a_guest_turns_the_sheets_of_answers_with_the_link_of_their_letter(
    site: SiteTree, guest: Learner, expert: Expert, now: datetime, client: Client
) -> None:
    question = ask(guest, now, visibility="private")
    add_answers(question, expert, now, 45)
    shown, pages = page(client, f"{address_of(question)}?by={tokens.of(question)}"), 1
    while link := shown.select_one("a[rel=next]"):
        shown, pages = page(client, f"{address_of(question)}{link['href']}"), pages + 1
    assert pages == 3
    assert f"by={tokens.of(question)}" in shown.select_one("a[rel=prev]")["href"]


def test_under_the_list_one_can_ask(site: SiteTree, learner: Learner, now: datetime, client: Client) -> None:
    ask(learner, now)
    assert "Не нашли своего вопроса?" in page(client, "/questions/").select_one("main").text


def test_beside_answers_stands_what_we_never_do(
    site: SiteTree, learner: Learner, expert: Expert, now: datetime, client: Client
) -> None:
    question = ask(learner, now)
    give_answer(question, expert.user, now)
    assert "Мы не звоним первыми и никогда не просим коды" in page(client, address_of(question)).select_one("main").text


def test_a_lesson_pays_nothing_for_its_questions(
    course: CourseTree, learner: Learner, expert: Expert, now: datetime, client: Client
) -> None:
    from questions import asking
    from tests.factories.records import identity

    lesson = course.lessons[0]
    before = queries(client, lesson.url)
    place = asking.place_in_lesson(identity(lesson), f"b-{lesson.body[0].id[:8]}", "ru")
    give_answer(ask(learner, now, place=place), expert.user, now)
    assert queries(client, lesson.url) == before
    assert page(client, lesson.url).select(".question-slip")


# --- what is written never runs --------------------------------------------------------------------------------------


def test_no_payload_gets_into_a_page(
    site: SiteTree, guest_client: Client, guest: Learner, expert: Expert, now: datetime
) -> None:
    """All payloads at once in every field: no element or attribute of theirs comes to life, in page, list or letter."""
    words = "\n\n".join(PAYLOADS).replace("\x00", "")
    question = ask(guest, now, words, expected=words, app="<img src=x onerror=alert(1)>", email="guest@example.org")
    give_answer(question, expert.user, now, words, applies_to="<svg onload=alert(1)>")
    paths = [address_of(question), "/questions/", "/questions/?show=mine", "/"]
    texts = [guest_client.get(path).content.decode() for path in paths] + [letter.html for letter in Mail.objects.all()]
    assert len(texts) >= 6
    for text in texts:
        soup = BeautifulSoup(text, "html.parser")
        for tag in soup.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on")]
            assert not re.match(r"\s*(javascript|data|vbscript):", tag.get("href", ""), re.IGNORECASE)
        assert not [tag for tag in soup.find_all("script") if "alert" in tag.text and "json" not in tag.get("type", "")]
        assert not soup.find_all(["iframe", "object", "embed", "math", "base", "frameset", "template"])
