"""The content version: every change that a visitor could see brings a new one, and nothing else does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.core.management import call_command
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction

from accounts.models import Organisation
from content import versions
from content.models import GlossaryTerm, Picture
from courses.models import LessonPage, Topic
from portal.demo import texts
from tests.factories.courses import CourseTree, make_course, make_lesson
from tests.factories.sites import SiteTree

DRAWING = texts.FOLDER / "pictures" / "code-key.svg"


@pytest.fixture
def picture(db: None) -> Picture:
    with DRAWING.open("rb") as file:
        return Picture.objects.create(title="Ключ", file=ImageFile(file, name="key.svg"))


def fresh(page: LessonPage) -> LessonPage:
    return LessonPage.objects.get(pk=page.pk)


def publish_again(course: CourseTree) -> None:
    fresh(course.lessons[0]).save_revision().publish()


def rename(course: CourseTree) -> None:
    page = fresh(course.lessons[0])
    page.slug = "renamed"
    page.save()


CHANGES: dict[str, Callable[[CourseTree], Any]] = {
    "publish": publish_again,
    "new lesson": lambda course: make_lesson(course.page, 9),
    "unpublish": lambda course: fresh(course.lessons[0]).unpublish(),
    "delete": lambda course: fresh(course.lessons[0]).delete(),
    "move": lambda course: fresh(course.lessons[0]).move(Page.objects.get(pk=course.page.pk), pos="last-child"),
    "rename": rename,
    "close": lambda course: PageViewRestriction.objects.create(page=Page.objects.get(pk=course.page.pk)),
    "topic": lambda course: Topic.objects.create(title="Телефон", slug="phone", locale=course.page.locale),
    "organisation": lambda course: Organisation.objects.create(name="Библиотека"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_content_brings_a_new_version(course: CourseTree, change: str) -> None:
    before = versions.current()
    CHANGES[change](course)
    assert versions.current() != before


def test_words_bring_a_new_version(site: SiteTree) -> None:
    before = versions.current()
    term = GlossaryTerm.objects.create(key="spam", term="Спам", short="…", locale=site.home.locale)
    made = versions.current()
    term.delete()
    assert len({before, made, versions.current()}) == 3


def test_pictures_and_documents_bring_a_new_version(picture: Picture) -> None:
    before = versions.current()
    picture.description = "Ключ"
    picture.save()
    described = versions.current()
    Document.objects.create(title="Памятка")
    assert len({before, described, versions.current()}) == 3


def test_a_draft_brings_none(course: CourseTree) -> None:
    before = versions.current()
    page = fresh(course.lessons[0])
    page.title = "Черновик"
    page.save_revision()
    assert versions.current() == before


def test_what_learners_do_brings_none(course: CourseTree, learner: Any) -> None:
    before = versions.current()
    learner.name = "Нина"
    learner.save()
    assert versions.current() == before


def test_a_version_stays_while_nothing_changes(site: SiteTree) -> None:
    make_course(site)
    assert versions.current() == versions.current()


def test_new_static_files_are_a_new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = versions.current()
    monkeypatch.setattr(versions.staticfiles_storage, "manifest_hash", "another", raising=False)
    assert versions.current() != before


@pytest.mark.django_db
def test_a_deployment_is_a_new_version() -> None:
    before = versions.current()
    call_command("migrate", verbosity=0)
    assert versions.current() != before
