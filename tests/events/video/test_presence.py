"""Time in the room: counted by our clock, once for one person, and enough of it is attendance."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import hypothesis
import hypothesis.strategies
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner
from courses.completion import Preset
from courses.models import Lesson, LessonProgress
from events import attendance, dates
from events.models import Attendance, Occurrence, Presence
from events.video import entering, presence
from tests.events.video.conftest import MINUTE, Evening
from tests.events.video.prosody import Prosody
from tests.factories.courses import make_course
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def beats(evening: Evening, moments: Iterable[datetime]) -> Presence:
    for moment in moments:
        presence.beat(evening.learner, evening.date, moment)
    return Presence.objects.get()


def every(seconds: float, start: datetime, until: datetime) -> list[datetime]:
    count = int((until - start).total_seconds() / seconds)
    return [start + timedelta(seconds=seconds) * number for number in range(count + 1)]


# --- counting --------------------------------------------------------------------------------------------------------


def test_time_passes_between_two_signs(evening: Evening) -> None:
    row = beats(evening, every(30, evening.begun, evening.begun + 10 * MINUTE))
    assert (row.seconds, row.came_at, row.seen_at) == (600, evening.begun, evening.begun + 10 * MINUTE)


def test_two_tabs_and_two_devices_are_one_person(evening: Evening) -> None:
    end = evening.begun + 5 * MINUTE
    both = sorted([*every(30, evening.begun, end), *every(30, evening.begun + 11.5 * SECOND, end)])
    assert beats(evening, both).seconds in (299, 300)


def test_signs_that_come_too_often_count_no_more(evening: Evening) -> None:
    """Whoever sends a hundred a second has been there for as long as they were."""
    assert beats(evening, every(0.1, evening.begun, evening.begun + MINUTE)).seconds == 60


def test_whoever_was_silent_was_away(evening: Evening) -> None:
    start = evening.begun
    moments = [start, start + MINUTE, start + MINUTE + presence.SILENCE + SECOND, start + 4 * MINUTE]
    assert beats(evening, moments).seconds == 60 + 89
    assert beats(evening, [start + 4 * MINUTE + presence.SILENCE]).seconds == 60 + 89 + 90


def test_a_clock_set_back_or_forward_gives_nothing(evening: Evening) -> None:
    start = evening.begun
    row = beats(evening, [start, start + MINUTE, start - timedelta(hours=1), start + MINUTE])
    assert (row.seconds, row.seen_at) == (60, start + MINUTE)
    assert beats(evening, [start + timedelta(hours=1)]).seconds == 60


def test_only_the_time_of_the_date_counts(evening: Evening) -> None:
    date = evening.date
    assert beats(evening, every(30, evening.opens, date.starts_at + 15 * SECOND)).seconds == 0
    assert beats(evening, [date.starts_at + 45 * SECOND]).seconds == 45
    Presence.objects.update(seconds=0, seen_at=date.ends_at - 20 * SECOND)
    assert beats(evening, every(30, date.ends_at + 10 * SECOND, evening.closes)).seconds == 20


@hypothesis.given(
    hypothesis.strategies.lists(hypothesis.strategies.floats(0, 7200), min_size=1, max_size=60),
    hypothesis.strategies.integers(-900, 5400),
)
def test_nobody_is_there_longer_than_the_clock_says(pauses: list[float], late: int) -> None:
    """However many devices send signs, and whenever: no more than what passed, than the date, than no silence."""
    start = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    date = Occurrence(starts_at=start, ends_at=start + 90 * MINUTE)
    came = now = start + timedelta(seconds=late)
    row = Presence(came_at=came, seen_at=came, seconds=0)
    for pause in pauses:
        now += timedelta(seconds=pause)
        presence.count(row, date, now)
    most = sum(pause for pause in pauses if timedelta(seconds=pause) <= presence.SILENCE)
    assert row.seconds <= min(most, 90 * 60)
    assert row.seen_at <= now


# --- coming ----------------------------------------------------------------------------------------------------------


def test_a_third_or_twenty_minutes_is_coming(evening: Evening) -> None:
    date = evening.date
    assert presence.enough(date) == 20 * 60
    date.ends_at = date.starts_at + 30 * MINUTE
    assert presence.enough(date) == 10 * 60


def test_enough_time_is_attendance_at_once_and_minutes_go_on(evening: Evening) -> None:
    start = evening.date.starts_at
    beats(evening, every(60, start, start + 19 * MINUTE))
    assert not Attendance.objects.exists()
    beats(evening, [start + 20 * MINUTE])
    row = Attendance.objects.get()
    assert (row.how, row.minutes, row.at, row.actor) == ("video", 20, start + 20 * MINUTE, None)
    beats(evening, every(60, start + 21 * MINUTE, evening.closes))
    row.refresh_from_db()
    assert row.minutes == 90


def test_the_lesson_is_ticked(site: SiteTree, evening: Evening) -> None:
    course = make_course(site, lessons=1, lesson_fields={"completion": Preset.ATTEND})
    evening.date.series.workshop.lessons.add(Lesson.objects.get(pk=course.lessons[0].translation_key))
    beats(evening, every(60, evening.date.starts_at, evening.begun + 20 * MINUTE))
    assert LessonProgress.objects.get(learner=evening.learner).completed_at is not None


def test_a_host_who_takes_it_back_is_not_overruled(evening: Evening) -> None:
    start = evening.date.starts_at
    beats(evening, every(60, start, start + 20 * MINUTE))
    attendance.take_back(evening.learner, evening.date, evening.host, start + 21 * MINUTE)
    beats(evening, every(60, start + 21 * MINUTE, start + 40 * MINUTE))
    assert not Attendance.objects.exists()


def test_whom_the_host_ticked_gets_minutes_and_stays_ticked_by_the_host(evening: Evening) -> None:
    start = evening.date.starts_at
    attendance.attend(evening.learner, evening.date, Attendance.How.HOST, evening.host, start)
    beats(evening, every(60, start, start + 30 * MINUTE))
    row = Attendance.objects.get()
    assert (row.how, row.minutes, row.actor) == ("host", 30, evening.host)


# --- who may say «I am here» -----------------------------------------------------------------------------------------


def test_only_whoever_may_be_in_the_room(jitsi: Prosody, evening: Evening, guest: Learner, now: datetime) -> None:
    for learner, at, error in (
        (guest, evening.begun, entering.NotBooked),
        (evening.learner, evening.opens - SECOND, entering.TooEarly),
        (evening.learner, evening.closes, entering.TooLate),
    ):
        with pytest.raises(error):
            presence.here(evening.date, learner, None, at)
    cancelled = dates.cancel(evening.date.pk, "ремонт", now)
    with pytest.raises(entering.Cancelled):
        presence.here(cancelled, evening.learner, None, evening.begun)
    assert not Presence.objects.exists()


def test_the_host_is_not_counted_and_hears_where_all_are(jitsi: Prosody, evening: Evening) -> None:
    entrance = entering.room_for(evening.date, None, evening.host, evening.begun)
    mark = presence.here(evening.date, evening.host.learner, evening.host, evening.begun)
    assert mark == entrance.mark
    assert not Presence.objects.exists()


def test_who_is_there_now(evening: Evening) -> None:
    beats(evening, every(30, evening.begun, evening.begun + 3 * MINUTE))
    here = presence.stays(evening.date, evening.begun + 4 * MINUTE)
    assert [(stay.minutes, stay.is_here) for stay in here] == [(3, True)]
    assert not presence.stays(evening.date, evening.begun + 5 * MINUTE)[0].is_here


def test_the_list_costs_the_same_for_one_and_for_thirty(evening: Evening) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            [str(stay.learner) for stay in presence.stays(evening.date, evening.begun)]
        return len(asked)

    presence.beat(evening.learner, evening.date, evening.begun)
    alone = queries()
    for _number in range(29):
        presence.beat(Learner.objects.create(), evening.date, evening.begun)
    assert queries() == alone == 1
