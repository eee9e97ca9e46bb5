"""`/my/bookmark/`."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import bookmarks, personal_data
from accounts.models import Bookmark, Learner
from tests.factories.accounts import guest_browser, leads_to, make_bookmark


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_words_are_shown_once_and_kept_by_no_browser(member_client: Client, learner: Learner, prefix: str) -> None:
    answer = member_client.post(f"{prefix}/my/bookmark/")
    words = answer.context["words"]
    assert "no-store" in answer["Cache-Control"]
    assert all(f">{word}</li>" in answer.content.decode() for word in words)
    again = member_client.get(f"{prefix}/my/bookmark/").content.decode()
    assert not any(f">{word}</li>" in again for word in words)
    assert bookmarks.find_learner(" ".join(words), learner.created_at) == learner


def test_a_newcomer_may_begin_with_a_bookmark(client: Client, db: None) -> None:
    words = " ".join(client.post("/my/bookmark/").context["words"])
    elsewhere = Client()
    elsewhere.post("/return/", {"words": words})
    assert leads_to(elsewhere) == Learner.objects.get()


def test_revoking(guest: Learner) -> None:
    browser = guest_browser(guest)
    words = " ".join(browser.post("/my/bookmark/").context["words"])
    row = Bookmark.objects.get()
    assert f"/my/bookmark/{row.pk}/revoke/" in browser.get("/my/bookmark/").content.decode()
    assert browser.get(f"/my/bookmark/{row.pk}/revoke/").url == "/my/bookmark/"
    assert Bookmark.objects.live().exists()
    assert browser.post(f"/my/bookmark/{row.pk}/revoke/").url == "/my/bookmark/"
    assert Client().post("/return/", {"words": words}).status_code == 400


@pytest.mark.parametrize("merged_before", [False, True])
def test_revoking_signs_other_devices_out(guest: Learner, now: datetime, merged_before: bool) -> None:
    owner, other = guest_browser(guest), Client()
    other.post("/return/", {"words": make_bookmark(guest)})
    if merged_before:
        personal_data.merge(old := Learner.objects.create(), guest, now)
        other = guest_browser(old)
    assert leads_to(other) == guest
    owner.post(f"/my/bookmark/{Bookmark.objects.get().pk}/revoke/", {"everywhere": "on"})
    assert leads_to(other) is None
    assert leads_to(owner) == guest
    assert other.get("/my/").status_code == 200
    again = Client()
    again.post("/return/", {"words": make_bookmark(guest)})
    assert leads_to(again) == guest


def test_revoking_alone_leaves_other_devices(guest: Learner) -> None:
    other = Client()
    other.post("/return/", {"words": make_bookmark(guest)})
    guest_browser(guest).post(f"/my/bookmark/{Bookmark.objects.get().pk}/revoke/")
    assert leads_to(other) == guest


def test_a_member_signs_other_devices_out(member_client: Client, learner: Learner) -> None:
    other = Client()
    other.post("/return/", {"words": make_bookmark(learner)})
    assert leads_to(other) == learner
    answer = member_client.post(f"/my/bookmark/{Bookmark.objects.get().pk}/revoke/", {"everywhere": "on"}, follow=True)
    assert leads_to(other) is None
    assert leads_to(member_client) is None
    assert "На других устройствах ваших занятий больше не видно" in answer.content.decode()
    assert member_client.session["_auth_user_id"]


def test_the_bookmarks_of_others_are_not_there(member_client: Client, guest: Learner, client: Client) -> None:
    make_bookmark(guest)
    row = Bookmark.objects.get()
    for browser in (member_client, client):
        for number in (row.pk, row.pk + 1, 0, 10**30):
            assert browser.post(f"/my/bookmark/{number}/revoke/").status_code == 404
    assert Bookmark.objects.live().count() == 1


def test_many_bookmarks_cost_what_one_costs(
    member_client: Client, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            member_client.get("/my/bookmark/")
        return len(queries)

    monkeypatch.setattr(bookmarks, "LIVE_BOOKMARKS", 50)
    make_bookmark(learner)
    count()
    one = count()
    for _more in range(29):
        make_bookmark(learner)
    assert count() == one <= 6
