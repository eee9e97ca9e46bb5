"""Doors on «Моя страница» to what somebody does among questions."""

from bs4 import BeautifulSoup
from django.test import Client

from accounts import roles
from accounts.models import User
from questions.models import Expert
from tests.factories.accounts import browser_of
from tests.factories.people import make_user
from tests.factories.sites import SiteTree

DOORS = {"/questions/queue/", "/questions/order/", "/questions/order/promises/"}


def doors(browser: Client) -> set[str]:
    page = BeautifulSoup(browser.get("/my/").content, "html.parser")
    return DOORS & {str(door["href"]) for door in page.select("a.door")}


def test_each_finds_their_own_work(site: SiteTree, expert: Expert, moderator: User, member_client: Client) -> None:
    assert doors(browser_of(expert.user)) == {"/questions/queue/"}
    assert doors(browser_of(moderator)) == {"/questions/order/"}
    assert doors(browser_of(make_user("m@example.org", roles.MANAGERS))) == {"/questions/order/promises/"}
    assert doors(member_client) == doors(Client()) == set()
