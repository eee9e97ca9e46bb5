"""From an address to its page: as quick for a deep lesson as for the home page."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from wagtail.models import Page, PageViewRestriction

from content import routing
from courses.models import LessonPage
from tests.factories.courses import CourseTree


def route(path: str) -> Any:
    request = RequestFactory().get(f"/{path}", headers={"host": "testserver"})
    routing.find_quickly(request, path)
    return getattr(request, "_wagtail_route_for_request", None)


@pytest.mark.parametrize("path", ["", "courses/", "courses/smartfon/", "courses/smartfon/lesson-3/"])
def test_a_known_address_costs_two_queries_at_any_depth(
    course: CourseTree, path: str, django_assert_max_num_queries: Any
) -> None:
    first = route(path)
    with django_assert_max_num_queries(2):
        again = route(path)
    assert again.page == first.page
    assert f"/{path}" == again.page.url


def test_what_is_below_a_page_is_found_afresh(course: CourseTree) -> None:
    path = "courses/smartfon/lesson-1/complete/"
    assert route(path).page == route(path).page == LessonPage.objects.get(slug="lesson-1")


def test_a_moved_page_is_found_at_its_new_address(course: CourseTree, client: Client) -> None:
    lesson = course.lessons[0]
    assert client.get(lesson.url).status_code == 200
    page = LessonPage.objects.get(pk=lesson.pk)
    page.slug = "renamed"
    page.save()
    page.save_revision().publish()
    assert client.get("/courses/smartfon/renamed/").status_code == 200
    assert client.get(lesson.url).status_code in (301, 404)


def test_an_unpublished_page_is_gone(course: CourseTree, client: Client) -> None:
    lesson = course.lessons[0]
    assert client.get(lesson.url).status_code == 200
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    assert client.get(lesson.url).status_code == 404


def test_a_closed_page_stays_closed(course: CourseTree, client: Client) -> None:
    """It was open a moment ago, and its way was remembered."""
    lesson = course.lessons[0]
    assert client.get(lesson.url).status_code == 200
    page = Page.objects.get(pk=course.page.pk)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(lesson.url).status_code == 302
