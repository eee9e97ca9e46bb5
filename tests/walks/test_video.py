"""A guest books a date by video, follows the letter, tries the rehearsal room and joins at the hour; then the server is
down, and the host moves everybody. The demo plays the server.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import NewDevice, Portal, link_in_a_letter, write
from tests.walks.dates import make_dates
from tests.walks.looking import wrong_with
from tests.walks.test_valid_html import check

pytestmark = pytest.mark.walk

COURSE = "/courses/smartfon-bez-strakha/"
LESSON = "Камера и фото"
BOOKING = r"/workshops/booking/\S+/"
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def keys(portal: Portal) -> list[str]:
    """The date of the walk without scripts, of the one with, both in ten minutes, and one of tomorrow."""
    return make_dates(portal, "Звоним внукам", LESSON, [10, 10, 24 * 60], lasts=90)


def room_of(page: Page, js: bool) -> Page | object:
    """Where the room is seen: in a frame of the page, or as the page itself."""
    return page.frame_locator("[data-frame] iframe") if js else page


def enter(page: Page, js: bool, button: str = "Войти в комнату") -> None:
    page.locator("[data-room]").get_by_role("button", name=button).click()
    expect(room_of(page, js).get_by_role("heading", name="Учебная комната")).to_be_visible()


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_an_evening(device: NewDevice, member: NewDevice, portal: Portal, keys: list[str], js: bool) -> None:
    key, wrong, html = keys[js], [], {}

    def look(one: Page, name: str, *, through: bool = True) -> None:
        """`through` not for pages that differ from another by a sentence."""
        if js:
            html[name] = one.request.get(one.url).text()
            wrong.extend(wrong_with(one) if through else [])

    guest, name = device(js=js), f"Вера {'первая' if js else 'вторая'}"
    email = f"video-{js}@example.org".lower()
    book_by_mail(guest, key, name, email)
    page = device(js=js)
    page.goto(link_in_a_letter(portal, email, path=BOOKING))
    page.get_by_role("button", name="Это моя почта").click()

    look(page, "door")
    page.get_by_role("link", name="Проверить камеру и микрофон").click()
    look(page, "rehearsal", through=False)
    if js:
        page.route("**/training_room*", lambda route: route.abort())
        page.get_by_role("button", name="Начать пробу").click()
        expect(page.get_by_text("Комната не открывается.")).to_be_visible()
        page.unroute("**/training_room*")
    enter(page, js, "Начать пробу")
    room_of(page, js).get_by_role("link", name="Выйти").click()
    expect(page).to_have_url(re.compile("/workshops/booking/"))

    the_hour_comes(portal, key)
    page.get_by_role("link", name="Войти в комнату").click()
    look(page, "join")
    enter(page, js)
    look(page, "in-the-room")
    room_of(page, js).get_by_role("link", name="Выйти").click()
    expect(page.locator(".video-door")).to_be_visible()

    host = member("host", js=js)
    host.goto(f"/desk/date/{key}/")
    if js:
        expect(host.locator("#video")).to_contain_text(name)
        look(host, "sheet")
    else:
        host.locator(".desk-person", has_text=name).get_by_role("button", name="Отметить").click()
    expect(host.locator(".desk-person-here")).to_contain_text(name)
    guest.goto(COURSE)
    expect(guest.locator("[data-lesson-state=completed]").filter(has_text=LESSON)).to_have_count(1)

    host.get_by_role("button", name="Перевести всех в запасную комнату").click()
    expect(host.locator("#video")).to_contain_text("в запасной комнате")
    page.get_by_role("link", name="Войти в комнату").click()
    expect(page.locator("main")).to_contain_text("в запасной комнате")
    enter(page, js)
    expect(room_of(page, js).get_by_text("Это запасная комната")).to_be_visible()
    host.get_by_role("button", name="Вернуть всех в основную комнату").click()

    write(
        portal,
        "INSERT INTO events_videoserver (domain, is_up, checked_at, changed_at, failures, last_error)"
        " VALUES ('stand-in', 0, :now, :now, 2, 'no answer') ON CONFLICT (domain) DO UPDATE SET is_up = 0",
        now=datetime.now(UTC),
    )
    try:
        page.goto(link_in_a_letter(portal, email, path=BOOKING))
        page.get_by_role("link", name="Войти в комнату").click()
        expect(page.locator("main")).to_contain_text("в запасной комнате")
        look(page, "fallback", through=False)
        enter(page, js)
        expect(room_of(page, js).get_by_text("Это запасная комната")).to_be_visible()
    finally:
        write(portal, "UPDATE events_videoserver SET is_up = 1")
    assert wrong == []
    assert not html or check(html) == []


def book_by_mail(page: Page, key: str, name: str, email: str) -> None:
    page.goto(f"/workshops/date/{key}/")
    page.get_by_label("Электронная почта").fill(email)
    page.get_by_label("Как к вам обращаться").fill(name)
    page.get_by_label("Я даю согласие").check()
    page.get_by_role("button", name="Записаться", exact=True).click()
    expect(page).to_have_url(re.compile("/workshops/booking/"))


def the_hour_comes(portal: Portal, key: str) -> None:
    """The date began half an hour ago, and whoever booked was there for all but a second of what counts as coming."""
    now, pk = datetime.now(UTC), key.replace("-", "")
    write(
        portal,
        "UPDATE events_occurrence SET starts_at = :starts, ends_at = :ends WHERE id = :pk",
        starts=now - 30 * MINUTE,
        ends=now + 60 * MINUTE,
        pk=pk,
    )
    write(
        portal,
        "INSERT INTO events_presence (learner_id, occurrence_id, came_at, seen_at, seconds)"
        " SELECT learner_id, occurrence_id, :came, :seen, 20 * 60 - 1 FROM events_booking WHERE occurrence_id = :pk",
        came=now - 20 * MINUTE,
        seen=now - timedelta(seconds=5),
        pk=pk,
    )


def test_a_stranger_and_whoever_is_early(device: NewDevice, member: NewDevice, keys: list[str]) -> None:
    stranger = device()
    stranger.goto(f"/workshops/date/{keys[2]}/join/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Сначала запишитесь")
    learner = member("learner")
    learner.goto(f"/workshops/date/{keys[2]}/")
    learner.get_by_role("button", name="Записаться", exact=True).click()
    expect(learner.locator(".video-door")).to_contain_text("Войти можно")
    learner.goto(f"/workshops/date/{keys[2]}/join/")
    expect(learner.get_by_role("heading", level=1)).to_contain_text("Комната откроется")
    wrong = wrong_with(learner)
    html = {"stranger": stranger.request.get(stranger.url).text(), "early": learner.request.get(learner.url).text()}
    assert wrong == []
    assert check(html) == []
