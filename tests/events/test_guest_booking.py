"""Guests book with a name and an address or a telephone, and manage the booking by a link."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import guests
from accounts.models import Consent, Learner, Mail
from events import booking, dates, tokens
from events.models import Booking, Call, Occurrence
from tests.factories.events import make_date, make_dates
from tests.factories.sites import SiteTree

pytestmark = pytest.mark.django_db

NINA = {"name": "Нина", "phone": "8 (900) 000-00-00", "email": "", "party": "1", "agrees": "on"}


def address(date: Occurrence, act: str = "book/") -> str:
    return f"/workshops/date/{date.pk}/{act}"


def book(client: Client, date: Occurrence, **fields: str) -> Any:
    return client.post(address(date), {**NINA, **fields})


def once_of(client: Client, date: Occurrence) -> str:
    return re.search(r'name="once" value="([^"]+)"', client.get(address(date, "")).content.decode())[1]


# --- by telephone ----------------------------------------------------------------------------------------------------


def test_a_name_and_a_number_are_enough(site: SiteTree, client: Client, now: datetime) -> None:
    date = make_date(now)
    answer = book(client, date)
    made = Booking.objects.get()
    assert answer.url == f"/workshops/booking/{tokens.of(made)}/"
    assert (made.learner.name, made.phone, made.state) == ("Нина", "8 (900) 000-00-00", "confirmed")
    assert Consent.objects.get().learner == made.learner
    assert Mail.objects.count() == 0
    slip = client.get(answer.url).content.decode()
    assert f"{date.number}-1" in slip
    assert "Нина" in slip


def test_a_button_pressed_twice_makes_one_guest(site: SiteTree, client: Client, now: datetime) -> None:
    date = make_date(now)
    once = once_of(client, date)
    for _ in range(2):
        book(Client(), date, once=once)
    assert Booking.objects.count() == Learner.objects.count() == 1


def test_a_form_found_later_is_another_persons(site: SiteTree, client: Client, now: datetime) -> None:
    date = make_date(now)
    once = once_of(client, date)
    book(Client(), date, once=once)
    Learner.objects.update(created_at=now - timedelta(hours=1))
    book(Client(), date, once=once, name="Галина")
    assert Booking.objects.count() == 2


def test_nobody_becomes_another_by_naming_their_key(site: SiteTree, guest: Learner, now: datetime) -> None:
    browser = Client()
    book(browser, make_date(now), once=str(guest.key))
    assert Booking.objects.get().learner != guest


def test_known_guests_type_nothing_again(site: SiteTree, client: Client, now: datetime) -> None:
    first, second = make_dates(now)[:2]
    book(client, first)
    page = client.get(address(second, "")).content.decode()
    assert 'value="Нина"' in page
    assert 'name="agrees"' not in page
    answer = client.post(address(second), {key: NINA[key] for key in ("name", "phone", "party")})
    assert answer.status_code == 302
    assert Learner.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Напишите имя"),
        ({"name": "я" * 81}, "80"),
        ({"phone": ""}, "Напишите телефон или почту"),
        ({"phone": "позвоните мне"}, "Проверьте номер"),
        ({"phone": "112"}, "Проверьте номер"),
        ({"phone": "9" * 41}, "40"),
        ({"phone": "8 900\x00000000"}, ""),
        ({"phone": "", "email": "nina"}, "Проверьте почту"),
        ({"phone": "", "email": "nina@" + "e" * 300 + ".ru"}, "Проверьте почту"),
        ({"agrees": ""}, "Без согласия"),
        ({"party": "7"}, "Можно прийти одному или вдвоём"),
    ],
)
def test_what_cannot_be_read_is_asked_again(
    site: SiteTree, client: Client, now: datetime, fields: dict[str, str], words: str
) -> None:
    answer = book(client, make_date(now), **fields)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert 'class="error-summary"' in page
    typed = {**NINA, **fields}["name"]
    assert not typed or f'value="{typed}"' in page
    assert Learner.objects.count() == 0


def test_when_full_nothing_typed_is_lost(site: SiteTree, client: Client, now: datetime) -> None:
    date = make_date(now, capacity=1)
    booking.book(Learner.objects.create(), date.pk, actor=None, now=now)
    refused = book(client, date)
    assert refused.status_code == 409
    assert 'value="8 (900) 000-00-00"' in refused.content.decode()
    slip = client.post(address(date), {**NINA, "wait": "yes"}, follow=True).content.decode()
    assert "Вы в очереди под номером 1" in slip


# --- by mail ---------------------------------------------------------------------------------------------------------


def letter_link() -> str:
    return re.search(r"https?://[^/]+(/\S+)", Mail.objects.get(kind="confirm_booking").text)[1]


def test_an_address_gets_one_letter_until_it_is_confirmed(site: SiteTree, client: Client, now: datetime) -> None:
    first, second = make_dates(now)[1:3]
    book(client, first, phone="", email="Nina@Example.org")
    book(client, second, phone="", email="nina@example.org")
    mail = Mail.objects.get()
    assert (mail.kind, mail.to) == ("confirm_booking", "nina@example.org")
    dates.cancel(first.pk, "Болеет ведущая", now)
    assert Mail.objects.count() == 1
    assert Call.objects.get().learner == Learner.objects.get()


def test_a_confirmed_address_is_written_to(site: SiteTree, client: Client, now: datetime) -> None:
    date = make_date(now)
    book(client, date, phone="", email="nina@example.org")
    link = letter_link()
    elsewhere = Client()
    page = elsewhere.get(link)
    assert "Это моя почта" in page.content.decode()
    assert Booking.objects.get().email_confirmed_at is None
    for _ in range(2):
        assert elsewhere.post(f"{link}confirm/").status_code == 302
    dates.cancel(date.pk, "Болеет ведущая", now)
    assert Mail.objects.filter(kind="date_cancelled", to="nina@example.org").count() == 1
    assert Call.objects.count() == 0


def test_only_the_letter_confirms(site: SiteTree, client: Client, now: datetime) -> None:
    """The page one lands on after booking knows that a letter was sent, and not that it was read."""
    landed = book(client, make_date(now), phone="", email="nina@example.org").url
    assert "confirm/" not in client.get(landed).content.decode()
    assert client.post(f"{landed}confirm/").status_code == 404
    assert Booking.objects.get().email_confirmed_at is None


def test_strangers_cannot_flood_an_address(site: SiteTree, now: datetime) -> None:
    date = make_date(now, capacity=12)
    for _ in range(6):
        book(Client(), date, phone="", email="nina@example.org")
    assert Mail.objects.count() == 3
    assert Booking.objects.count() == 6


# --- by link ---------------------------------------------------------------------------------------------------------


def test_the_link_gives_up_and_takes_back(site: SiteTree, client: Client, now: datetime) -> None:
    link = book(client, make_date(now)).url
    elsewhere = Client()
    assert "Не смогу прийти" in elsewhere.get(link).content.decode()
    assert elsewhere.post(f"{link}cancel/").url == link
    assert Booking.objects.get().state == "cancelled"
    assert "Вернуть</button>" in elsewhere.get(link).content.decode()
    elsewhere.post(f"{link}return/")
    assert Booking.objects.get().state == "confirmed"
    assert guests.COOKIE not in elsewhere.cookies


def altered_links(made: Booking) -> list[str]:
    good = tokens.of(made)
    return [
        good[:-1],
        good.upper(),
        good.replace(".", ""),
        f"{uuid.uuid4().hex}.{good.partition('.')[2]}",
        str(made.pk),
        made.pk.hex,
        f"{made.pk.hex}m.{good.partition('.')[2]}",
        ".",
        "ы",
        "x" * 3000,
        tokens.SIGNER.sign("nonsense"),
        tokens.SIGNER.sign(uuid.uuid4().hex),
    ]


def test_an_altered_link_opens_nothing(site: SiteTree, client: Client, now: datetime) -> None:
    book(client, make_date(now))
    made = Booking.objects.get()
    for token in altered_links(made):
        assert client.get(f"/workshops/booking/{token}/").status_code == 404
        for act in ("cancel", "return", "confirm"):
            assert client.post(f"/workshops/booking/{token}/{act}/").status_code == 404
    made.refresh_from_db()
    assert made.state == "confirmed"


def test_the_slip_is_kept_out_of_caches_and_search(site: SiteTree, client: Client, now: datetime) -> None:
    answer = client.get(book(client, make_date(now)).url)
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex"' in answer.content.decode()


def test_in_english_too(site: SiteTree, client: Client, now: datetime) -> None:
    date = make_date(now)
    answer = client.post(f"/en{address(date)}", NINA)
    assert answer.url.startswith("/en/workshops/booking/")
    assert client.get(answer.url).status_code == 200
    assert Learner.objects.get().language == "en"
