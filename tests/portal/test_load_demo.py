"""`load_demo`: everything through the rules, twice the same, and never over somebody's progress."""

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Revision, Site

from accounts import roles
from accounts.models import Helping, Mail, User
from content.models import GlossaryTerm, HelpNowPage, HomePage, Picture
from courses.models import (
    ChecklistTick,
    Confidence,
    CoursePage,
    Enrolment,
    Fulfilment,
    Lesson,
    LessonPage,
    LessonProgress,
    SectionPage,
    Understanding,
)
from events import days_off
from events.models import Attendance, Booking, Call, Occurrence, Seat, Series, Venue, Workshop, WorkshopPage
from portal.demo import history, people, texts
from questions import queue, visibility
from questions.models import Flag, Question
from questions.order import desk as order
from questions.order import verdicts
from tests.factories.people import make_user
from tests.ground import layer

FRAUD = "ne-dat-sebya-obmanut"
HELPING = "kak-pomogat-starshim"


# Loaded once, so by one process.
pytestmark = pytest.mark.xdist_group("demo")


@layer(at=None)
def demo() -> None:
    with override_settings(DEMO=True):
        call_command("load_demo", verbosity=0)


@pytest.fixture
def reload(demo: None, db: None, settings: Any) -> Callable[[], None]:
    settings.DEMO = True
    return lambda: call_command("load_demo")


def count_all() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def learned() -> list[list[dict[str, Any]]]:
    """All that learners did, row by row."""
    models = [Enrolment, LessonProgress, Fulfilment, ChecklistTick, Understanding, Confidence]
    models += [Booking, Seat, Attendance, Call]
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def lesson(slug: str) -> LessonPage:
    return LessonPage.objects.get(slug=slug)


class Rewriter:
    """Changes what the texts say, as a writer with an editor would."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = texts.read
        self.changes: dict[str, Callable[[Any], None]] = {}

        def changed(name: str) -> Any:
            said = copy.deepcopy(read(name))
            if name in self.changes:
                self.changes[name](said)
            return said

        monkeypatch.setattr(texts, "read", changed)


@pytest.fixture
def rewriter(monkeypatch: pytest.MonkeyPatch) -> Rewriter:
    return Rewriter(monkeypatch)


# --- the command -----------------------------------------------------------------------------------------------------


def test_it_refuses_where_there_is_no_demo(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_a_second_run_changes_nothing(reload: Callable[[], None]) -> None:
    before, did = count_all(), learned()
    pages = Page.objects.order_by("pk").values_list("pk", "last_published_at", "latest_revision", "path")
    published = list(pages)
    reload()
    assert count_all() == before
    assert learned() == did
    assert list(pages.all()) == published


def test_a_changed_text_is_published_again_and_progress_stays(reload: Callable[[], None], rewriter: Rewriter) -> None:
    did, before = learned(), lesson("pyat-priznakov")
    ids = [block.id for block in before.body]
    items = [item.id for item in before.body.first_block_by_name("checklist").value["items"].bound_blocks]

    def change(said: dict[str, Any]) -> None:
        said["summary"] = "Вы узнаете обман сразу."
        said["body"].insert(0, {"tip": {"title": "Новое", "text": "Читайте не спеша."}})
        said["body"][-1]["checklist"]["items"][0] = "Назовите вслух пять признаков."

    rewriter.changes[f"courses/{FRAUD}/01-pyat-priznakov.yaml"] = change
    revisions = Revision.objects.count()
    reload()
    after = lesson("pyat-priznakov")
    assert (after.pk, after.summary) == (before.pk, "Вы узнаете обман сразу.")
    assert after.body[0].value["title"] == "Новое"
    assert [block.id for block in after.body if block.block_type != "tip"] == [
        block.id for block in before.body if block.block_type != "tip"
    ]
    checklist = after.body.first_block_by_name("checklist").value["items"].bound_blocks
    assert checklist[0].value == "Назовите вслух пять признаков."
    assert [item.id for item in checklist] == items
    assert len(ids) + 1 == len(after.body)
    assert learned() == did
    assert Revision.objects.count() == revisions + 1


def test_lessons_come_into_the_order_of_the_texts(reload: Callable[[], None]) -> None:
    """A lesson that was put in between stands at the end at first."""
    course = CoursePage.objects.get(slug=FRAUD)
    order = list(course.get_children().values_list("slug", flat=True))
    lesson("kod-nikomu").move(course, pos="last-child")
    reload()
    assert list(CoursePage.objects.get(slug=FRAUD).get_children().values_list("slug", flat=True)) == order


# --- pages and words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/help-now/",
        "/courses/",
        f"/courses/{FRAUD}/",
        f"/courses/{FRAUD}/kod-nikomu/",
        "/glossary/",
        "/soglasie/",
        "/workshops/",
        "/workshops/telefon-bez-speshki/",
        "/en/workshops/",
        "/en/workshops/phone-without-hurry/",
        "/en/",
        "/en/help-now/",
        "/en/courses/",
        "/en/courses/helping-older-people/",
        "/en/courses/helping-older-people/beside-not-instead/",
        "/en/glossary/",
        "/en/consent/",
    ],
)
def test_pages_stand_at_their_addresses(demo: None, db: None, client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_english_pages_are_translations_of_the_russian_ones(demo: None, db: None) -> None:
    russian, english = HomePage.objects.order_by("path")
    assert Site.objects.get().root_page.pk == russian.pk
    assert (russian.slug, english.translation_key) == ("home", russian.translation_key)
    assert len(set(HelpNowPage.objects.values_list("translation_key", flat=True))) == 1
    pages = LessonPage.objects.filter(locale__language_code="en")
    assert pages.count() == Lesson.objects.filter(pk__in=pages.values("translation_key")).count() >= 13
    assert Lesson.objects.count() == LessonPage.objects.filter(locale__language_code="ru").count()
    for page in pages:
        source = page.get_translations().get()
        assert [block.id for block in page.body] == [block.id for block in source.specific.body]


def test_every_english_word_has_its_russian_one(demo: None, db: None) -> None:
    russian, english = (GlossaryTerm.objects.filter(locale__language_code=code) for code in ("ru", "en"))
    assert set(russian.values_list("key", "translation_key")) == set(english.values_list("key", "translation_key"))


def test_first_steps_lead_to_courses_that_exist(demo: None, db: None) -> None:
    russian, english = HomePage.objects.order_by("path")
    for home, language in ((russian, "ru"), (english, "en")):
        courses = CoursePage.objects.filter(locale__language_code=language)
        topics = [topic["key"] for topic in texts.read("home.yaml")[language]["topics"]]
        rows = list(home.topics.all())
        assert [row.drawing for row in rows] == [key for key in topics if courses.filter(topics__slug=key).exists()]
        assert {row.target.slug for row in rows} == set(courses.values_list("slug", flat=True))


def test_courses_have_their_sections_and_lessons_in_order(demo: None, db: None) -> None:
    course = CoursePage.objects.get(slug=FRAUD)
    lessons = LessonPage.objects.child_of(course).live()
    assert (lessons.count(), SectionPage.objects.child_of(course).count()) == (10, 3)
    assert sum(lessons.values_list("minutes", flat=True)) == texts.read(f"courses/{FRAUD}/course.yaml")["minutes"]
    assert course.get_children().first().title == "Узнать обман"
    assert set(lessons.values_list("checked_by__email", flat=True)) == {"editor@demo.example"}


def test_only_links_to_ourselves_and_to_112(demo: None, db: None) -> None:
    for page in LessonPage.objects.all():
        targets = set(re.findall(r'href="([^"]*)"', str(page.body.get_prep_value())))
        root = "/" if page.locale.language_code == "ru" else "/en/"
        assert targets <= {"tel:112", f"{root}help-now/"}


def test_pictures_speak(demo: None, db: None) -> None:
    assert not Picture.objects.filter(description="").exists()
    assert Picture.objects.filter(title="help-side-by-side (en)").get().description.startswith("Two people")


def test_search_and_references_know_the_pages(demo: None, db: None) -> None:
    found = {page.slug for page in Page.objects.live().search("самозапрет")}
    assert "zamki-zaranee" in found
    term = GlossaryTerm.objects.get(key="samozapret", locale__language_code="ru")
    users = {reference.content_type.model for reference in ReferenceIndex.get_references_to(term)}
    assert users == {"lessonpage"}


# --- people ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", people.PEOPLE)
def test_demo_people_can_sign_in(demo: None, db: None, who: str) -> None:
    user = people.person(who)
    name, groups = people.PEOPLE[who]
    assert user.check_password("prosvet-demo")
    assert user.name == name
    assert EmailAddress.objects.get(user=user).verified
    assert set(user.groups.values_list("name", flat=True)) == set(groups)
    assert user.is_superuser == (who == "admin")


def test_the_learner_is_on_the_way_and_the_newcomer_is_not(demo: None, db: None) -> None:
    learner = people.person("learner").learner
    enrolment = Enrolment.objects.get(learner=learner)
    assert (enrolment.done_count, enrolment.required_count) == (history.COMPLETED, 10)
    assert Fulfilment.objects.filter(route="read", progress__learner=learner).count() == history.COMPLETED
    assert enrolment.last_lesson.title == lesson("semeynoe-slovo").title
    assert ChecklistTick.objects.filter(learner=learner).exists()
    assert Confidence.objects.get().moment == "before"
    assert Helping.objects.live().get().helper == people.person("helper")


def test_progress_made_in_the_demo_stays(reload: Callable[[], None]) -> None:
    """Somebody plays with the demo; a new loading is no reset."""
    Enrolment.objects.update(done_count=7)
    before = learned()
    reload()
    assert learned() == before


def test_editors_of_an_organisation_reach_their_course_only(demo: None, db: None) -> None:
    librarian = make_user("librarian@example.org")
    own, other = CoursePage.objects.get(slug=FRAUD), CoursePage.objects.get(slug=HELPING)
    librarian.groups.add(own.organisation.group)
    assert librarian.has_perm(roles.ENTER_ADMIN)
    assert own.permissions_for_user(librarian).can_publish()
    assert lesson("kod-nikomu").permissions_for_user(librarian).can_edit()
    for page in (other, HomePage.objects.first(), lesson("nastroit-vmeste")):
        assert not page.permissions_for_user(librarian).can_edit()
        assert not page.permissions_for_user(librarian).can_add_subpage()


# --- workshops -------------------------------------------------------------------------------------------------------


def test_eight_workshops_in_two_languages_with_their_lessons(demo: None, db: None) -> None:
    assert Workshop.objects.count() == Series.objects.count() == 8
    assert WorkshopPage.objects.live().count() == 16
    assert Venue.objects.count() == 3
    assert Workshop.objects.filter(course__isnull=False, lessons__isnull=False).distinct().count() == 7


def test_a_year_of_dates_with_people_who_came(demo: None, db: None) -> None:
    now = timezone.now()
    for series in Series.objects.exclude(rule__contains="COUNT"):
        dates = Occurrence.objects.filter(series=series)
        past = dates.filter(starts_at__lt=now)
        assert past.count() >= 10
        assert dates.filter(starts_at__gt=now).exists()
        assert not any(days_off.is_holiday(date.local_start.date(), series.zone) for date in dates)
        assert Attendance.objects.filter(occurrence__in=past).values("occurrence").distinct().count() > past.count() / 2
    assert not Attendance.objects.filter(occurrence__starts_at__gt=now).exists()


def test_dates_to_come_are_full_cancelled_moved_and_booked(demo: None, db: None) -> None:
    to_come = Occurrence.objects.filter(starts_at__gt=timezone.now())
    full = to_come.with_places_left().get(places_left=0, series__slot_minutes=None)
    assert list(Booking.objects.waiting().filter(occurrence=full).values_list("queue_number", flat=True)) == [1, 2, 3]
    cancelled, moved = to_come.filter(is_changed=True).order_by("state")
    assert cancelled.is_cancelled
    assert moved.local_start.replace(tzinfo=None).isoformat(timespec="minutes") != moved.recurrence_id
    assert Call.objects.filter(occurrence__in=[cancelled, moved]).count() == 10
    booking = Booking.objects.get(learner=people.person("learner").learner)
    assert booking.state == "confirmed"
    assert booking.occurrence in to_come


def test_whoever_came_to_the_workshop_has_the_lesson_ticked(demo: None, db: None) -> None:
    for slug in ("krupnye-bukvy", "kamera-i-foto"):
        came = Attendance.objects.filter(occurrence__series__workshop__lessons=lesson(slug).translation_key)
        completed = LessonProgress.objects.filter(lesson=lesson(slug).translation_key, completed_at__isnull=False)
        assert set(completed.values_list("learner", flat=True)) == set(came.values_list("learner", flat=True)) != set()


def test_what_was_tried_with_a_series_stays(reload: Callable[[], None]) -> None:
    """A host plans, cancels and moves in the demo; a new loading makes no second series and takes nothing back."""
    date = Occurrence.objects.planned().filter(starts_at__gt=timezone.now()).first()
    date.series.capacity = 3
    date.series.save()
    reload()
    assert Series.objects.count() == 8
    assert Series.objects.get(pk=date.series.pk).capacity == 3


# --- questions -------------------------------------------------------------------------------------------------------


def test_the_expert_finds_something_to_answer(demo: None, db: None) -> None:
    expert = people.person("expert")
    assert queue.read(expert, visibility.viewer(expert, expert.learner), timezone.now()).mine


def test_a_moderator_finds_something_to_decide(demo: None, db: None) -> None:
    hidden, merged = (Question.objects.get(state=state) for state in (Question.State.HIDDEN, Question.State.MERGED))
    assert Question.objects.public().filter(pk=merged.merged_into_id).exists()
    assert Question.objects.exclude(locked_at=None).count() == 1
    assert Flag.objects.get().decided_at is None
    desk = order.read(visibility.viewer(people.person("moderator"), None), timezone.now())
    assert [(one.about.question, one.about.is_own) for one in desk.appeals] == [(hidden, False)]
    assert not Mail.objects.waiting().filter(kind__in=verdicts.KINDS).exists()
