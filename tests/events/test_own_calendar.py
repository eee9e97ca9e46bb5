"""The private calendar on the web: its address, who it opens to, what it costs to ask again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts import personal_data
from accounts.models import Learner
from events import booking, dates, feeds, tokens
from events.calendar_views import address_of
from events.models import CalendarFeed, Occurrence
from tests.conftest import NOW
from tests.events.calendar_readers import by_both, in_python
from tests.factories.events import make_date, make_dates

pytestmark = pytest.mark.django_db
PAGE = "/my/calendar/"


@pytest.fixture
def feed(learner: Learner, now: datetime) -> CalendarFeed:
    return feeds.make(learner, now)


def path_of(feed: CalendarFeed) -> str:
    return f"/calendar/{feeds.token_of(feed)}.ics"


def fetch(feed: CalendarFeed, **headers: str) -> HttpResponse:
    """As a program does: no session, no cookie."""
    return Client().get(path_of(feed), headers=headers)


def date_of(learner: Learner, now: datetime) -> Occurrence:
    one = make_date(now)
    booking.book(learner, one.pk, actor=None, now=now)
    return one


# --- for programs ----------------------------------------------------------------------------------------------------


def test_it_shows_what_its_owner_has_booked(
    feed: CalendarFeed, learner: Learner, guest: Learner, now: datetime
) -> None:
    mine, other = make_dates(now)[1:3]
    booking.book(learner, mine.pk, actor=None, now=now)
    booking.book(guest, other.pk, actor=None, now=now)
    (event,) = by_both(fetch(feed).text)
    assert (event.uid, event.start, event.status) == (str(mine.pk), mine.starts_at, "CONFIRMED")


def test_it_is_for_one_program_and_leaves_nothing_behind(feed: CalendarFeed, learner: Learner, now: datetime) -> None:
    date_of(learner, now)
    response = fetch(feed)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert learner.user.email not in response.text
    assert feeds.token_of(feed) not in response.text


def tampered(feed: CalendarFeed, now: datetime) -> str:
    token = feeds.token_of(feed)
    return f"/calendar/{'0' if token[0] != '0' else '1'}{token[1:]}.ics"


def unsigned(feed: CalendarFeed, now: datetime) -> str:
    return f"/calendar/{feed.nonce.hex}.ics"


def signed_for_something_else(feed: CalendarFeed, now: datetime) -> str:
    return f"/calendar/{tokens.SIGNER.sign(feed.nonce.hex)}.ics"


def signed_nonsense(feed: CalendarFeed, now: datetime) -> str:
    return f"/calendar/{feeds.SIGNER.sign('nonsense')}.ics"


def never_given(feed: CalendarFeed, now: datetime) -> str:
    return path_of(CalendarFeed(learner=feed.learner))


def revoked(feed: CalendarFeed, now: datetime) -> str:
    feeds.revoke(feed.learner, feed.pk, now)
    return path_of(feed)


def replaced(feed: CalendarFeed, now: datetime) -> str:
    feeds.replace(feed.learner, feed.pk, now)
    return path_of(feed)


@pytest.mark.parametrize(
    "path", [tampered, unsigned, signed_for_something_else, signed_nonsense, never_given, revoked, replaced]
)
def test_other_addresses_lead_nowhere(
    feed: CalendarFeed, now: datetime, path: Callable[[CalendarFeed, datetime], str]
) -> None:
    assert Client().get(path(feed, now)).status_code == 404


def test_who_has_it_already_gets_it_no_more(feed: CalendarFeed, learner: Learner, now: datetime) -> None:
    one = date_of(learner, now)
    first = fetch(feed)
    assert fetch(feed).content == first.content
    for headers in (
        {"If-None-Match": first["ETag"]},
        {"If-None-Match": f"W/{first['ETag']}"},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        again = fetch(feed, **headers)
        assert (again.status_code, again.content) == (304, b"")
        assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    dates.move(one.pk, datetime(2026, 12, 5, 12, 0), now)  # noqa: DTZ001
    assert fetch(feed, **{"If-None-Match": first["ETag"]}).status_code == 200
    assert fetch(feed, **{"If-None-Match": '"another"'}).status_code == 200
    long_ago = format_datetime((now - timedelta(days=9)).astimezone(UTC), usegmt=True)
    assert fetch(feed, **{"If-Modified-Since": long_ago}).status_code == 200


@pytest.mark.parametrize("query", ["", "?online=yes", "?language=en"])
def test_the_public_feed_is_asked_again_as_cheaply(client: Client, now: datetime, query: str) -> None:
    make_dates(now)
    path = f"/workshops/calendar.ics{query}"
    first = client.get(path)
    assert first["Cache-Control"].startswith("public")
    assert not first.cookies
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        assert client.get(path, headers=headers).status_code == 304
    zipped = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert zipped["Content-Encoding"] == "gzip"
    assert client.get(path, headers={"If-None-Match": zipped["ETag"]}).status_code == 304


def test_only_reading_is_allowed(client: Client, feed: CalendarFeed) -> None:
    assert client.post(path_of(feed)).status_code == 405
    assert client.head(path_of(feed)).status_code == 200


def test_a_calendar_program_is_not_sent_away_by_robots_txt(client: Client) -> None:
    """Some of them obey it, and would then fetch nothing; the header keeps search engines away."""
    assert "/calendar" not in client.get("/robots.txt").text


# --- one date --------------------------------------------------------------------------------------------------------


def test_the_file_of_a_date(client: Client, member_client: Client, learner: Learner, now: datetime) -> None:
    one = date_of(learner, now)
    path = f"/workshops/date/{one.pk}/event.ics"
    everybodys, mine = client.get(path), member_client.get(path)
    assert everybodys["Content-Disposition"] == f'attachment; filename="prosvet-{one.number}.ics"'
    (first,), (second,) = in_python(everybodys.text), in_python(mine.text)
    assert (first.uid, second.uid) == (str(one.pk), str(one.pk))
    assert second.sequence > first.sequence
    assert client.get(f"/workshops/date/{'0' * 8}-0000-0000-0000-{'0' * 12}/event.ics").status_code == 404


def test_the_file_of_a_guests_booking(guest: Learner, now: datetime) -> None:
    """On a device that does not know them."""
    made = booking.book(guest, make_date(now).pk, actor=None, now=now)
    token = tokens.of(made)
    (event,) = in_python(Client().get(f"/workshops/booking/{token}/event.ics").text)
    assert (event.uid, event.status) == (str(made.occurrence_id), "CONFIRMED")
    assert Client().get(f"/workshops/booking/{token}x/event.ics").status_code == 404


# --- the page --------------------------------------------------------------------------------------------------------


def test_a_guest_gets_an_address_and_takes_it_back(guest_client: Client, guest: Learner, now: datetime) -> None:
    assert "Сделать адрес" in guest_client.get(PAGE).text
    assert guest_client.post(f"{PAGE}make/").status_code == 302
    guest_client.post(f"{PAGE}make/")
    (feed,) = guest.calendar_feeds.all()
    page = guest_client.get(PAGE)
    assert address_of(feed) in page.text
    assert address_of(feed).replace("http://", "webcal://") in page.text
    assert "no-store" in page["Cache-Control"]
    assert fetch(feed).status_code == 200
    guest_client.post(f"{PAGE}{feed.pk}/revoke/")
    assert fetch(feed).status_code == 404
    assert address_of(feed) not in guest_client.get(PAGE).text


def test_looking_makes_nobody(client: Client, now: datetime) -> None:
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}make/").status_code == 302
    assert not Learner.objects.exists()
    client.post(f"{PAGE}make/")
    assert CalendarFeed.objects.get().learner == Learner.objects.get()


def test_another_address(member_client: Client, feed: CalendarFeed, learner: Learner) -> None:
    """Pressed twice it is another once."""
    for _press in range(2):
        assert member_client.post(f"{PAGE}{feed.pk}/replace/").status_code == 302
    new = learner.calendar_feeds.live().get()
    assert fetch(feed).status_code == 404
    assert fetch(new).status_code == 200


@pytest.mark.parametrize("act", ["replace", "revoke"])
def test_nobody_elses_address(guest_client: Client, client: Client, feed: CalendarFeed, act: str) -> None:
    assert guest_client.post(f"{PAGE}{feed.pk}/{act}/").status_code == 404
    assert client.post(f"{PAGE}{feed.pk}/{act}/").status_code == 404
    assert fetch(feed).status_code == 200


# --- who the learner becomes -----------------------------------------------------------------------------------------


def test_a_guests_address_goes_on_after_signing_in(guest: Learner, learner: Learner, now: datetime) -> None:
    feed, date = feeds.make(guest, now), date_of(guest, now)
    before = in_python(fetch(feed).text)
    other = make_dates(now)[2]
    booking.book(learner, other.pk, actor=None, now=now)
    personal_data.merge(guest, learner, now)
    after = in_python(fetch(feed).text)
    assert {event.uid for event in after} == {str(date.pk), str(other.pk)}
    assert before[0] in after


def test_it_goes_with_its_owner(feed: CalendarFeed, learner: Learner, now: datetime) -> None:
    date_of(learner, now)
    assert personal_data.export(learner)["events"]["calendar_feeds"] == [{"made_at": NOW, "revoked_at": None}]
    personal_data.erase(learner, now)
    assert fetch(feed).status_code == 404


def test_it_ends_with_the_consent(feed: CalendarFeed, learner: Learner, now: datetime) -> None:
    personal_data.forget_name(learner, now)
    assert fetch(feed).status_code == 404
