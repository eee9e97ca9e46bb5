"""A guest takes a course, comes back by bookmark on another device, signs up, and keeps everything."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import NewDevice, Portal

pytestmark = pytest.mark.walk

COURSE = "/courses/ne-dat-sebya-obmanut/"


def learn(page: Page, lessons: int) -> None:
    """From the home page through the first lessons, by the buttons that are there."""
    page.goto("/")
    page.get_by_role("link", name="Не дать себя обмануть").first.click()
    expect(page).to_have_url(re.compile(COURSE))
    page.get_by_role("link", name="Начать курс").click()
    for _ in range(lessons):
        page.get_by_role("button", name="Готово, дальше").click()
    expect(page.locator(".lesson-place")).to_contain_text(f"Урок {lessons + 1} из")


def completed(page: Page) -> int:
    page.goto(COURSE)
    return page.locator("[data-lesson-state=completed]").count()


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_guest_learns_returns_and_signs_up(device: NewDevice, portal: Portal, js: bool) -> None:
    first = device(js=js)
    learn(first, lessons=2)
    assert completed(first) == 2

    first.goto("/my/bookmark/")
    first.get_by_role("button", name=re.compile("закладк", re.IGNORECASE)).first.click()
    words = first.locator(".words").inner_text()
    assert len(words.split()) == 4

    second = device(js=js)
    second.goto("/return/")
    second.fill("main input[name=words]", f"  {words.upper().replace('Ё', 'Е')} ")
    second.locator("main form").get_by_role("button").first.click()
    assert completed(second) == 2
    second.locator("main").get_by_role("link", name="Продолжить").first.click()
    second.get_by_role("button", name="Готово, дальше").click()
    assert completed(second) == 3
    assert completed(first) == 3

    second.goto("/accounts/signup/")
    email = f"walk-{'js' if js else 'plain'}@example.org"
    second.fill("input[name=name]", "Вера Ильинична")
    second.fill("input[name=email]", email)
    second.fill("input[name=password1]", "липа чайник среда")
    expect(second.locator("input[name=keep_lessons]")).to_be_checked()
    second.check("input[name=consent]")
    second.locator("main form button[type=submit]").first.click()
    expect(second.locator("h1")).to_contain_text("Вера Ильинична")
    assert completed(second) == 3

    second.goto("/accounts/logout/")
    second.locator("main form button[type=submit]").first.click()
    assert completed(second) == 0

    third = device(js=js)
    third.goto("/accounts/login/")
    third.fill("input[name=login]", email)
    third.fill("input[name=password]", "липа чайник среда")
    third.locator("main form button[type=submit]").first.click()
    assert completed(third) == 3


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_signing_in_asks_whose_lessons_they_are(device: NewDevice, js: bool) -> None:
    page = device(js=js)
    learn(page, lessons=1)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "newcomer@demo.example" if js else "dispatcher@demo.example")
    page.fill("input[name=password]", "prosvet-demo")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_contain_text("Это ваши занятия?")
    page.get_by_role("button", name=re.compile("^Да")).click()
    assert completed(page) == 1


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_ticks_larger_letters_and_one_phone(device: NewDevice, js: bool) -> None:
    page = device(js=js)
    lesson = f"{COURSE}pyat-priznakov/"
    page.goto(lesson)
    page.locator("header").get_by_role("button", name="Крупнее").click()
    expect(page.locator("html")).to_have_attribute("data-size", "2")
    assert page.url.endswith(lesson)

    box = page.locator("form[action$='checklist/'] input[type=checkbox]").first
    box.check()
    if js:
        page.wait_for_timeout(500)
    else:
        page.locator("form[action$='checklist/']").first.get_by_role("button").click()
    page.goto(lesson)
    expect(page.locator("form[action$='checklist/'] input[type=checkbox]").first).to_be_checked()

    page.get_by_role("button", name="Айфон").first.click()
    android = page.locator(".variant-android").first
    if js:
        expect(android).to_be_hidden()
    else:
        expect(android).to_be_visible()
    page.emulate_media(media="print")
    expect(android).to_be_visible()


def test_the_place_in_a_lesson_is_found_again(device: NewDevice) -> None:
    page = device()
    page.goto(f"{COURSE}pyat-priznakov/")
    page.locator(".lesson-body > *").nth(6).evaluate(
        "block => block.scrollIntoView({block: 'start', behavior: 'instant'})"
    )
    page.goto("/my/")
    # The place is sent as the page is left, and nobody waits for it.
    page.wait_for_timeout(2000)
    page.goto(COURSE)
    link = page.locator("main").get_by_role("link", name="Продолжить").first
    place = (link.get_attribute("href") or "").partition("#")[2]
    assert place.startswith("b-")
    link.click()
    expect(page.locator(f"#{place}")).to_be_in_viewport()
