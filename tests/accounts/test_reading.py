"""Reading writes nothing; strange methods and addresses are answered plainly."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner, User
from tests.factories.accounts import guest_browser, make_bookmark, make_helping
from tests.factories.people import PASSWORD, make_user

OWN = ["/return/", "/my/bookmark/", "/my/helping/", "/my/data/", "/my/data/erase/", "/my/data/withdraw/", "/my/whose/"]
ACCOUNT = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/login/",
    "/accounts/signup/",
]
ACTS = ["/my/leave/", "/my/helping/invite/", "/my/helping/stop/", "/my/data/export/", "/my/bookmark/1/revoke/"]


def writes(browser: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code in (200, 302)
    return [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_page_writes_when_it_is_read(user: User, guest: Learner, prefix: str) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    make_bookmark(user.learner)
    make_bookmark(guest)
    make_helping(user.learner, make_user("olga@example.org"))
    for path in [*OWN, *ACCOUNT, *ACTS]:
        assert writes(browser, prefix + path) == [], path
    for path in [*OWN, *ACTS, "/accounts/login/", "/accounts/signup/"]:
        assert writes(guest_browser(guest), prefix + path) == [], path


@pytest.mark.parametrize("path", [*OWN, *ACTS])
@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "head"])
def test_other_methods_change_nothing(member_client: Client, user: User, path: str, method: str) -> None:
    assert getattr(member_client, method)(path).status_code < 500
    assert User.objects.filter(pk=user.pk).exists()
    assert user.learner.bookmarks.count() == user.learner.helped_by.count() == 0


def test_a_form_without_its_token_changes_nothing(user: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user, backend="accounts.backends.EmailBackend")
    for path in (*OWN, *ACTS, *ACCOUNT):
        assert browser.post(path, {"words": "а б в г", "sure": "on"}).status_code == 403, path
    assert User.objects.filter(pk=user.pk).exists()


def test_too_many_in_five_minutes_is_said_in_our_frame(client: Client, db: None) -> None:
    for _attempt in range(21):
        answer = client.post("/accounts/signup/", {})
    assert answer.status_code == 429
    assert 'id="main"' in answer.content.decode()
