"""A host plans a series on a page of the site: the rule in words, six dates, what is left out.

Then it is on the schedule.
"""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import DESK, NewDevice, today
from tests.walks.looking import wrong_with

pytestmark = pytest.mark.walk

WEEKS = "по дням недели: каждый вторник"
NTH = "по неделям месяца: третья среда"
DATES = "по числам: каждое 5-е число"
DAYS = "по дням: каждый день, через день"
MONTHS = ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]


def before_new_year() -> date:
    """The next 28 December: six days from there on are interrupted by the holidays."""
    this = date(today().year, 12, 28)
    return this if today() < this else date(today().year + 1, 12, 28)


def preview(page: Page) -> str:
    """What the page says after «Показать даты»."""
    page.get_by_role("button", name="Показать даты").click()
    shown = page.locator("#preview")
    expect(shown.locator("ol li")).to_have_count(6)
    return shown.inner_text()


def choose(page: Page, how: str) -> None:
    page.get_by_role("radio", name=how).check()


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_a_host_plans_a_series(member: NewDevice, device: NewDevice, js: bool) -> None:
    page, first, tomorrow = member("host", js=js), before_new_year(), today() + timedelta(days=1)
    page.goto("/desk/")
    page.get_by_role("link", name="Серии занятий").click()
    page.get_by_role("link", name="Начать новую серию").click()
    page.get_by_role("button", name="Начать серию").click()
    expect(page.locator(".error-summary")).to_contain_text("Отметьте хотя бы один день недели")

    page.get_by_label("Какое занятие").select_option(label="Школа помощника")
    page.get_by_label("Первый день").fill(tomorrow.isoformat())
    page.get_by_label("Начало").fill("11:30")
    page.get_by_label("Зал можно").select_option(label="Библиотека «Тихий двор»")
    page.get_by_role("checkbox", name="Вторник").check()
    assert "зал занят: «Телефон без спешки»" in preview(page)
    expect(page.locator("#preview")).to_contain_text("Каждый вторник в 11:30")
    if js:
        assert wrong_with(page) == []

    page.get_by_role("radio", name="по видео", exact=True).check()
    choose(page, NTH)
    page.get_by_label("Который раз в месяце").select_option(label="3-й раз")
    page.get_by_label("Какой день недели").select_option(label="Среда")
    assert "Каждую третью среду месяца в 11:30" in preview(page)

    choose(page, DATES)
    page.get_by_label("Какого числа").select_option(label="15")
    page.get_by_label("Раз в сколько дней, недель или месяцев").fill("2")
    assert "Раз в два месяца, 15-го числа в 11:30" in preview(page)

    choose(page, DAYS)
    page.get_by_label("Первый день").fill(first.isoformat())
    page.get_by_label("Раз в сколько дней, недель или месяцев").fill("1")
    said = preview(page)
    assert "Каждый день в 11:30" in said
    assert f"1 января {first.year + 1}" in said.partition("Пропустим")[2]
    assert ", 1 января" not in said.partition("Пропустим")[0]

    minute = "40" if js else "50"
    choose(page, WEEKS)
    page.get_by_role("checkbox", name="Вторник").check()
    page.get_by_role("checkbox", name="Четверг").check()
    page.get_by_label("Первый день").fill(tomorrow.isoformat())
    page.get_by_label("Начало").fill(f"18:{minute}")
    page.get_by_label("Раз в сколько дней, недель или месяцев").fill("2")
    page.get_by_label("Сколько всего занятий").fill("12")
    said = preview(page)
    assert f"Раз в две недели по вторникам и четвергам в 18:{minute}, всего 12 занятий" in said
    day, month, year = re.findall(r"(\d+) (\w+) (\d{4}), 18", said)[0]
    page.get_by_role("button", name="Начать серию").click()
    expect(page.locator(".message-success")).to_contain_text(f"Первое занятие: «Школа помощника», {day} {month}")
    assert 6 <= page.locator(".desk-days li").count() <= 12

    reader = device(js=js)
    reader.goto(f"/workshops/?day={year}-{MONTHS.index(month[:3]) + 1:02}-{int(day):02}")
    line = reader.locator(".date-line").filter(has_text=f"18:{minute}")
    expect(line).to_contain_text("Школа помощника")
    line.get_by_role("link").click()
    expect(reader.get_by_role("button", name="Записаться", exact=True)).to_be_visible()


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_the_rule_is_asked_in_the_admin_too(member: NewDevice, js: bool) -> None:
    """From the keyboard alone: Tab goes on, arrows choose, Space ticks."""
    page = member("manager", js=js, size=DESK)
    page.goto("/admin/series/")
    page.locator("main").get_by_role("link", name="Добавить").first.click()
    page.get_by_label("Какое занятие").select_option(label="Школа помощника")
    page.get_by_label("Первый день").fill((today() + timedelta(days=1)).isoformat())
    page.get_by_label("Начало").fill("20:15" if js else "20:25")
    page.get_by_role("radio", name="по видео", exact=True).check()

    keyboard = page.keyboard
    page.get_by_label("Какое занятие").focus()
    keyboard.press("Tab")
    expect(page.get_by_role("radio", name=WEEKS)).to_be_focused()
    keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=NTH)).to_be_checked()
    expect(page.get_by_role("checkbox", name="Вторник")).to_be_hidden()
    keyboard.press("Tab")
    expect(page.get_by_label("Который раз в месяце")).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(page.get_by_label("Сколько всего занятий")).to_be_focused()
    keyboard.type("6")
    keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Школа помощника")
    expect(page.locator(".lead")).to_contain_text("Каждую третью среду месяца в 20:")
    expect(page.locator(".lead")).to_contain_text("всего 6 занятий")
