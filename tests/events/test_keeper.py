"""Two devices become one person; a person takes their data along, or goes."""

from datetime import datetime, timedelta

import pytest

from accounts import personal_data
from accounts.models import Learner
from events import attendance, booking
from events.models import Attendance, Booking, CalendarFeed, Call, Occurrence, Presence, Reminding, Seat
from tests.factories.events import make_date, make_dates

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def book(learner: Learner, date: Occurrence, at: datetime, **fields: object) -> Booking:
    return booking.book(learner, date.pk, actor=None, now=at, may_wait=True, **fields)


def test_seats_follow_a_guest_who_becomes_known(now: datetime, guest: Learner, learner: Learner) -> None:
    mine, date = book(guest, make_date(now), now, party=2), Occurrence.objects.order_by("starts_at").first()
    attendance.attend(guest, date, Attendance.How.WALK_IN, None, date.starts_at)
    Call.objects.create(learner=guest, occurrence=date, kind="moved", words="…", made_at=now)
    personal_data.merge(guest, learner, now)
    rows = (Booking.objects.get(), Attendance.objects.get(), Call.objects.get())
    assert [row.learner for row in rows] == [learner] * 3
    assert mine.seats.count() == 2


@pytest.mark.parametrize("first", ["guest", "learner"])
def test_of_two_bookings_of_one_date_the_earlier_stays(
    now: datetime, guest: Learner, learner: Learner, first: str
) -> None:
    date = make_date(now, capacity=2)
    early, late = (guest, learner) if first == "guest" else (learner, guest)
    stays, ends = book(early, date, now), book(late, date, now + MINUTE, phone="+7 000 000-00-01")
    waits = book(Learner.objects.create(), date, now + MINUTE)
    personal_data.merge(guest, learner, now + 2 * MINUTE)
    for row in (stays, ends, waits):
        row.refresh_from_db()
    assert (stays.state, ends.state, waits.state) == ("confirmed", "cancelled", "confirmed")
    assert (stays.learner, ends.learner, stays.phone) == (learner, learner, "+7 000 000-00-01")
    assert set(Seat.objects.values_list("booking", flat=True)) == {stays.pk, waits.pk}


def test_a_seat_beats_an_earlier_place_in_the_queue(now: datetime, guest: Learner, learner: Learner) -> None:
    date = make_date(now, capacity=1)
    other = book(Learner.objects.create(), date, now)
    waits = book(guest, date, now)
    booking.cancel(other.pk, now=now)
    booking.set_capacity(date.pk, 2, now=now)
    booking.set_capacity(date.pk, 3, now=now)
    sits = book(learner, date, now + MINUTE)
    waits.refresh_from_db()
    assert (waits.state, sits.state) == ("confirmed", "confirmed")
    Booking.objects.filter(pk=waits.pk).update(confirmed_at=None, queue_number=1)
    waits.seats.all().delete()
    personal_data.merge(guest, learner, now)
    assert Booking.objects.live().get(learner=learner) == sits


def test_of_two_attendances_the_earlier_stays(now: datetime, guest: Learner, learner: Learner) -> None:
    date = make_dates(now)[0]
    attendance.attend(learner, date, Attendance.How.HOST, None, date.starts_at + MINUTE)
    attendance.attend(guest, date, Attendance.How.HOST, None, date.starts_at)
    personal_data.merge(guest, learner, now)
    row = Attendance.objects.get()
    assert (row.learner, row.at) == (learner, date.starts_at)


def test_all_that_is_kept_is_exported(now: datetime, learner: Learner) -> None:
    date = make_dates(now)[0]
    book(learner, date, now, phone="+7 000 000-00-01")
    attendance.attend(learner, date, Attendance.How.HOST, None, date.starts_at)
    told = personal_data.export(learner)["events"]
    assert told["bookings"][0]["name"] == "Телефон без спешки"
    assert told["bookings"][0]["phone"] == "+7 000 000-00-01"
    assert told["attended"][0]["how"] == "host"
    assert personal_data.summary(learner) == ["запись на 1 занятие", "были на занятиях"]


def test_who_goes_leaves_the_seat_to_the_queue(now: datetime, learner: Learner) -> None:
    date = make_date(now, capacity=1)
    book(learner, date, now)
    attendance.attend(learner, make_dates(now, starts_at=now.time())[0], Attendance.How.HOST, None, now)
    waits = book(Learner.objects.create(), date, now + MINUTE)
    personal_data.erase(learner, now)
    waits.refresh_from_db()
    assert waits.state == "confirmed"
    assert Booking.objects.get() == waits
    assert not Attendance.objects.exists()


def test_a_name_taken_back_takes_its_numbers_along(now: datetime, learner: Learner) -> None:
    row = book(learner, make_date(now), now, phone="+7 000 000-00-01", email="nina@example.org")
    Call.objects.create(
        learner=learner, occurrence=row.occurrence, kind="moved", phone=row.phone, words="…", made_at=now
    )
    personal_data.forget_name(learner, now)
    row.refresh_from_db()
    assert (row.state, row.phone, row.email, row.email_confirmed_at) == ("confirmed", "", "", None)
    assert Call.objects.get().phone == ""


def test_time_in_a_room_counts_once_for_one_person(now: datetime, guest: Learner, learner: Learner) -> None:
    date, other = make_dates(now)[:2]
    early, late = now - MINUTE, now + MINUTE
    Presence.objects.create(learner=guest, occurrence=date, came_at=early, seen_at=now, seconds=600)
    Presence.objects.create(learner=learner, occurrence=date, came_at=now, seen_at=late, seconds=60)
    Presence.objects.create(learner=guest, occurrence=other, came_at=now, seen_at=now, seconds=5)
    personal_data.merge(guest, learner, now)
    rows = learner.presences.order_by("-seconds").values_list("came_at", "seen_at", "seconds")
    assert list(rows) == [(early, late, 600), (now, now, 5)]


def test_a_calendar_goes_on_and_the_own_choice_of_reminders_stays(
    now: datetime, guest: Learner, learner: Learner
) -> None:
    feed = CalendarFeed.objects.create(learner=guest, made_at=now)
    Reminding.objects.create(learner=guest, day_before=False, changed_at=now)
    personal_data.merge(guest, learner, now)
    assert list(learner.calendar_feeds.all()) == [feed]
    assert learner.reminding.day_before is False
    other = Learner.objects.create()
    Reminding.objects.create(learner=other, day_before=True, changed_at=now)
    personal_data.merge(other, learner, now)
    assert Reminding.objects.get(learner=learner).day_before is False
