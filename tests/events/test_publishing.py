"""Pages → identities: drafts, translations, courses that come later, taking down."""

import pytest
from django.utils import timezone

from courses.models import Course, Lesson
from events import series
from events.models import SchedulePage, Workshop, WorkshopPage
from tests.factories.courses import make_course, publish
from tests.factories.events import make_series
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def schedule(site: SiteTree) -> SchedulePage:
    return publish(site.home, SchedulePage(title="Занятия", slug="workshops"))


def make_page(schedule: SchedulePage, **fields: object) -> WorkshopPage:
    values = {"title": "Телефон без спешки", "slug": "telefon", "summary": "Сядем рядом.", **fields}
    return publish(schedule, WorkshopPage(**values))


def test_a_published_page_has_an_identity_with_its_course_and_lessons(site: SiteTree, schedule: SchedulePage) -> None:
    course = make_course(site, lessons=2)
    page = make_page(schedule, course=course.page, lessons=course.lessons[:1])
    workshop = Workshop.objects.get()
    assert (workshop.pk, workshop.title, workshop.language) == (page.translation_key, page.title, "ru")
    assert workshop.course_id == course.page.translation_key
    assert [lesson.pk for lesson in workshop.lessons.all()] == [course.lessons[0].translation_key]


def test_a_draft_is_known_to_nobody_and_changes_nothing(schedule: SchedulePage) -> None:
    page = make_page(schedule)
    page.title = "Черновик"
    page.save_revision()
    assert Workshop.objects.get().title == "Телефон без спешки"


def test_a_course_published_later_is_found(site: SiteTree, schedule: SchedulePage) -> None:
    course = make_course(site, lessons=1)
    Lesson.objects.all().delete()
    Course.objects.all().delete()
    make_page(schedule, course=course.page, lessons=course.lessons)
    assert Workshop.objects.get().course is None
    for page in (course.page, *course.lessons):
        page.save_revision().publish()
    workshop = Workshop.objects.get()
    assert workshop.course_id == course.page.translation_key
    assert workshop.lessons.count() == 1


def test_a_translation_is_the_same_workshop(site: SiteTree, schedule: SchedulePage) -> None:
    page = make_page(schedule)
    english = publish(site.home_en, SchedulePage(title="Workshops", slug="workshops"))
    assert english.locale == site.home_en.locale
    schedule.translation_key = english.translation_key
    schedule.save()
    translation = page.copy_for_translation(site.home_en.locale)
    translation.title = "Without hurry"
    translation.save_revision().publish()
    assert Workshop.objects.get().title == "Телефон без спешки"
    translation.unpublish()
    assert Workshop.objects.get().archived_at is None


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_taken_down_is_archived_and_published_again_is_back(schedule: SchedulePage, how: str) -> None:
    page = make_page(schedule)
    one = make_series(workshop=Workshop.objects.get())
    series.extend(one.pk, timezone.now())
    dates = one.occurrences.count()
    getattr(WorkshopPage.objects.get(), how)()
    assert Workshop.objects.get().archived_at is not None
    assert one.occurrences.count() == dates > 0
    assert series.extend_all(timezone.now()) == 0
    if how == "unpublish":
        page.refresh_from_db()
        page.save_revision().publish()
        assert Workshop.objects.get().archived_at is None
