"""Guests: born at a POST, followed by a cookie, forgotten when somebody signs out."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import guests, personal_data
from accounts.models import Learner, User
from tests.factories.accounts import guest_browser, leads_to, make_bookmark
from tests.ground import NOW


def test_reading_makes_no_guest(client: Client, db: None) -> None:
    for path in ("/my/bookmark/", "/my/helping/", "/my/data/", "/return/", "/accounts/login/", "/accounts/signup/"):
        assert client.get(path).status_code == 200
    assert not Learner.objects.exists()
    assert guests.COOKIE not in client.cookies


def test_ensure_refuses_a_get(rf: RequestFactory, db: None) -> None:
    request = rf.get("/")
    request.learner = None
    with pytest.raises(guests.NotAPost):
        guests.ensure(request)


def test_the_first_post_makes_a_guest_and_a_cookie(client: Client, db: None) -> None:
    client.post("/my/bookmark/")
    cookie = client.cookies[guests.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == guests.COOKIE_SECONDS
    assert leads_to(client) == Learner.objects.get()
    client.post("/my/bookmark/")
    assert Learner.objects.count() == 1


def test_the_guest_speaks_the_language_of_the_page(client: Client, db: None) -> None:
    client.post("/en/my/bookmark/")
    assert Learner.objects.get().language == "en"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "a:b:c",
        "\x00",
        "ÿ" * 50,
        "z" * 4000,
        signing.dumps("not-a-key", salt=guests.SALT),
        signing.dumps(5, salt=guests.SALT),
        signing.dumps(None, salt=guests.SALT),
        signing.dumps("6f3f9a58-58a3-4f1c-9b5e-0a4f7d5a9c11", salt="another"),
        signing.dumps("6f3f9a58-58a3-4f1c-9b5e-0a4f7d5a9c11", salt=guests.SALT),
    ],
    ids=range(11),  # the signed ones differ by the second in which they are made
)
def test_a_strange_cookie_leads_to_nobody(client: Client, db: None, value: str) -> None:
    client.cookies[guests.COOKIE] = value
    assert client.get("/my/data/").status_code == 200


def test_a_cookie_too_old_leads_to_nobody(rf: RequestFactory, guest: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    request = rf.get("/")
    request.COOKIES[guests.COOKIE] = signing.dumps(str(guest.key), salt=guests.SALT)
    assert guests.from_cookie(request) == guest
    monkeypatch.setattr(guests, "COOKIE_SECONDS", -1)
    assert guests.from_cookie(request) is None


def test_an_old_cookie_follows_a_merge(guest: Learner, learner: Learner) -> None:
    personal_data.merge(guest, learner, timezone.now())
    client = guest_browser(guest)
    assert "nina@example.org" not in client.get("/my/data/", follow=True).content.decode()


def test_being_here_is_written_once_a_day(rf: RequestFactory, guest: Learner) -> None:
    request = rf.post("/")
    request.learner = guest
    long_ago = timezone.now() - timedelta(days=40)
    Learner.objects.update(seen_at=long_ago)
    guest.refresh_from_db()
    guests.ensure(request)
    guest.refresh_from_db()
    assert guest.seen_at - long_ago > timedelta(days=39)
    seen = guest.seen_at
    guests.ensure(request)
    guest.refresh_from_db()
    assert guest.seen_at == seen


def test_signing_out_drops_the_guest(member_client: Client, guest: Learner) -> None:
    member_client.cookies[guests.COOKIE] = signing.dumps(str(guest.key), salt=guests.SALT)
    answer = member_client.post("/accounts/logout/")
    assert answer.cookies[guests.COOKIE].value == ""
    assert leads_to(member_client) is None
    assert Learner.objects.filter(pk=guest.pk).exists()


def test_a_guest_may_leave_a_shared_computer(guest: Learner) -> None:
    client = guest_browser(guest)
    assert client.get("/my/leave/").status_code == 302
    assert leads_to(client) == guest
    answer = client.post("/my/leave/", follow=True)
    assert leads_to(client) is None
    assert answer.redirect_chain[-1][0] == "/"


def test_another_browser_is_another_guest(db: None) -> None:
    for secret in ("a" * 32, "b" * 32, ""):
        browser = Client()
        browser.cookies["csrftoken"] = secret
        browser.post("/my/bookmark/")
    assert Learner.objects.count() == 3


def test_the_next_person_at_a_shared_computer_is_another_guest(client: Client, db: None) -> None:
    client.cookies["csrftoken"] = "s" * 32
    client.post("/my/bookmark/")
    first = leads_to(client)
    client.post("/my/leave/")
    client.post("/my/bookmark/")
    assert leads_to(client) not in (first, None)


def test_a_browser_that_lost_its_cookie_later_is_another_guest(client: Client, db: None) -> None:
    client.cookies["csrftoken"] = "s" * 32
    with time_machine.travel(NOW):
        client.post("/my/bookmark/")
    del client.cookies[guests.COOKIE]
    with time_machine.travel(NOW + 2 * guests.AT_ONCE):
        client.post("/my/bookmark/")
    assert Learner.objects.count() == 2


def test_own_learner(rf: RequestFactory, user: User, guest: Learner) -> None:
    request = rf.get("/")
    request.user, request.learner = AnonymousUser(), None
    assert guests.own_learner(request) is None
    request.learner = guest
    assert guests.own_learner(request) == guest
    request.learner = user.learner
    assert guests.own_learner(request) is None
    request.user, request.learner = user, guest
    assert guests.own_learner(request) == user.learner


def test_a_bookmark_of_a_registered_person_opens_no_page_of_the_account(client: Client, user: User) -> None:
    client.post("/return/", {"words": make_bookmark(user.learner)})
    assert leads_to(client) == user.learner
    for path in ("/my/bookmark/", "/my/helping/", "/my/data/", "/my/data/erase/"):
        for answer in (client.get(path), client.post(path)):
            assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/"), path
    for path in ("/my/data/export/", "/my/helping/invite/", "/my/data/withdraw/", "/my/helping/accept/"):
        assert client.post(path).url.startswith("/accounts/login/"), path
    assert User.objects.filter(pk=user.pk).exists()
    assert user.learner.bookmarks.count() == 1
