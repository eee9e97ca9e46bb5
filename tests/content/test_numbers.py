"""Short addresses: given once, for ever the same, leading where the reader's language is."""

import uuid

import pytest
from django.test import Client

from content import numbers
from content.models import ShortAddress
from courses import addresses
from tests.factories.courses import CourseTree


def test_a_thing_has_one_number_for_ever(db: None) -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    first = numbers.give("lesson", one)
    assert numbers.give("lesson", one) == first
    assert numbers.give("lesson", other) != first
    assert numbers.give("date", one) != first


def test_a_number_is_never_given_again(db: None) -> None:
    number = numbers.give("lesson", uuid.uuid4())
    ShortAddress.objects.all().delete()
    assert numbers.give("lesson", uuid.uuid4()) > number


def test_a_number_leads_to_the_lesson(course: CourseTree, client: Client) -> None:
    lesson = course.lessons[1]
    number = numbers.give(addresses.LESSON, lesson.translation_key)
    assert numbers.find(number, "ru") == lesson.url
    response = client.get(f"/n/{number}/")
    assert (response.status_code, response["Location"]) == (302, lesson.url)


@pytest.mark.parametrize("number", [0, 999_999, 2**63 - 1, 2**80])
def test_an_unknown_number_is_not_found(course: CourseTree, client: Client, number: int) -> None:
    assert client.get(f"/n/{number}/").status_code == 404


def test_an_unpublished_lesson_is_not_found(course: CourseTree, client: Client) -> None:
    number = numbers.give(addresses.LESSON, course.lessons[0].translation_key)
    course.lessons[0].unpublish()
    assert client.get(f"/n/{number}/").status_code == 404


def test_a_number_of_a_room_that_is_away_is_not_found(db: None) -> None:
    with pytest.raises(numbers.NoSuchNumber):
        numbers.find(numbers.give("balloon", uuid.uuid4()), "ru")
