"""Many at once on the same rows: one row each, nothing lost, no error."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from accounts import bookmarks, guests, mail, personal_data
from accounts.models import Learner, Mail
from courses import enrolment, progress, publishing
from courses.models import Course, Enrolment, Fulfilment, Lesson, LessonProgress
from tests.conftest import NOW
from tests.factories.courses import make_course
from tests.factories.people import make_user
from tests.factories.sites import make_site
from tests.stress.conftest import Together

pytestmark = [pytest.mark.stress, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("stress")]
Size = Callable[[int], int]


@pytest.fixture
def lessons() -> list[Lesson]:
    course = make_course(make_site(), lessons=4)
    return [Lesson.objects.select_related("course").get(pk=page.translation_key) for page in course.lessons]


def test_one_lesson_finished_from_many_tabs(lessons: list[Lesson], size: Size, together: Together) -> None:
    learner = Learner.objects.create()
    outcomes = together(
        [
            partial(progress.complete_lesson, learner, lessons[0], None, NOW + timedelta(seconds=n))
            for n in range(size(64))
        ]
    )
    assert sum(outcome.lesson_completed_now for outcome in outcomes) == 1
    assert LessonProgress.objects.get().completed_at is not None
    assert Fulfilment.objects.count() == 1
    assert Enrolment.objects.get().done_count == 1


def test_all_lessons_finished_at_once(lessons: list[Lesson], size: Size, together: Together) -> None:
    """Counts must not be those of a moment before the others."""
    for _round in range(size(30)):
        learner = Learner.objects.create()
        acts = [partial(progress.complete_lesson, learner, lesson, None, NOW) for lesson in lessons]
        outcomes = together([*acts, *acts])
        mine = Enrolment.objects.get(learner=learner)
        assert (mine.done_count, mine.required_count) == (4, 4)
        assert mine.completed_at is not None
        assert sum(outcome.course_completed_now for outcome in outcomes) == 1


def test_learning_while_the_worker_recounts(lessons: list[Lesson], size: Size, together: Together) -> None:
    learners = Learner.objects.bulk_create([Learner() for _ in range(size(200))])
    course = Course.objects.get()

    def recount() -> None:
        for _round in range(5):
            enrolment.ask_recount(course, NOW)
            enrolment.recount_asked(NOW)

    acts = [partial(finish, learners[start::8], lessons) for start in range(8)]
    together([*acts, recount, recount])
    assert set(Enrolment.objects.values_list("done_count", "required_count")) == {(4, 4)}
    assert Enrolment.objects.filter(completed_at__isnull=True).count() == 0


def finish(learners: list[Learner], lessons: list[Lesson]) -> None:
    for learner in learners:
        for lesson in lessons:
            progress.complete_lesson(learner, lesson, None, NOW)


def test_learning_while_an_editor_publishes(lessons: list[Lesson], size: Size, together: Together) -> None:
    learners = Learner.objects.bulk_create([Learner() for _ in range(size(100))])

    def publish() -> None:
        for _round in range(size(20)):
            publishing.rebuild(NOW)

    together([publish, *(partial(finish, learners[start::4], lessons) for start in range(4))])
    enrolment.recount_asked(NOW)
    assert set(Enrolment.objects.values_list("done_count", "required_count")) == {(4, 4)}


def test_a_guest_merged_from_two_devices_at_once(lessons: list[Lesson], size: Size, together: Together) -> None:
    for number in range(size(30)):
        learner = make_user(f"learner{number}@example.org").learner
        guest = Learner.objects.create()
        progress.complete_lesson(guest, lessons[0], None, NOW)
        merge = partial(personal_data.merge, guest, learner, NOW)
        together([merge, merge, partial(finish, [learner], lessons[1:3]), partial(finish, [guest], lessons[3:])])
        assert learner.lesson_progress.filter(completed_at__isnull=False).count() == 4
        assert Enrolment.objects.get(learner=learner).done_count == 4
        assert not LessonProgress.objects.filter(learner=guest).exists()


def test_a_storm_of_guests(lessons: list[Lesson], size: Size, together: Together) -> None:
    """Strangers press «Готово, дальше» at the same moment: each gets a learner, and none an error page."""
    address = "/courses/smartfon/lesson-1/"

    def press() -> list[int]:
        client = Client()
        client.get(address)
        return [client.post(f"{address}complete/").status_code, client.get("/courses/smartfon/").status_code]

    answers = together([press] * size(60))
    assert answers == [[302, 200]] * size(60)
    assert Learner.objects.guests().count() == size(60)
    assert set(Enrolment.objects.values_list("done_count", flat=True)) == {1}


def test_many_workers_send_each_mail_once(size: Size, together: Together, mailoutbox: list[object]) -> None:
    many = size(300)
    for number in range(many):
        mail.post(kind="test", to=f"a{number}@example.org", subject="s", text="t", now=NOW)

    def send() -> None:
        while mail.send_due(NOW + timedelta(seconds=1)):
            pass

    together([send] * 4)
    assert len(mailoutbox) == many
    assert Mail.objects.filter(sent_at__isnull=False, attempts=1).count() == many


def test_bookmarks_made_at_once(size: Size, together: Together) -> None:
    learner = Learner.objects.create()
    made = together([partial(bookmarks.make, learner, NOW)] * size(40))
    assert len({" ".join(words) for words in made}) == size(40)
    assert learner.bookmarks.live().count() == min(size(40), bookmarks.LIVE_BOOKMARKS)


def test_the_cookie_of_a_guest_survives(lessons: list[Lesson]) -> None:
    client = Client()
    client.post("/courses/smartfon/lesson-1/complete/")
    assert guests.COOKIE in client.cookies
    assert Learner.objects.count() == 1
