"""The ground that other tests stand on."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from content import versions
from content.models import HomePage
from courses import outline
from courses.models import CoursePage, Lesson
from tests.factories.courses import CourseTree
from tests.factories.sites import SiteTree
from tests.ground import LAYERS, Ground, wanted


def test_a_course_is_really_published(course: CourseTree) -> None:
    found = outline.of_course(course.page.path)
    assert [entry.title for entry in found.entries] == ["Урок 1", "Урок 2", "Урок 3", "Урок 4"]
    assert [len(section.entries) for section in found.sections] == [2, 2]
    assert Lesson.objects.count() == 4


def test_a_publication_is_seen_at_once(course: CourseTree) -> None:
    outline.of_course(course.page.path)
    lesson = course.lessons[0]
    lesson.title = "Новое имя"
    lesson.save_revision().publish()
    assert outline.of_course(course.page.path).entries[0].title == "Новое имя"


def test_what_waits_for_a_commit_runs_when_the_code_is_done(db: None) -> None:
    heard: list[str] = []
    with transaction.atomic():
        transaction.on_commit(lambda: heard.append("inside"))
        assert heard == []
    transaction.on_commit(lambda: heard.append("outside"))
    assert heard == ["inside", "outside"]


def test_what_was_rolled_back_is_never_heard_of(db: None) -> None:
    heard: list[str] = []
    try:
        with transaction.atomic():
            transaction.on_commit(lambda: heard.append("never"))
            raise ValueError
    except ValueError:
        pass
    with transaction.atomic():
        pass
    assert heard == []


def test_the_cache_starts_empty() -> None:
    assert cache.get(versions.KEY) is None


def test_a_signed_in_browser(member_client: Client) -> None:
    assert member_client.session["_auth_user_id"]


def test_lessons_have_a_body(course: CourseTree) -> None:
    assert [block.block_type for block in course.lessons[0].body] == ["text", "heading"]
    assert "Это текст урока номер 1" in str(course.lessons[0].body[0].value)


# --- layers ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def piled(db: None) -> Iterator[Ground]:
    """Another pile, upon the transaction of the test: it has to be gone before that ends."""
    ground = Ground()
    yield ground
    ground.stand_on(())


def test_layers_come_and_go(piled: Ground) -> None:
    piled.stand_on(("site", "course"))
    built = piled.give("course")
    assert HomePage.objects.count() == 2
    piled.stand_on(("site", "course"))
    assert piled.give("course").page == built.page
    piled.stand_on(("site",))
    assert (HomePage.objects.count(), CoursePage.objects.count()) == (2, 0)
    piled.stand_on(())
    assert not HomePage.objects.exists()


def test_each_reads_a_layer_anew(piled: Ground) -> None:
    piled.stand_on(("site", "course"))
    piled.give("course").page.title = "Чужое"
    given = piled.give("course")
    assert given.page.title == "Смартфон без страха"
    assert [lesson.title for lesson in given.lessons] == ["Урок 1", "Урок 2", "Урок 3", "Урок 4"]


def test_a_layer_that_fails_leaves_nothing(piled: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(site: SiteTree) -> None:
        site.home.delete()
        raise ValueError

    monkeypatch.setitem(LAYERS, "course", replace(LAYERS["course"], build=fail))
    with pytest.raises(ValueError):
        piled.stand_on(("site", "course"))
    assert piled.names == ("site",)
    assert HomePage.objects.count() == 2


def test_a_test_names_its_layers() -> None:
    assert wanted(["now", "db"]) == ()
    assert wanted(["site", "client", "course"]) == ("site", "course")
    assert wanted(["course", "english"]) == ("site", "course")
