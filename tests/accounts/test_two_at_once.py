"""Two workers, two merges, two first answers at the same moment, in real transactions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail as outgoing
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import bookmarks, helping, mail, personal_data
from accounts.models import Bookmark, Helping, Learner, Mail
from tests.factories.accounts import leads_to
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or raised; each on a connection of its own."""

    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        except Exception as error:  # the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_first_posts_of_a_browser_make_one_guest() -> None:
    """A button pressed twice: neither post brings a guest's cookie, both bring the browser's secret."""
    secret = "s" * 32
    browsers = [Client(), Client(), Client()]
    for browser in browsers:
        browser.cookies["csrftoken"] = secret
    at_once(*[lambda browser=browser: browser.post("/my/bookmark/") for browser in browsers])
    assert {leads_to(browser) for browser in browsers} == {Learner.objects.get()}
    assert Bookmark.objects.count() == 3


def test_two_workers_send_each_mail_once() -> None:
    for number in range(20):
        mail.post(kind="news", to=f"p{number}@example.org", subject="x", text="x")
    outgoing.outbox.clear()
    sent = at_once(*[lambda: mail.send_due(timezone.now()) for _worker in range(3)])
    assert sum(sent) == 20
    assert sorted(message.to[0] for message in outgoing.outbox) == sorted(
        f"p{number}@example.org" for number in range(20)
    )
    assert not Mail.objects.waiting().exists()


def test_crosswise_merges_end_in_one_learner() -> None:
    one, other = Learner.objects.create(), Learner.objects.create()
    bookmarks.make(one, timezone.now())
    bookmarks.make(other, timezone.now())
    done = at_once(
        lambda: personal_data.merge(one, other, timezone.now()), lambda: personal_data.merge(other, one, timezone.now())
    )
    assert done == [None, None]
    assert Learner.objects.filter(merged_into=None).count() == 1
    assert {row.learner_id for row in Bookmark.objects.all()} == {Learner.objects.get(merged_into=None).pk}


def test_one_invitation_makes_one_helper() -> None:
    learner = Learner.objects.create()
    words = " ".join(helping.invite(learner, timezone.now()))
    helpers = [make_user(f"h{number}@example.org") for number in range(3)]
    done = at_once(*[lambda helper=helper: helping.accept(helper, words, timezone.now()) for helper in helpers])
    assert sorted(type(one).__name__ for one in done) == ["Helping", "NoSuchInvitation", "NoSuchInvitation"]
    assert Helping.objects.live().count() == 1


def test_a_bookmark_is_revoked_once() -> None:
    learner = Learner.objects.create()
    bookmarks.make(learner, timezone.now())
    row = Bookmark.objects.get()
    done = at_once(*[lambda: bookmarks.revoke(learner, row.pk, timezone.now()) for _tab in range(2)])
    assert sorted(type(one).__name__ for one in done) == ["NoneType", "NotTheirs"]
