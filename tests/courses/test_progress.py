"""Going through lessons: what is written down, what completes, what is refused."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission

from accounts.models import Learner, User
from courses import progress
from courses.completion import Combine, Preset, Route
from courses.models import Claim, Enrolment, Fulfilment, LessonPage, LessonProgress, Reversal
from tests.factories.courses import CourseTree, make_lesson
from tests.factories.people import make_user
from tests.factories.records import complete, help_learner, identity

LATER = timedelta(minutes=5)


def lesson_by(course: CourseTree, *routes: str, combine: Combine = Combine.ANY) -> LessonPage:
    """One more lesson, with a composed rule."""
    boxes = dict.fromkeys(routes, True)
    return make_lesson(course.page, 9, completion=Preset.COMPOSED, combine=combine, **boxes)


# --- reading ---------------------------------------------------------------------------------------------------------


def test_the_first_lesson_enrols(course: CourseTree, learner: Learner, now: datetime) -> None:
    outcome = progress.complete_lesson(learner, identity(course.lessons[0]), learner.user, now)
    assert outcome.lesson_completed_now
    assert not outcome.course_completed_now
    enrolment = Enrolment.objects.get(learner=learner)
    assert (enrolment.done_count, enrolment.required_count, enrolment.started_at) == (1, 4, now)
    assert enrolment.last_lesson_id == course.lessons[0].translation_key


def test_completing_again_changes_nothing(course: CourseTree, learner: Learner, now: datetime) -> None:
    lesson = identity(course.lessons[0])
    progress.complete_lesson(learner, lesson, learner.user, now)
    outcome = progress.complete_lesson(learner, lesson, learner.user, now + LATER)
    assert not outcome.lesson_completed_now
    assert LessonProgress.objects.get(learner=learner).completed_at == now
    assert Fulfilment.objects.get().at == now


def test_the_fulfilment_keeps_the_rule_and_who_acted(
    course: CourseTree, guest: Learner, user: User, now: datetime
) -> None:
    progress.complete_lesson(guest, identity(course.lessons[0]), user, now)
    row = Fulfilment.objects.get()
    assert row.actor == user
    assert row.progress.learner == guest
    assert row.rule_snapshot == {"routes": ["read"], "combine": "any"}


def test_the_last_required_lesson_completes_the_course(course: CourseTree, learner: Learner, now: datetime) -> None:
    complete(learner, *course.lessons[:3], now=now)
    outcome = progress.complete_lesson(learner, identity(course.lessons[3]), learner.user, now + LATER)
    assert outcome.course_completed_now
    assert Enrolment.objects.get().completed_at == now + LATER


def test_an_optional_lesson_does_not_count(course: CourseTree, learner: Learner, now: datetime) -> None:
    extra = make_lesson(course.page, 5, required=False)
    complete(learner, extra, now=now)
    enrolment = Enrolment.objects.get()
    assert (enrolment.done_count, enrolment.required_count) == (0, 4)


def test_both_routes_are_needed_when_the_rule_says_all(course: CourseTree, learner: Learner, now: datetime) -> None:
    lesson = identity(lesson_by(course, "by_reading", "by_mark", combine=Combine.ALL))
    first = progress.complete_lesson(learner, lesson, None, now)
    assert first.progress.completed_at is None
    second = progress.claim(learner, lesson, None, now + LATER)
    assert second.progress.completed_at == now + LATER


def test_a_route_outside_the_rule_is_refused(course: CourseTree, learner: Learner, now: datetime) -> None:
    lesson = identity(lesson_by(course, "by_mark"))
    with pytest.raises(progress.RouteNotOffered):
        progress.complete_lesson(learner, lesson, None, now)
    with pytest.raises(progress.RouteNotOffered):
        progress.claim(learner, identity(course.lessons[0]), None, now)
    assert not LessonProgress.objects.exists()


def test_a_lesson_that_was_taken_away_is_refused(course: CourseTree, learner: Learner, now: datetime) -> None:
    course.lessons[0].unpublish()
    with pytest.raises(progress.LessonArchived):
        progress.complete_lesson(learner, identity(course.lessons[0]), None, now)
    assert not Enrolment.objects.exists()


def test_the_clock_going_back_does_not_take_anything_back(course: CourseTree, learner: Learner, now: datetime) -> None:
    lesson = identity(course.lessons[0])
    progress.touch(learner, lesson, now, position="b-1")
    progress.complete_lesson(learner, lesson, None, now - timedelta(hours=1))
    row = LessonProgress.objects.get()
    assert row.active_at == now
    assert row.position == "b-1"


# --- "I did this" ----------------------------------------------------------------------------------------------------


def test_with_nobody_to_confirm_the_learners_word_counts(course: CourseTree, learner: Learner, now: datetime) -> None:
    outcome = progress.claim(learner, identity(lesson_by(course, "by_confirmation")), learner.user, now)
    assert outcome.progress.completed_at == now
    assert Fulfilment.objects.get().route == Route.MARKED
    assert not Claim.objects.exists()


def test_a_helper_is_asked(course: CourseTree, learner: Learner, now: datetime) -> None:
    helper = make_user("olga@example.org", name="Ольга")
    help_learner(helper, learner, now)
    outcome = progress.claim(learner, identity(lesson_by(course, "by_confirmation")), learner.user, now)
    assert outcome.waits_for_helper
    assert outcome.progress.completed_at is None
    progress.decide_claim(Claim.objects.get().pk, helper, confirmed=True, now=now + LATER)
    row = LessonProgress.objects.get()
    assert row.completed_at == now + LATER
    fulfilment = row.fulfilments.get()
    assert (fulfilment.route, fulfilment.actor) == (Route.CONFIRMED, helper)


def test_not_yet_can_be_asked_again(course: CourseTree, learner: Learner, now: datetime) -> None:
    helper = make_user("olga@example.org")
    help_learner(helper, learner, now)
    lesson = identity(lesson_by(course, "by_confirmation"))
    progress.claim(learner, lesson, learner.user, now)
    progress.decide_claim(Claim.objects.get().pk, helper, confirmed=False, now=now)
    assert LessonProgress.objects.get().completed_at is None
    progress.claim(learner, lesson, learner.user, now + LATER)
    claim = Claim.objects.get()
    assert (claim.made_at, claim.confirmed, claim.decided_by) == (now + LATER, None, None)


def test_a_helper_beside_the_learner_confirms_at_once(course: CourseTree, learner: Learner, now: datetime) -> None:
    helper = make_user("olga@example.org")
    help_learner(helper, learner, now)
    outcome = progress.claim(learner, identity(lesson_by(course, "by_confirmation")), helper, now)
    assert outcome.progress.completed_at == now
    assert Fulfilment.objects.get().actor == helper


def test_a_stranger_may_not_decide(course: CourseTree, learner: Learner, now: datetime) -> None:
    helper, stranger = make_user("olga@example.org"), make_user("else@example.org")
    help_learner(helper, learner, now)
    progress.claim(learner, identity(lesson_by(course, "by_confirmation")), learner.user, now)
    claim = Claim.objects.get()
    with pytest.raises(progress.NotYours):
        progress.decide_claim(claim.pk, stranger, confirmed=True, now=now)
    learner.helped_by.update(ended_at=now)
    with pytest.raises(progress.NotYours):
        progress.decide_claim(claim.pk, helper, confirmed=True, now=now)
    assert LessonProgress.objects.get().completed_at is None


# --- taking back -----------------------------------------------------------------------------------------------------


def test_a_manager_takes_a_completion_back_and_it_is_written_down(
    course: CourseTree, learner: Learner, now: datetime
) -> None:
    manager = make_user("boss@example.org")
    manager.user_permissions.add(Permission.objects.get(codename="add_reversal"))
    complete(learner, course.lessons[0], now=now)
    row = LessonProgress.objects.get()
    reversal = progress.reverse(row, manager, "Отметили не тому человеку", now + LATER)
    row.refresh_from_db()
    assert row.completed_at is None
    assert not row.fulfilments.exists()
    assert Enrolment.objects.get().done_count == 0
    assert reversal.taken[0]["route"] == "read"
    assert Reversal.objects.get().actor == manager


def test_a_course_once_completed_stays_so(course: CourseTree, learner: Learner, now: datetime) -> None:
    manager = make_user("boss@example.org", is_superuser=True)
    complete(learner, *course.lessons, now=now)
    progress.reverse(LessonProgress.objects.first(), manager, "Ошибка", now + LATER)
    enrolment = Enrolment.objects.get()
    assert (enrolment.done_count, enrolment.completed_at) == (3, now)


def test_nobody_else_takes_a_completion_back(course: CourseTree, learner: Learner, now: datetime) -> None:
    complete(learner, course.lessons[0], now=now)
    with pytest.raises(progress.NotYours):
        progress.reverse(LessonProgress.objects.get(), learner.user, "Просто так", now)
    assert LessonProgress.objects.get().completed_at == now
