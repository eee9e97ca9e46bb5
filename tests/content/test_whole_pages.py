"""Pages kept whole for strangers: the same bytes for them, and nothing of anybody's for anybody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from accounts import guests
from accounts.models import Learner
from content import whole_pages
from content.whole_pages import Kept
from tests.factories.courses import CourseTree, block_id, make_lesson
from tests.ground import NOW

LESSON = "/courses/smartfon/lesson-1/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
MARK = b"kept for strangers"


@pytest.fixture(autouse=True)
def seconds(settings: Any) -> int:
    settings.WHOLE_PAGE_SECONDS = 30
    return 30


def mark(path: str, **server: str) -> None:
    """What is kept for strangers at an address can be told from the page itself."""
    key = whole_pages.key_of(RequestFactory().get(path, **server))
    assert cache.get(key) is not None, "nothing is kept there"
    cache.set(key, Kept(MARK, {"Content-Type": "text/html; charset=utf-8"}))


def is_marked(client: Client, path: str, **options: Any) -> bool:
    return client.get(path, **options).content == MARK


def without_tokens(page: bytes) -> str:
    return TOKEN.sub("", page.decode())


@pytest.mark.parametrize("path", ["/", "/en/", "/courses/", "/courses/smartfon/", LESSON])
def test_the_second_stranger_costs_no_query(course: CourseTree, path: str) -> None:
    first = Client().get(path)
    with CaptureQueriesContext(connection) as queries:
        second = Client().get(path)
    assert len(queries) == 0
    assert without_tokens(second.content) == without_tokens(first.content)
    assert dict(second.headers) | {"Content-Length": ""} == dict(first.headers) | {"Content-Length": ""}


@pytest.mark.parametrize(
    "cookies",
    [{"sessionid": "x"}, {guests.COOKIE: "x"}, {"messages": "x"}, {"size": "2"}, {"phone": "iphone"}, {"else": ""}],
    ids=lambda cookies: next(iter(cookies)),
)
def test_whoever_brings_a_cookie_gets_a_page_of_their_own(course: CourseTree, cookies: dict[str, str]) -> None:
    client = Client()
    client.cookies.load(cookies)
    kept_nothing = Client(headers={"host": "testserver"})
    client.get(LESSON)
    assert cache.get(whole_pages.key_of(RequestFactory().get(LESSON))) is None, "and leaves nothing to strangers"
    kept_nothing.get(LESSON)
    mark(LESSON)
    assert not is_marked(client, LESSON)
    assert is_marked(Client(), LESSON)
    client.cookies.clear()
    client.cookies["csrftoken"] = "s" * 32
    assert is_marked(client, LESSON)


def test_what_is_no_plain_reading_goes_past(course: CourseTree) -> None:
    Client().get(LESSON)
    mark(LESSON)
    client = Client()
    assert not is_marked(client, f"{LESSON}?done=1")
    assert client.post(LESSON).content != MARK
    assert client.head(LESSON).content != MARK
    assert not is_marked(client, LESSON, headers={"host": "another.example"})
    assert not is_marked(client, LESSON, secure=True)


def test_what_members_see_is_kept_for_nobody(course: CourseTree, member_client: Client, learner: Learner) -> None:
    member_client.post(f"{LESSON}complete/")
    assert "Нина" in member_client.get(LESSON).content.decode()
    page = Client().get(LESSON).content.decode()
    assert "Нина" not in page
    assert "Нина" in member_client.get(LESSON).content.decode()
    assert "Нина" not in Client().get(LESSON).content.decode()


def test_a_stranger_who_learns_is_no_stranger_any_more(course: CourseTree) -> None:
    client = Client()
    Client().get("/courses/smartfon/")
    client.post(f"{LESSON}complete/")
    assert 'data-lesson-state="completed"' in client.get("/courses/smartfon/").content.decode()
    assert 'data-lesson-state="completed"' not in Client().get("/courses/smartfon/").content.decode()


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_each_gets_a_token_of_their_own_that_works(course: CourseTree) -> None:
    tokens = set()
    for _stranger in range(3):
        client = Client(enforce_csrf_checks=True)
        token = TOKEN.findall(client.get(LESSON).content.decode())[-1]
        tokens.add(token)
        sent = client.post(f"{LESSON}complete/", {"csrfmiddlewaretoken": token})
        assert sent.status_code == 302, "the token and its cookie belong together"
        assert signing.loads(client.cookies[guests.COOKIE].value, salt=guests.SALT)
    assert len(tokens) == 3
    assert Learner.objects.count() == 3


def test_no_token_is_kept(course: CourseTree) -> None:
    page = Client().get(LESSON).content.decode()
    kept = cache.get(whole_pages.key_of(RequestFactory().get(LESSON)))
    assert TOKEN.findall(page)
    assert not any(token.encode() in kept.content for token in TOKEN.findall(page))
    assert not re.search(rb"\b[A-Za-z0-9]{64}\b", kept.content)


# --- how long --------------------------------------------------------------------------------------------------------


def test_a_publication_is_seen_at_once(course: CourseTree) -> None:
    Client().get(LESSON)
    mark(LESSON)
    lesson = course.lessons[0]
    lesson.title = "Новое имя"
    lesson.save_revision().publish()
    assert "Новое имя" in Client().get(LESSON).content.decode()


def test_nothing_is_older_than_half_a_minute(course: CourseTree, seconds: int) -> None:
    """Dates and free places change without a publication."""
    with time_machine.travel(NOW):
        Client().get(LESSON)
        kept = cache.get(key := whole_pages.key_of(RequestFactory().get(LESSON)))
        cache.set(key, Kept(MARK, kept.headers), timeout=seconds)
    with time_machine.travel(NOW + timedelta(seconds=seconds - 2)):
        assert is_marked(Client(), LESSON)
    with time_machine.travel(NOW + timedelta(seconds=seconds + 1)):
        assert not is_marked(Client(), LESSON)


# --- what leaves with it ---------------------------------------------------------------------------------------------


def test_a_film_may_be_played_on_a_kept_page_too(course: CourseTree) -> None:
    film = {"link": "https://vk.com/video-22822305_456241864", "title": "Фильм", "transcript": "<p>Слова.</p>"}
    make_lesson(course.page, 9, body=[{"type": "video", "value": film, "id": block_id()}])
    address = "/courses/smartfon/lesson-9/"
    first, second = (Client().get(address)["Content-Security-Policy"] for _time in range(2))
    assert "frame-src https://vk.com" in first
    assert second == first
    assert "frame-src" not in Client().get(LESSON)["Content-Security-Policy"]


@pytest.mark.parametrize("kind", ["login", "password"])
def test_a_private_page_stays_private(course: CourseTree, member_client: Client, kind: str) -> None:
    PageViewRestriction.objects.create(page=course.page, restriction_type=kind, password="липа")
    member_client.get(LESSON)
    for _time in range(2):
        assert "Это текст урока" not in Client().get(LESSON).content.decode()


def test_errors_and_other_kinds_are_not_kept(course: CourseTree) -> None:
    for path in ("/courses/none/", "/courses/smartfon", f"{LESSON}complete/", "/search/", "/accounts/login/"):
        Client().get(path)
        assert cache.get(whole_pages.key_of(RequestFactory().get(path))) is None
