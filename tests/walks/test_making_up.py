"""A host keeps the recording of a date; whoever missed it watches, marks it, and finds the tick at the lesson."""

import pytest
from playwright.sync_api import expect

from portal.demo import texts
from tests.walks.conftest import NewDevice, Portal
from tests.walks.dates import make_dates
from tests.walks.looking import wrong_with
from tests.walks.test_valid_html import check

pytestmark = pytest.mark.walk

COURSE = "/courses/smartfon-bez-strakha/"
LESSON = "Крупные буквы, громкий звонок"
FILM = texts.FOLDER / "films" / "zvonki-nedeli.webm"
YESTERDAY = -24 * 60


@pytest.fixture(scope="module")
def keys(portal: Portal) -> list[str]:
    """Two dates of a workshop whose editor lets people make them up."""
    return make_dates(portal, "Буквы крупнее", LESSON, [YESTERDAY] * 2, lasts=60, can_be_made_up=True)


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_a_missed_date_is_made_up(device: NewDevice, member: NewDevice, keys: list[str], js: bool) -> None:
    wrong, html = [], {}
    host = member("host", js=js)
    host.goto(f"/desk/date/{keys[js]}/")
    host.get_by_role("link", name="После занятия").click()
    host.get_by_label("Название").fill("Запись вечера")
    host.get_by_label("Адрес в интернете").fill("не адрес")
    host.get_by_role("button", name="Добавить").click()
    expect(host.get_by_label("Название")).to_have_value("Запись вечера")
    host.get_by_label("Адрес в интернете").fill("")
    host.get_by_label("Или файл").set_input_files(FILM)
    host.get_by_label("для всех").check()
    host.get_by_role("button", name="Добавить").click()
    expect(host.locator(".own-list")).to_contain_text("Запись вечера")

    guest = device(js=js)
    guest.goto(f"/workshops/date/{keys[js]}/")
    if js:
        wrong = wrong_with(host) + wrong_with(guest)
        html = {name: one.request.get(one.url).text() for name, one in {"host": host, "guest": guest}.items()}
        film = guest.locator("video")
        film.evaluate("film => film.play()")
        guest.wait_for_function("document.querySelector('video').currentTime > 0")
    guest.get_by_role("button", name="Запись посмотрена").click()
    expect(guest.get_by_text("Занятие засчитано.")).to_be_visible()
    guest.goto(COURSE)
    expect(guest.locator("[data-lesson-state=completed]").filter(has_text=LESSON)).to_have_count(1)

    guest.go_back()
    guest.get_by_role("button", name="Это ошибка, вернуть").click()
    expect(guest.get_by_role("button", name="Запись посмотрена")).to_be_visible()
    assert wrong == []
    assert not html or check(html) == []
