"""An address dies: whoever counted on letters there is telephoned, once, with the news that was lost."""

from datetime import datetime

import pytest

from accounts import dead_addresses, mail
from accounts.mailboxes import replace_address
from accounts.models import Learner, Mail, User
from events import booking, dates, guest_booking, telling
from events.models import Booking, Call
from events.undelivered import NO_LETTERS
from tests.factories.events import make_date, make_dates

ADDRESS = "nina@example.org"


@pytest.fixture
def nina(user: User) -> Learner:
    replace_address(user, user.email, is_verified=True)
    return user.learner


def kinds() -> list[str]:
    return sorted(Call.objects.values_list("kind", flat=True))


def test_one_call_for_a_series_and_its_next_date(nina: Learner, now: datetime) -> None:
    first, second, *_rest = make_dates(now)
    for date in (second, first):
        booking.book(nina, date.pk, actor=None, now=now, phone="8 900 000-00-00")
    dead_addresses.bury(ADDRESS, "550", now)
    call = Call.objects.get()
    assert (call.kind, call.occurrence, call.phone) == (NO_LETTERS, first, "8 900 000-00-00")
    assert ADDRESS in call.words
    dead_addresses.revive(ADDRESS, now)
    dead_addresses.bury(ADDRESS, "550", now)
    assert kinds() == [NO_LETTERS], "while nobody has called, once is enough"


def test_news_on_its_way_is_told_by_telephone(nina: Learner, now: datetime) -> None:
    date = make_date(now)
    booking.book(nina, date.pk, actor=None, now=now)
    dates.move(date.pk, datetime(2026, 12, 3, 12, 0), now)  # noqa: DTZ001
    dead_addresses.bury(ADDRESS, "550", now)
    assert kinds() == [telling.MOVED, NO_LETTERS]
    assert "3 декабря" in Call.objects.get(kind=telling.MOVED).words.replace("\xa0", " ")


def test_from_then_on_by_telephone(nina: Learner, now: datetime) -> None:
    date = make_date(now)
    booking.book(nina, date.pk, actor=None, now=now)
    mail.send_due(now)
    dead_addresses.bury(ADDRESS, "550", now)
    dates.cancel(date.pk, "Болеет ведущая", now)
    assert kinds() == [telling.CANCELLED, NO_LETTERS]
    assert not Mail.objects.waiting().exists()


def test_a_guest_too(guest: Learner, now: datetime) -> None:
    """An address mistyped at the booking: nobody could be told of anything."""
    booking.book(guest, make_date(now).pk, actor=None, now=now, email=ADDRESS, phone="8 900 000-00-00")
    dead_addresses.bury(ADDRESS, "550", now)
    assert kinds() == [NO_LETTERS]


def test_a_guest_who_opens_the_letters_link_gets_letters_again(guest: Learner, now: datetime) -> None:
    made = booking.book(guest, make_date(now).pk, actor=None, now=now, email=ADDRESS)
    dead_addresses.bury(ADDRESS, "550", now)
    guest_booking.confirm_address(made.pk, now)
    assert telling.address_of(Booking.objects.get(pk=made.pk)) == ADDRESS


def test_nobody_with_nothing_to_come(nina: Learner, guest: Learner, now: datetime) -> None:
    over, other = make_date(now), make_date(now)
    booking.book(guest, other.pk, actor=None, now=now, email="other@example.org")
    made = booking.book(nina, over.pk, actor=None, now=now)
    booking.cancel(made.pk, now=now)
    dead_addresses.bury(ADDRESS, "550", now)
    assert kinds() == []


def test_an_owner_of_an_account_is_not_a_guest_of_that_name(nina: Learner, now: datetime) -> None:
    """Somebody booked with this address before they changed theirs: their letters go elsewhere now."""
    made = booking.book(nina, make_date(now).pk, actor=None, now=now)
    Booking.objects.filter(pk=made.pk).update(email="old@example.org")
    dead_addresses.bury("old@example.org", "550", now)
    assert kinds() == []
