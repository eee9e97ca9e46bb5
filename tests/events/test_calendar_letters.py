"""What goes with letters: an event to put down, or to cross out."""

from datetime import datetime, timedelta

import icalendar
import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from recurrence import deserialize

from accounts import mail
from accounts.envelopes import message
from accounts.models import Learner, Mail
from events import booking, changes, dates, ics, whole_series
from events import calendars as rules
from events.models import Booking
from events.telling import BOOKED, BOOKED_ALL, CANCELLED, GIVEN_UP, MOVED, PROMOTED, WAITLISTED
from tests.events.calendar_readers import Read, by_both, in_python
from tests.factories.events import make_date, make_dates
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def address(learner: Learner) -> EmailAddress:
    """Whoever has confirmed it gets letters."""
    return EmailAddress.objects.create(user=learner.user, email=learner.user.email, verified=True, primary=True)


def letter(kind: str) -> Mail:
    return Mail.objects.filter(kind=kind).latest("made_at")


def method_of(row: Mail) -> str:
    return str(icalendar.Calendar.from_ical(row.calendar)["method"])


def event_of(row: Mail) -> Read:
    (event,) = in_python(row.calendar)
    return event


def feed_of(learner: Learner, now: datetime) -> dict[str, Read]:
    return {event.uid: event for event in in_python(ics.write(rules.of_learner(learner, now)))}


def test_a_booking_is_put_down_and_crossed_out(learner: Learner, now: datetime) -> None:
    one = make_date(now)
    made = booking.book(learner, one.pk, actor=None, now=now)
    (put_down,) = by_both(letter(BOOKED).calendar)
    assert (method_of(letter(BOOKED)), put_down.status, put_down.uid) == ("PUBLISH", "CONFIRMED", str(one.pk))
    booking.cancel(made.pk, now=now)
    crossed_out = event_of(letter(GIVEN_UP))
    assert (method_of(letter(GIVEN_UP)), crossed_out.status, crossed_out.uid) == ("CANCEL", "CANCELLED", str(one.pk))
    assert crossed_out.sequence > put_down.sequence
    booking.book(learner, one.pk, actor=None, now=now + 2 * MINUTE)
    assert event_of(letter(BOOKED)).sequence > crossed_out.sequence


def test_it_arrives_as_it_was_written(learner: Learner, now: datetime) -> None:
    booking.book(learner, make_date(now).pk, actor=None, now=now)
    row = letter(BOOKED)
    parts = [part for part in message(row).message().walk() if part.get_content_type() == "text/calendar"]
    assert parts
    for part in parts:
        assert part.get_param("method") == "PUBLISH"
        assert in_python(part.get_payload(decode=True).decode()) == in_python(row.calendar)


def test_it_is_crossed_out_only_when_it_cannot_be_taken_back(learner: Learner, now: datetime) -> None:
    made = booking.book(learner, make_date(now).pk, actor=None, now=now)
    mail.send_due(now)
    booking.cancel(made.pk, now=now)
    assert mail.send_due(now + MINUTE / 2) == 0
    booking.give_back(made.pk, now=now + MINUTE / 2)
    assert mail.send_due(now + 2 * MINUTE) == 0, "no longer true"
    booking.cancel(made.pk, now=now + 3 * MINUTE)
    assert mail.send_due(now + 5 * MINUTE) == 1


def test_a_date_that_moves(learner: Learner, now: datetime) -> None:
    one = make_date(now)
    booking.book(learner, one.pk, actor=None, now=now)
    dates.move(one.pk, datetime(2026, 12, 3, 12, 0), now)  # noqa: DTZ001
    moved = event_of(letter(MOVED))
    assert method_of(letter(MOVED)) == "PUBLISH"
    assert moved.sequence > event_of(letter(BOOKED)).sequence
    one.refresh_from_db()
    assert (moved.start, moved.end) == (one.starts_at, one.ends_at)


def test_a_date_that_falls_away(learner: Learner, now: datetime) -> None:
    one = make_date(now)
    booking.book(learner, one.pk, actor=None, now=now)
    dates.cancel(one.pk, "Ремонт", now)
    assert method_of(letter(CANCELLED)) == "CANCEL"
    gone = event_of(letter(CANCELLED))
    assert gone.status == "CANCELLED"
    assert gone.sequence > event_of(letter(BOOKED)).sequence
    assert feed_of(learner, now)[str(one.pk)] == gone, "the feed says the same"


def test_who_waits_has_nothing_to_put_down(learner: Learner, guest: Learner, now: datetime) -> None:
    one = make_date(now, capacity=1)
    others = booking.book(guest, one.pk, actor=None, now=now)
    waits = booking.book(learner, one.pk, actor=None, now=now, may_wait=True)
    dates.move(one.pk, datetime(2026, 12, 4, 12, 0), now)  # noqa: DTZ001
    assert [letter(kind).calendar for kind in (WAITLISTED, MOVED)] == ["", ""]
    booking.cancel(others.pk, now=now)
    booking.offer_freed(one.pk, now=now + 2 * MINUTE)
    assert event_of(letter(PROMOTED)).status == "CONFIRMED"
    booking.cancel(waits.pk, now=now + 3 * MINUTE)
    assert event_of(letter(GIVEN_UP)).status == "CANCELLED"


def test_a_whole_series_in_one_letter(learner: Learner, now: datetime) -> None:
    made = make_dates(now)
    whole_series.book(learner, made[0].pk, actor=None, now=now)
    events = in_python(letter(BOOKED_ALL).calendar)
    assert {event.uid for event in events} == {str(one.pk) for one in made}
    assert {event.status for event in events} == {"CONFIRMED"}


def test_people_who_are_moved_to_another_date(learner: Learner, now: datetime) -> None:
    """Their old date is crossed out, in the letter and in the feed, and the new one is put down."""
    one = make_date(now)
    booking.book(learner, one.pk, actor=None, now=now)
    before = event_of(letter(BOOKED))
    wanted = {"rule": deserialize("RRULE:FREQ=WEEKLY;BYDAY=WE", include_dtstart=False)}
    actor = make_user("planner@example.org")
    changes.change(one.series_id, wanted, now + MINUTE, actor=actor, orphans=changes.Orphans.MOVE)
    mine = Booking.objects.live().get(learner=learner)
    assert mine.occurrence_id != one.pk
    told = {event.uid: event for event in in_python(letter(MOVED).calendar)}
    feed = feed_of(learner, now + MINUTE)
    for events in (told, feed):
        assert events[str(one.pk)].status == "CANCELLED"
        assert events[str(one.pk)].sequence > before.sequence
        assert events[str(mine.occurrence_id)].status == "CONFIRMED"


def test_who_is_moved_into_a_queue_only_loses_the_old_date(learner: Learner, guest: Learner, now: datetime) -> None:
    source, target = make_dates(now, capacity=1)[1:3]
    booking.book(learner, source.pk, actor=None, now=now)
    booking.book(guest, target.pk, actor=None, now=now)
    with transaction.atomic():
        changes.move_people(source, target, now + MINUTE)
    assert method_of(letter(MOVED)) == "CANCEL"
    assert event_of(letter(MOVED)).uid == str(source.pk)
    feed = feed_of(learner, now + MINUTE)
    assert (feed[str(source.pk)].status, feed[str(target.pk)].status) == ("CANCELLED", "TENTATIVE")
