"""Learners find dates, book in two taps, cancel and take it back; who waits moves up when somebody cannot come."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import NewDevice, Portal, reload_until, write
from tests.walks.looking import wrong_with

pytestmark = pytest.mark.walk

FREE = ".date-line:not(.date-line-off):not([data-places-left='0'])"
STATE = "#booking[data-booking-state={}]"
# Seconds until the worker gives on a place that is held no longer.
WORKER = 60


def dates_of(host: Page, workshop: str) -> list[str]:
    """Keys of the coming dates of a series, as its host finds them at the desk."""
    host.goto("/desk/series/")
    host.get_by_role("link", name=workshop).click()
    # A list that is still coming in is counted as it is.
    host.wait_for_url(lambda url: not url.endswith("/desk/series/"))
    links = host.locator(".desk-days a")
    return [(link.get_attribute("href") or "").split("/")[3] for link in links.all()]


def book_as_guest(page: Page, key: str, name: str, phone: str, button: str = "Записаться") -> None:
    page.goto(f"/workshops/date/{key}/")
    page.get_by_label("Как к вам обращаться").fill(name)
    page.get_by_label("Телефон").fill(phone)
    page.get_by_label("Я даю согласие").check()
    page.get_by_role("button", name=button, exact=True).click()


def state(page: Page) -> str:
    return page.locator("#booking").get_attribute("data-booking-state") or ""


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_two_taps_and_back(member: NewDevice, js: bool) -> None:
    page = member("newcomer", js=js)
    page.goto("/workshops/")
    page.locator(".filters summary").click()
    page.locator(".filters").get_by_role("link", name="по видео", exact=True).click()
    expect(page.locator(".filters [aria-current]")).to_contain_text("по видео")
    free = page.locator(f"{FREE}[data-booking-state=none]")
    free.filter(has_text="Звонки недели").first.get_by_role("link").click()

    page.get_by_role("button", name="Записаться", exact=True).click()
    expect(page.locator(".message-success")).to_contain_text("Вы записаны. Ждём вас!")
    assert state(page) == "confirmed"
    page.get_by_role("button", name="Не смогу прийти").click()
    expect(page.locator(".message-success")).to_contain_text("Минуту её можно вернуть")
    assert state(page) == "cancelled"
    page.get_by_role("button", name="Вернуть").click()
    expect(page.locator(".booking-state")).to_contain_text("Вы записаны")
    assert state(page) == "confirmed"
    page.goto("/my/")
    expect(page.locator("main")).to_contain_text("Звонки недели")


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_what_a_guest_typed_is_not_lost(device: NewDevice, js: bool) -> None:
    """Without a telephone and a mail nobody could be told; the form says so, and keeps the name."""
    page = device(js=js)
    page.goto("/workshops/")
    page.locator(".date-line:not(.date-line-off):not([data-places-left='0'])").filter(
        has_text="Звонки недели"
    ).last.get_by_role("link").click()
    page.get_by_label("Как к вам обращаться").fill("Таисия")
    page.get_by_role("button", name="Записаться", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("Напишите телефон или почту")
    expect(page.get_by_label("Как к вам обращаться")).to_have_value("Таисия")
    page.get_by_label("Телефон").fill("8 900 000-00-77")
    page.get_by_label("Я даю согласие").check()
    page.get_by_role("button", name="Записаться", exact=True).click()
    expect(page).to_have_url(re.compile("/workshops/booking/"))
    expect(page.locator(".slip-number")).to_contain_text(re.compile(r"\d+-\d+"))
    slip = page.url

    elsewhere = device(js=js)
    elsewhere.goto(slip)
    elsewhere.get_by_role("button", name="Не смогу прийти").click()
    assert state(elsewhere) == "cancelled"
    elsewhere.get_by_role("button", name="Вернуть").click()
    assert state(elsewhere) == "confirmed"


def test_a_full_date_has_a_queue_that_moves_up(member: NewDevice, device: NewDevice, portal: Portal) -> None:
    """With scripts and without, at two dates at once. Nobody sits out the minute for «Вернуть»."""
    host = member("host")
    keys = dates_of(host, "Новость или выдумка")[3:5]
    waiting = []
    for js, key in zip((True, False), keys, strict=True):
        host.goto(f"/desk/date/{key}/change/")
        host.get_by_text("Сколько мест", exact=True).first.click()
        host.locator("[name=capacity]").fill("1")
        host.locator("form[action$='places/']").get_by_role("button").click()
        expect(host.locator(".message-success")).to_be_visible()

        first, second, third = (device(js=js) for _person in range(3))
        book_as_guest(first, key, "Первая", "8 900 000-01-01")
        assert state(first) == "confirmed"
        second.goto(f"/workshops/date/{key}/")
        expect(second.locator("#booking")).to_contain_text("Все места заняты")
        expect(second.locator(".book-question")).to_have_text(
            "Мест нет. Записать вас в очередь? Вы будете под номером 1."
        )
        book_as_guest(second, key, "Вторая", "8 900 000-02-02", "Записаться в очередь")
        expect(second.locator(".booking-state")).to_contain_text("Вы в очереди под номером 1")
        if js:
            assert wrong_with(second) == []
        book_as_guest(third, key, "Третья", "8 900 000-03-03", "Записаться в очередь")
        expect(third.locator(".booking-state")).to_contain_text("Вы в очереди под номером 2")

        first.get_by_role("button", name="Не смогу прийти").click()
        first.get_by_role("button", name="Вернуть").click()
        assert state(first) == "confirmed"
        first.get_by_role("button", name="Не смогу прийти").click()
        second.reload()
        assert state(second) == "waitlisted"
        if js:
            assert wrong_with(first) == []
        waiting.append((second, third))

    write(portal, "UPDATE events_booking SET held_until = :now WHERE held_until > :now", now=datetime.now(UTC))
    for second, third in waiting:
        reload_until(second, STATE.format("confirmed"), WORKER)
        expect(second.locator(".slip-number")).to_contain_text("-1")
        third.reload()
        expect(third.locator(".booking-state")).to_contain_text("Вы в очереди под номером 1")
    host.goto("/desk/calls/")
    told = host.locator(".own-list > li").filter(has_text="Вторая")
    expect(told).to_have_count(2)
    expect(told.first).to_contain_text("нашлось место")
