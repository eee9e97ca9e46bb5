"""A host moves dates and everybody is told; a librarian runs a date; a dispatcher books for callers, and calls."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import NewDevice, Portal, link_in_a_letter, today
from tests.walks.looking import wrong_with
from tests.walks.test_people_book import FREE, book_as_guest, dates_of, state

pytestmark = pytest.mark.walk

# Of each mode: a workshop whose coming completes a lesson, that lesson, and who comes.
TODAY = {
    True: ("Телефон без спешки", "Крупные буквы, громкий звонок", "newcomer", "Галина Ивановна"),
    False: ("Внуки и старшие", "Камера и фото", "learner", "Нина Петровна"),
}


def people_of(page: Page, keys: list[str]) -> set[str]:
    """Names on the sheets of these dates."""
    names: set[str] = set()
    for key in keys:
        page.goto(f"/desk/date/{key}/")
        names |= {name.strip() for name in page.locator(".desk-person-name").all_inner_texts()}
    return names


def to_call(page: Page, words: str) -> set[str]:
    """Names on the call list of whom these words are for."""
    page.goto("/desk/calls/")
    rows = page.locator(".own-list > li").filter(has_text=words)
    return {name.strip() for name in rows.locator("h2").all_inner_texts()}


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_everybody_hears_of_a_moved_date(member: NewDevice, portal: Portal, js: bool) -> None:
    """One date is put on another day."""
    host, learner = member("host", js=js), member("helper", js=js)
    key = dates_of(host, "Госуслуги делаем вместе")[5 if js else 6]
    learner.goto(f"/workshops/date/{key}/")
    learner.get_by_role("button", name="Записаться", exact=True).click()
    caller = f"Звонивший {'первый' if js else 'второй'}"
    book_as_guest(learner.context.browser.new_page(base_url=portal.url), key, caller, "8 900 000-04-04")
    assert people_of(host, [key]) == {"Ольга", caller}

    host.get_by_role("link", name="Изменить это занятие").click()
    expect(host.locator("main")).to_contain_text("Записаны 2 человека. О переносе и отмене они узнают сами.")
    host.get_by_text("Перенести или сменить зал").click()
    host.locator("[name=time]").fill("17:45" if js else "18:15")
    host.get_by_role("button", name="Перенести", exact=True).click()
    expect(host.locator(".message-success")).to_contain_text("Перенесли. Все, кто записан, узнают об этом.")

    assert caller in to_call(host, "перенесли")
    link_in_a_letter(portal, "helper@demo.example", "перенесли: Госуслуги делаем вместе", r"/\S*")
    learner.reload()
    expect(learner.locator("main")).to_contain_text("Занятие перенесли")
    assert state(learner) == "confirmed"


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_another_rule_shows_its_human_cost_first(member: NewDevice, js: bool) -> None:
    """«Внуки и старшие» go from Saturday to Sunday, or back."""
    host = member("host", js=js)
    keys = dates_of(host, "Внуки и старшие")
    people = people_of(host, keys)
    host.goto("/desk/series/")
    host.get_by_role("link", name="Внуки и старшие").click()
    host.get_by_role("link", name="Изменить серию").click()
    weekday = host.get_by_label("Какой день недели")
    other = "5" if weekday.input_value() == "6" else "6"
    weekday.select_option(other)
    host.get_by_role("button", name="Сохранить").click()

    plan = host.locator("#plan")
    expect(plan).to_contain_text(re.compile(rf"{len(people)} человека? записан"))
    expect(plan).to_contain_text("Что с ними сделать?")
    plan.get_by_role("button", name="Да, изменить").click()
    expect(plan).to_contain_text("Выберите, что сделать с людьми.")
    expect(host.get_by_label("Какой день недели")).to_have_value(other)
    if js:
        assert wrong_with(host) == []
    plan.get_by_role("radio", name="Перенести на ближайшую дату").check()
    plan.get_by_role("button", name="Да, изменить").click()
    expect(host.locator(".message-success")).to_contain_text("Серию изменили")

    keys = dates_of(host, "Внуки и старшие")
    assert people_of(host, keys) == people
    assert to_call(host, "«Внуки и старшие»") >= people


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_a_librarian_runs_a_date(member: NewDevice, js: bool) -> None:
    workshop, lesson, who, name = TODAY[js]
    host, learner = member("host", js=js), member(who, js=js)
    host.goto("/desk/series/")
    host.get_by_role("link", name=workshop).click()
    host.get_by_text("Добавить дату").click()
    host.get_by_label("День").fill(today().isoformat())
    host.get_by_label("Начало").fill("23:59")
    host.get_by_role("button", name="Добавить", exact=True).click()
    expect(host.locator(".message-success")).to_contain_text("Добавили")

    host.goto("/desk/")
    if js:
        assert wrong_with(host) == []
    host.locator(".desk-date").filter(has_text="23:59").get_by_role("link", name=workshop).click()
    sheet = host.url
    learner.goto(f"/workshops/date/{sheet.rstrip('/').split('/')[-1]}/")
    learner.get_by_role("button", name="Записаться", exact=True).click()
    assert lesson_state(learner, lesson) != "completed"

    host.reload()
    expect(host.locator(".lead")).to_contain_text("1 человек")
    host.get_by_role("textbox", name="Добавить пришедшего").fill("  Клавдия   с пятого этажа ")
    host.get_by_role("button", name="Добавить", exact=True).click()
    walked_in = host.locator(".desk-person").filter(has_text="Клавдия с пятого этажа")
    expect(walked_in).to_contain_text("без записи")
    expect(walked_in.get_by_role("button")).to_contain_text("Здесь")

    person = host.locator(".desk-person").filter(has_text=name)
    person.get_by_role("button", name="Отметить").click()
    expect(person.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    expect(host.locator(".lead")).to_contain_text("Уже здесь 2")
    if js:
        assert wrong_with(host) == []
    assert lesson_state(learner, lesson) == "completed"

    person.get_by_role("button", name="Здесь").click()
    expect(person.get_by_role("button")).to_have_attribute("aria-pressed", "false")
    assert lesson_state(learner, lesson) != "completed"
    person.get_by_role("button", name="Отметить").click()
    assert lesson_state(learner, lesson) == "completed"

    host.emulate_media(media="print")
    expect(person.locator(".desk-box")).to_be_visible()
    expect(host.get_by_role("textbox", name="Добавить пришедшего")).to_be_hidden()


def lesson_state(page: Page, title: str) -> str:
    page.goto("/courses/smartfon-bez-strakha/")
    entry = page.locator("main [data-lesson-state]").filter(has_text=title)
    return entry.get_attribute("data-lesson-state") or ""


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_a_dispatcher_books_for_a_caller_and_works_the_list_off(member: NewDevice, js: bool) -> None:
    page = member("dispatcher", js=js)
    page.goto("/workshops/")
    free = page.locator(FREE).filter(has_text="Звонки недели").first
    key = (free.get_by_role("link").get_attribute("href") or "").rstrip("/").split("/")[-1]
    page.goto(f"/desk/date/{key}/")
    page.get_by_role("link", name="Записать по телефону").click()
    page.get_by_role("button", name="Записать", exact=True).click()
    expect(page.locator(".error-summary li")).to_have_count(3)
    if js:
        assert wrong_with(page) == []
    name = f"Роза {'Ильинична' if js else 'Марковна'}"
    page.get_by_label("Как обращаться").fill(name)
    page.get_by_label("Телефон").fill("8 900 000-05-05")
    page.get_by_label("Человек согласен").check()
    page.get_by_role("button", name="Записать", exact=True).click()
    slip = page.locator(".desk-slip")
    expect(slip).to_contain_text(name)
    expect(slip).to_contain_text("Звонки недели")
    page.get_by_role("button", name="Не сможет прийти").click()
    expect(page.locator("h1")).to_have_text("Запись отменена")
    page.get_by_role("button", name="Вернуть").click()
    expect(page.locator("h1")).to_have_text("Место есть")
    page.emulate_media(media="print")
    expect(slip).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    page.emulate_media(media="screen")

    page.goto("/desk/")
    page.get_by_role("link", name=re.compile("ждут? звонка")).click()
    rows = page.locator(".own-list > li")
    expect(rows.first).to_be_visible()
    before, first = rows.count(), rows.first
    number = first.get_attribute("id") or ""
    first.get_by_role("button", name="Позвонили").click()
    expect(page.locator(f"#{number} .field-error, #{number} .error-summary").first).to_be_visible()
    page.locator(f"#{number}").get_by_label("Чем кончилось").select_option(label="Поговорили, всё знает")
    page.locator(f"#{number}").get_by_role("button", name="Позвонили").click()
    expect(page.locator(f"#{number}")).to_have_count(0)
    expect(rows).to_have_count(before - 1)
