"""The list of questions by words, and the feed of answers."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Learner
from content.search import vocabulary
from courses.models import Lesson, Topic
from questions import answering
from questions.answering import Written
from questions.asking import Place
from questions.models import Answer, Expert, Question
from tests.factories.courses import CourseTree
from tests.factories.questions import ask, give_answer, make_topic, write_question
from tests.factories.sites import SiteTree

State, Visibility = Question.State, Question.Visibility
FEED = "/questions/feed.atom"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def listed(client: Client, **query: str) -> list[str]:
    page = BeautifulSoup(client.get("/questions/", query).content, "html.parser")
    return [title.text for title in page.select(".question-card h3")]


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_finds_forms_and_words_of_answers(
    client: Client, expert: Expert, learner: Learner, now: datetime
) -> None:
    kettle = ask(learner, now, "Чайник не кипит.")
    ask(learner, now, "Телефон не звонит.")
    give_answer(kettle, expert.user, now, "Снимите накипь.")
    assert listed(client, q="чайники") == listed(client, q="НАКИПИ") == ["Чайник не кипит"]
    assert listed(client, q="телефоны звонят чайник") != []
    assert listed(client, q="самовар") == listed(client, q="...") == []
    assert len(listed(client, q="  ")) == 2


def test_words_and_filters_go_together(
    client: Client, expert: Expert, learner: Learner, topic: Topic, now: datetime
) -> None:
    answered = ask(learner, now, "Первый чайник не кипит.", topics=[topic])
    give_answer(answered, expert.user, now)
    ask(learner, now, "Второй чайник не кипит.")
    assert len(listed(client, q="чайник")) == 2
    assert listed(client, q="чайник", show="unanswered") == ["Второй чайник не кипит"]
    assert listed(client, q="чайник", topic=topic.slug) == ["Первый чайник не кипит"]
    page = BeautifulSoup(client.get("/questions/", {"q": "чайник", "show": "answered"}).content, "html.parser")
    form = page.select_one("form.search-field")
    assert form
    assert {one["name"]: one["value"] for one in form.select("input")} == {"q": "чайник", "show": "answered"}
    choices = [parse_qs(urlsplit(str(link["href"])).query) for link in page.select(".filters .chip")]
    assert all(choice["q"] == ["чайник"] for choice in choices)
    assert page.select_one('meta[name="robots"][content="noindex"]')


def test_nobody_finds_what_they_may_not_see(
    client: Client, member_client: Client, learner: Learner, guest_client: Client, now: datetime
) -> None:
    ask(learner, now, "Тайный чайник не кипит.", visibility=Visibility.PRIVATE)
    hidden = ask(learner, now, "Скрытый чайник не кипит.")
    Question.objects.filter(pk=hidden.pk).update(state=State.HIDDEN)
    write_question(learner, now, "Ненаписанный чайник не кипит.")
    for browser in (client, guest_client):
        assert listed(browser, q="чайник") == listed(browser, q="чайник", show="mine") == []
    assert listed(member_client, q="чайник") == []
    assert "Тайный чайник не кипит" in listed(member_client, q="чайник", show="mine")


def test_a_slip_is_helped_as_in_the_search_over_everything(
    client: Client, member_client: Client, learner: Learner, topic: Topic, now: datetime
) -> None:
    """The same is found and the same is said of it."""
    ask(learner, now, "Забыла пароль от почты.", topics=[topic])
    ask(learner, now, "Чайник не кипит.")
    mine = ask(learner, now, "Тайный пароль.", visibility=Visibility.PRIVATE)
    vocabulary.prepare(now)

    def said(path: str, **query: str) -> list[str]:
        page = BeautifulSoup(client.get(path, query).content, "html.parser")
        return [note.text for note in page.select(".search-note")]

    for typed in ("пороль", "паролль", "пароьл", "gfhjkm", "паро", "пороль от почты"):
        assert listed(client, q=typed) == listed(client, q=typed, topic=topic.slug) == ["Забыла пароль от почты"]
        assert said("/questions/", q=typed) == said("/search/", q=typed)
    assert said("/questions/", q="пороль") == ["По словам «пороль» ничего нет. Вот что есть по словам «пароль»."]
    assert said("/questions/", q="чайник пароль") == ["Всех слов вместе нет нигде. Здесь есть хотя бы одно."]
    assert said("/questions/", q="пароль") == said("/questions/", q="паро") == said("/questions/", q="бегемот") == []
    assert listed(client, q="пороль", show="answered") == []
    assert mine.title in listed(member_client, q="пороль", show="mine")


def test_no_slip_gives_away_what_is_hidden(member_client: Client, learner: Learner, now: datetime) -> None:
    """Not even to the asker: a correction is the same for everybody."""
    ask(learner, now, "Перламутровый чайник.", visibility=Visibility.PRIVATE)
    vocabulary.prepare(now)
    page = member_client.get("/questions/", {"q": "перломутровый", "show": "mine"}).content.decode()
    assert "перламутровый" not in page.lower()


def test_nothing_found_leads_to_the_whole_search(client: Client, site: SiteTree) -> None:
    page = BeautifulSoup(client.get("/questions/", {"q": "чай & <b>"}).content, "html.parser")
    link = page.select_one(".empty a.button")
    assert link
    assert parse_qs(urlsplit(str(link["href"])).query) == {"q": ["чай & <b>"]}
    assert page.select_one('#question-words[value="чай & <b>"]')


def test_found_questions_cost_the_same(client: Client, expert: Expert, learner: Learner, now: datetime) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            for typed in ("чайник", "чайнек"):
                assert client.get("/questions/", {"q": typed}).status_code == 200
        return len(queries)

    give_answer(ask(learner, now, "Чайник не кипит."), expert.user, now)
    vocabulary.prepare(now)
    count()
    one = count()
    for number in range(29):
        ask(learner, now, f"Чайник {number} не кипит.")
    vocabulary.prepare(now)
    count()
    assert count() == one
    assert len(listed(client, q="чайник", page="2")) == 10


# --- the feed --------------------------------------------------------------------------------------------------------


def entries(client: Client, path: str = FEED, **query: str) -> list[ElementTree.Element]:
    response = client.get(path, query)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall("a:entry", ATOM)  # noqa: S314 (our own)


def said(entry: ElementTree.Element, name: str) -> str:
    return entry.findtext(f"a:{name}", "", ATOM)


def test_the_feed_tells_of_answers_newest_first(
    client: Client, expert: Expert, learner: Learner, now: datetime
) -> None:
    first = ask(learner, now, "Чайник не кипит.")
    second = ask(learner, now, "Телефон не звонит.")
    ask(learner, now, "Никто не ответил ещё.")
    give_answer(second, expert.user, now, "Прибавьте **громкость**.")
    give_answer(first, expert.user, now + timedelta(hours=1))
    shown = entries(client)
    assert [said(entry, "title") for entry in shown] == ["Чайник не кипит", "Телефон не звонит"]
    assert "<strong>громкость</strong>" in said(shown[1], "summary")
    link = shown[1].find("a:link", ATOM)
    assert link is not None
    assert link.get("href", "").endswith(f"/questions/{second.pk}/{second.slug}/")
    assert shown[1].findtext("a:author/a:name", "", ATOM) == expert.name
    feed = client.get(FEED).content.decode()
    assert f'xml:base="{settings.SITE_URL}/"' in feed
    assert learner.user.name not in feed
    assert second.key.hex not in feed.replace("-", "")


def test_the_feed_of_a_topic_and_of_a_lesson(
    client: Client, course: CourseTree, expert: Expert, learner: Learner, topic: Topic, now: datetime
) -> None:
    other = make_topic(course.page.locale, "Связь", "svyaz")
    lesson = Lesson.objects.get(pk=course.lessons[0].translation_key)
    for about, told in (("Чайник", {"topics": [topic]}), ("Телефон", {"topics": [other], "place": Place(lesson)})):
        give_answer(ask(learner, now, f"{about} не работает.", **told), expert.user, now)
    assert [said(one, "title") for one in entries(client, topic=topic.slug)] == ["Чайник не работает"]
    assert [said(one, "title") for one in entries(client, lesson=str(lesson.pk))] == ["Телефон не работает"]
    assert entries(client, topic=topic.slug, lesson=str(lesson.pk)) == []
    assert entries(client, "/en" + FEED) == []
    for wrong in ({"topic": "nowhere"}, {"lesson": "x"}, {"lesson": "00000000-0000-4000-8000-000000000000"}):
        assert client.get(FEED, wrong).status_code == 404
    assert client.post(FEED).status_code in (403, 405)


def test_the_list_names_the_feed_of_what_it_shows(client: Client, topic: Topic) -> None:
    for query, wanted in (({}, FEED), ({"topic": topic.slug, "show": "answered", "x": "y"}, f"{FEED}?topic=obman")):
        head = BeautifulSoup(client.get("/questions/", query).content, "html.parser").head
        assert head
        link = head.select_one('link[rel="alternate"][type="application/atom+xml"]')
        assert link
        assert link["href"] == wanted


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("visibility", Visibility)
def test_the_feed_holds_public_answers_only(
    member_client: Client, expert: Expert, learner: Learner, now: datetime, state: str, visibility: str
) -> None:
    question = ask(learner, now)
    give_answer(question, expert.user, now)
    Question.objects.filter(pk=question.pk).update(state=state, visibility=visibility)
    is_shown = visibility == Visibility.PUBLIC and state in (State.ANSWERED, State.ACCEPTED)
    assert len(entries(member_client)) == is_shown
    assert (question.title in member_client.get(FEED).content.decode()) == is_shown


def test_a_hidden_answer_leaves_the_feed(client: Client, expert: Expert, learner: Learner, now: datetime) -> None:
    answer = give_answer(ask(learner, now), expert.user, now, "Протрите самовар.")
    assert "самовар" in client.get(FEED).content.decode()
    Answer.objects.filter(pk=answer.pk).update(hidden_at=now)
    assert entries(client) == []


def test_a_program_that_has_it_is_told_so(client: Client, expert: Expert, learner: Learner, now: datetime) -> None:
    empty = client.get(FEED)
    assert client.get(FEED, headers={"If-None-Match": empty["ETag"]}).status_code == 304
    answer = give_answer(ask(learner, now), expert.user, now, "Протрите самовар.")
    first = client.get(FEED, headers={"If-None-Match": empty["ETag"]})
    assert first.status_code == 200
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get(FEED, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
    later = timezone.now() + timedelta(minutes=1)
    answering.change(answer.pk, expert.user, Written("Вымойте самовар."), now=later)
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        assert client.get(FEED, headers=headers).status_code == 200


def test_no_text_breaks_the_feed(client: Client, expert: Expert, learner: Learner, now: datetime) -> None:
    question = ask(learner, now, "Чайник <script>alert(1)</script> & ]]> 🙂 не кипит.")
    give_answer(question, expert.user, now, "<script>alert(2)</script> **Протрите** & ]]>")
    Question.objects.filter(pk=question.pk).update(title=f"{question.title} \x01\x0b\ufeff")
    shown = entries(client)
    assert "<script>" in said(shown[0], "title"), "a title is text, not HTML"
    assert "<script>" not in said(shown[0], "summary")


def test_the_feed_costs_the_same(client: Client, expert: Expert, learner: Learner, now: datetime) -> None:
    def count() -> Any:
        with CaptureQueriesContext(connection) as queries:
            entries(client)
        return len(queries)

    give_answer(ask(learner, now), expert.user, now)
    one = count()
    for _more in range(9):
        give_answer(ask(learner, now), expert.user, now)
    assert count() == one
