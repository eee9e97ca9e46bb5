"""The search narrowed: to one kind of pages, and of questions to those that fit."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.search.backends import get_search_backend

from accounts.models import Learner
from content.models import ArticlePage
from courses.models import Lesson
from portal import search
from questions.asking import Place
from questions.models import Expert, Question
from tests.factories.courses import CourseTree, make_lesson, publish
from tests.factories.questions import ask, give_answer, make_expert, make_topic
from tests.factories.sites import SiteTree


@pytest.fixture
def expert(site: SiteTree) -> Expert:
    return make_expert()


@pytest.fixture
def kettles(course: CourseTree, site: SiteTree, learner: Learner, expert: Expert, now: datetime) -> Lesson:
    """A lesson and an article about kettles; three questions, one of them private, two asked in the lesson."""
    page = make_lesson(course.page, 9, title="Чайник дома")
    publish(site.home, ArticlePage(title="О чайниках", slug="o-chaynikah", summary="Кипит."))
    lesson = Lesson.objects.get(pk=page.translation_key)
    topic = make_topic(site.home.locale)
    give_answer(ask(learner, now, "Первый чайник не кипит.", topics=[topic]), expert.user, now, "Снимите накипь.")
    ask(learner, now, "Второй чайник не кипит.", place=Place(lesson))
    ask(learner, now, "Тайный чайник не кипит.", place=Place(lesson), visibility="private")
    return lesson


def shown(client: Client, **query: str) -> BeautifulSoup:
    page = client.get("/search/", query)
    assert page.status_code == 200
    return BeautifulSoup(page.content, "html.parser")


def titles(page: BeautifulSoup) -> set[str]:
    return {title.text for title in page.select(".search-results h3")}


def kinds(page: BeautifulSoup) -> list[str]:
    return [" ".join(link.text.split()) for link in page.select(".search-kinds a")]


def test_each_kind_has_its_link_and_its_count(client: Client, kettles: Lesson) -> None:
    page = shown(client, q="чайники")
    assert kinds(page) == ["Всё 4", "Вопросы 2", "Уроки 1", "Статьи 1"]
    for link in page.select(".search-kinds a"):
        query = {name: values[0] for name, values in parse_qs(urlsplit(str(link["href"])).query).items()}
        there = shown(client, **query)
        assert len(titles(there)) == int(link.text.split()[-1]), "what the link promised"
        assert kinds(there) == kinds(page)
        assert len(there.select(".search-kinds [aria-current]")) == 1
    assert titles(shown(client, q="чайник", kind="lessons")) == {"Чайник дома"}
    assert len(titles(shown(client, q="чайник", kind="nonsense"))) == 4


@pytest.mark.parametrize(
    ("narrowed", "wanted"),
    [
        ({"show": "unanswered"}, {"Второй чайник не кипит"}),
        ({"show": "answered"}, {"Первый чайник не кипит"}),
        ({"topic": "obman"}, {"Первый чайник не кипит"}),
        ({"topic": "obman", "show": "unanswered"}, set()),
        ({"lesson": "HERE"}, {"Второй чайник не кипит"}),
        ({"show": "mine"}, {"Первый чайник не кипит", "Второй чайник не кипит"}),
    ],
)
@pytest.mark.parametrize("path", ["/search/", "/questions/"])
def test_questions_are_narrowed_alike_in_both_places(
    client: Client, kettles: Lesson, narrowed: dict[str, str], wanted: set[str], path: str
) -> None:
    query = {name: value.replace("HERE", str(kettles.pk)) for name, value in narrowed.items()}
    page = BeautifulSoup(client.get(path, {"q": "чайник", "kind": "questions", **query}).content, "html.parser")
    assert {title.text for title in page.select(".search-results h3, .question-card h3")} == wanted
    form = page.select_one("form.search-field")
    assert form
    assert query.items() <= {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}.items()
    assert bool(page.select_one(".empty a[href]")) == (not wanted)
    assert "Мои" not in {chip.text for chip in page.select(".filters .chip")}, "a stranger has none"


def test_ones_own_are_found_by_oneself_alone(client: Client, member_client: Client, kettles: Lesson) -> None:
    mine = {"q": "тайный чайник", "kind": "questions", "show": "mine"}
    assert titles(shown(member_client, **mine)) == {"Тайный чайник не кипит"}
    assert "Тайный чайник не кипит" not in titles(shown(client, **mine))
    assert "Тайный чайник не кипит" not in titles(shown(member_client, q="тайный чайник", kind="questions"))
    assert "no-store" in member_client.get("/search/", mine)["Cache-Control"]


def test_lessons_are_offered_where_questions_were_asked(client: Client, kettles: Lesson) -> None:
    for path, more in (("/questions/", {}), ("/search/", {"q": "чайник", "kind": "questions"})):
        page = BeautifulSoup(client.get(path, more).content, "html.parser")
        chips = {chip.text: str(chip["href"]) for chip in page.select(".filters .chip")}
        assert f"lesson={kettles.pk}" in chips["Чайник дома"]
        assert "Урок 1" not in chips


def test_nothing_of_a_kind_leads_on(client: Client, kettles: Lesson) -> None:
    page = shown(client, q="накипь", kind="lessons")
    assert {str(link["href"]) for link in page.select(".empty a")} == {
        "/questions/ask/",
        "?q=%D0%BD%D0%B0%D0%BA%D0%B8%D0%BF%D1%8C",
    }
    assert kinds(page) == ["Всё 1", "Вопросы 1", "Уроки 0"]


def many(learner: Learner, now: datetime, count: int) -> None:
    told: dict[str, Any] = {"language": "ru", "slug": "chaynik", "state": "published", "learner": learner}
    rows = [
        Question(number=100_000 + place, title=f"Чайник {place}", asked_at=now, published_at=now, active_at=now, **told)
        for place in range(count)
    ]
    Question.objects.bulk_create(rows)
    get_search_backend().add_bulk(Question, Question.objects.all())


def test_sheets_keep_what_was_chosen(client: Client, site: SiteTree, learner: Learner, now: datetime) -> None:
    many(learner, now, 30)
    page = shown(client, q="чайник", kind="questions", show="unanswered")
    link = page.select_one("a[rel=next]")
    assert link
    query = {name: values[0] for name, values in parse_qs(urlsplit(str(link["href"])).query).items()}
    assert query == {"q": "чайник", "kind": "questions", "show": "unanswered", "page": "2"}
    second = shown(client, **query)
    assert len(titles(second)) == 10
    assert second.select_one("a[rel=prev]")


def test_counts_are_left_out_where_nobody_counted(
    client: Client, site: SiteTree, learner: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 3)
    many(learner, now, 5)
    assert kinds(shown(client, q="чайник")) == ["Всё", "Вопросы", "Уроки", "Занятия", "Слова", "Статьи"]


@pytest.mark.parametrize("more", [{}, {"kind": "questions"}, {"kind": "questions", "show": "mine"}, {"kind": "words"}])
def test_narrowed_searches_cost_the_same(
    member_client: Client, site: SiteTree, learner: Learner, now: datetime, more: dict[str, str]
) -> None:
    def cost() -> int:
        shown(member_client, q="чайник", **more)
        with CaptureQueriesContext(connection) as queries:
            shown(member_client, q="чайник", **more)
        return len(queries)

    many(learner, now, 1)
    one = cost()
    Question.objects.all().delete()
    many(learner, now, 30)
    assert cost() == one
