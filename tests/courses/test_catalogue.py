"""The catalogue: narrowed by plain links, at the same cost for any number of courses."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from courses.models import Topic
from tests.factories.courses import make_course
from tests.factories.sites import SiteTree
from tests.ground import layer


@layer(below="site")
def three_courses(site: SiteTree) -> None:
    fraud = Topic.objects.create(title="Безопасность", slug="fraud", locale=site.home.locale)
    make_course(site, title="Телефон", slug="phone", lessons=2, audience="older")
    make_course(site, title="Обман", slug="fraud", lessons=7, topics=[fraud], audience="everyone")
    make_course(
        site,
        title="Помощь",
        slug="help",
        lessons=1,
        audience="helpers",
        level="confident",
        lesson_fields={"minutes": 150},
    )


def shown(client: Client, query: str = "") -> set[str]:
    return {card.page.title for card in client.get(f"/courses/{query}").context["cards"]}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Телефон", "Обман", "Помощь"}),
        ("?topic=fraud", {"Обман"}),
        ("?level=confident", {"Помощь"}),
        ("?audience=older", {"Телефон", "Обман"}),
        ("?length=short", {"Телефон"}),
        ("?length=medium", {"Обман"}),
        ("?length=long", {"Помощь"}),
        ("?audience=helpers&level=confident&length=long", {"Помощь"}),
        ("?topic=nothing", set()),
        ("?level=nonsense&length=%00&audience=", None),
        ("?length=" + "x" * 5000, {"Телефон", "Обман", "Помощь"}),
    ],
)
def test_filters(three_courses: None, client: Client, query: str, titles: set[str] | None) -> None:
    if titles is None:
        assert client.get(f"/courses/{query}").status_code == 400
    else:
        assert shown(client, query) == titles


def test_a_choice_is_a_link_that_can_be_taken_back(three_courses: None, client: Client) -> None:
    page = client.get("/courses/?topic=fraud&level=beginner")
    topic = next(one for one in page.context["filters"] if one.name == "topic")
    assert [(choice.query, choice.is_chosen) for choice in topic.choices] == [("level=beginner", True)]


def test_nothing_fits_is_said_kindly(three_courses: None, client: Client) -> None:
    page = client.get("/courses/?topic=fraud&level=confident").content.decode()
    assert "/courses/" in page
    assert "Показать все" in page


def test_a_private_course_is_not_shown(site: SiteTree, client: Client) -> None:
    course = make_course(site)
    PageViewRestriction.objects.create(page=course.page, restriction_type=PageViewRestriction.LOGIN)
    assert shown(client) == set()


def test_costs_the_same_for_any_number(site: SiteTree, client: Client) -> None:
    def cost() -> int:
        client.get("/courses/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/courses/")
        return len(captured)

    make_course(site, lessons=1, slug="c0")
    one = cost()
    for number in range(1, 30):
        make_course(site, lessons=1, slug=f"c{number}")
    assert cost() == one
