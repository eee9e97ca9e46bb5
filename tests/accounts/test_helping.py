"""«Мне помогают» and «Я помогаю»: invitations, sessions, whose pages a helper sees, and who may end it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import bookmarks, helping
from accounts.models import Helping, Learner, User
from tests.factories.accounts import browser_of, guest_browser, make_helping
from tests.factories.people import make_user


@pytest.fixture
def olga(db: None) -> User:
    return make_user("olga@example.org", name="Ольга")


@pytest.fixture
def given(learner: Learner, olga: User) -> Helping:
    return make_helping(learner, olga)


def invited_words(browser: Client) -> str:
    return " ".join(browser.post("/my/helping/invite/").context["words"])


# --- the rules -------------------------------------------------------------------------------------------------------


def test_words_are_for_one_helper_and_once(learner: Learner, olga: User, now: datetime) -> None:
    words = " ".join(helping.invite(learner, now))
    assert helping.accept(olga, words, now).helper == olga
    with pytest.raises(helping.NoSuchInvitation):
        helping.accept(make_user("oleg@example.org"), words, now)


def test_an_invitation_grows_old(learner: Learner, olga: User, now: datetime) -> None:
    words = " ".join(helping.invite(learner, now))
    with pytest.raises(helping.NoSuchInvitation):
        helping.accept(olga, words, now + timedelta(days=7))


def test_a_new_invitation_replaces_the_old(learner: Learner, olga: User, now: datetime) -> None:
    old = " ".join(helping.invite(learner, now))
    helping.invite(learner, now)
    with pytest.raises(helping.NoSuchInvitation):
        helping.accept(olga, old, now)


def test_nobody_helps_themselves(learner: Learner, user: User, now: datetime) -> None:
    with pytest.raises(helping.OwnInvitation):
        helping.accept(user, " ".join(helping.invite(learner, now)), now)


def test_a_second_invitation_to_the_same_helper(learner: Learner, olga: User, given: Helping, now: datetime) -> None:
    with pytest.raises(helping.AlreadyHelping):
        helping.accept(olga, " ".join(helping.invite(learner, now)), now)
    assert Helping.objects.live().count() == 1


def test_an_invitation_is_no_bookmark_and_a_bookmark_no_invitation(learner: Learner, olga: User, now: datetime) -> None:
    with pytest.raises(bookmarks.NoSuchBookmark):
        bookmarks.find_learner(" ".join(helping.invite(learner, now)), now)
    with pytest.raises(helping.NoSuchInvitation):
        helping.accept(olga, " ".join(bookmarks.make(learner, now)), now)


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_from_the_invitation_to_the_end(member_client: Client, user: User, olga: User, prefix: str) -> None:
    words = invited_words(member_client)
    helper = browser_of(olga)
    answer = helper.post(f"{prefix}/my/helping/accept/", {"words": words}, follow=True)
    assert "Нина Петровна" in answer.content.decode()
    given = Helping.objects.get()
    answer = helper.post(f"{prefix}/my/helping/{given.pk}/begin/")
    assert answer.url == f"{prefix}/my/"
    page = helper.get(f"{prefix}/my/")
    assert page.wsgi_request.learner == user.learner
    assert page.wsgi_request.user == olga
    assert "Нина Петровна" in page.content.decode()
    assert helper.get(f"{prefix}/return/").context["learner"] == user.learner
    helper.post(f"{prefix}/my/helping/stop/")
    assert helper.get(f"{prefix}/my/").wsgi_request.learner == olga.learner
    assert Helping.objects.live().exists()
    member_client.post(f"{prefix}/my/helping/{given.pk}/end/")
    assert not Helping.objects.live().exists()


def test_the_learner_sees_who_helps_on_their_own_pages_only(member_client: Client, given: Helping) -> None:
    said = "Вам помогает <strong>Ольга</strong>"
    assert said in member_client.get("/my/").content.decode()
    assert said in member_client.get("/my/data/").content.decode()
    assert said not in member_client.get("/return/").content.decode()
    with CaptureQueriesContext(connection) as queries:
        member_client.get("/return/")
    assert not [query for query in queries if "accounts_helping" in query["sql"]]


def test_the_end_by_the_learner_ends_the_helpers_session_at_once(
    member_client: Client, olga: User, given: Helping
) -> None:
    helper = browser_of(olga)
    helper.post(f"/my/helping/{given.pk}/begin/")
    member_client.post(f"/my/helping/{given.pk}/end/")
    with CaptureQueriesContext(connection) as queries:
        page = helper.get("/my/")
    assert page.wsgi_request.learner == olga.learner
    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_the_helper_may_leave(olga: User, given: Helping) -> None:
    browser_of(olga).post(f"/my/helping/{given.pk}/leave/")
    assert not Helping.objects.live().exists()


def test_a_guest_may_be_helped(guest: Learner, olga: User) -> None:
    browser = guest_browser(guest)
    words = invited_words(browser)
    browser_of(olga).post("/my/helping/accept/", {"words": words})
    given = Helping.objects.get()
    assert (given.learner, given.helper) == (guest, olga)
    assert "Ольга" in browser.get("/my/helping/").content.decode()
    browser.post(f"/my/helping/{given.pk}/end/")
    assert not Helping.objects.live().exists()


def test_signing_in_anew_is_as_oneself(olga: User, given: Helping) -> None:
    from tests.factories.people import PASSWORD

    helper = browser_of(olga)
    helper.post(f"/my/helping/{given.pk}/begin/")
    helper.post("/accounts/logout/")
    helper.post("/accounts/login/", {"login": olga.email, "password": PASSWORD})
    assert helper.get("/my/").wsgi_request.learner == olga.learner


def test_a_helper_sees_nothing_of_the_learners_account(user: User, olga: User, given: Helping) -> None:
    helper = browser_of(olga)
    helper.post(f"/my/helping/{given.pk}/begin/")
    assert helper.get("/my/data/").context["own"] == olga.learner
    for path in (
        "/my/data/",
        "/my/data/erase/",
        "/my/data/withdraw/",
        "/my/bookmark/",
        "/my/helping/",
        "/accounts/email/",
    ):
        assert user.email not in helper.get(path).content.decode(), path
    assert user.email not in helper.post("/my/data/export/").content.decode()
    helper.post("/my/bookmark/")
    assert user.learner.bookmarks.count() == 0
    helper.post("/my/data/erase/", {"sure": "on"})
    assert User.objects.filter(pk=user.pk).exists()
    assert not User.objects.filter(pk=olga.pk).exists()


@pytest.mark.parametrize("act", ["begin", "end", "leave"])
def test_the_help_of_others_is_not_there(act: str, given: Helping) -> None:
    stranger = browser_of(make_user("oleg@example.org"))
    for number in (given.pk, given.pk + 1, 0, 10**30):
        assert stranger.post(f"/my/helping/{number}/{act}/").status_code == 404
    given.refresh_from_db()
    assert given.is_live()
    assert helping.SESSION_KEY not in stranger.session


def test_each_side_ends_by_its_own_door(member_client: Client, olga: User, given: Helping) -> None:
    assert member_client.post(f"/my/helping/{given.pk}/leave/").status_code == 404
    assert browser_of(olga).post(f"/my/helping/{given.pk}/end/").status_code == 404
    assert member_client.post(f"/my/helping/{given.pk}/begin/").status_code == 404
    given.refresh_from_db()
    assert given.is_live()


def test_somebody_without_a_page_is_sent_to_sign_in(client: Client, given: Helping) -> None:
    for path in ("accept/", f"{given.pk}/begin/", f"{given.pk}/leave/"):
        assert client.post(f"/my/helping/{path}").url.startswith("/accounts/login/")
    assert client.post(f"/my/helping/{given.pk}/end/").status_code == 404


@pytest.mark.parametrize("act", ["invite/", "accept/", "stop/", "1/begin/", "1/end/", "1/leave/"])
def test_acts_opened_as_pages_lead_back(member_client: Client, act: str) -> None:
    assert member_client.get(f"/my/helping/{act}").url == "/my/helping/"


@pytest.mark.parametrize("typed", [None, "", "одно", "\x00", "я" * 100_000, "а б в г"])
def test_words_that_cannot_be_read(member_client: Client, typed: str | None) -> None:
    answer = member_client.post("/my/helping/accept/", {} if typed is None else {"words": typed})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_wrong_invitations_are_limited(member_client: Client) -> None:
    words = " ".join(list(bookmarks.words().values())[:4])
    for _guess in range(10):
        assert member_client.post("/my/helping/accept/", {"words": words}).status_code == 400
    answer = member_client.post("/my/helping/accept/", {"words": words})
    assert answer.status_code == 429
    assert words in answer.content.decode()


def test_the_words_are_shown_once_and_not_stored_by_the_browser(member_client: Client) -> None:
    answer = member_client.post("/my/helping/invite/")
    assert "no-store" in answer["Cache-Control"]
    for word in answer.context["words"]:
        assert f">{word}</li>" in answer.content.decode()
        assert f">{word}</li>" not in member_client.get("/my/helping/").content.decode()


def test_ten_helpers_cost_what_one_costs(member_client: Client, user: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            member_client.get("/my/helping/")
        return len(queries)

    make_helping(user.learner, make_user("h0@example.org", name="Помощник"))
    make_helping(make_user("l0@example.org").learner, user)
    count()
    one = count()
    for number in range(1, 31):
        make_helping(user.learner, make_user(f"h{number}@example.org", name="Помощник"))
        make_helping(make_user(f"l{number}@example.org").learner, user)
    assert count() == one <= 8
