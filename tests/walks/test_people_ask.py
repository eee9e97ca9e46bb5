"""A guest asks from a paragraph, mends a mistyped address and confirms by mail; an expert takes the question and
answers; the guest reads the letter and says «Помогло»; the next reader finds the answer. A moderator hides it, its
asker disagrees, and another moderator brings it back.

Two experts who take one question at once; and buttons that are pressed fifty times.
"""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.walks.conftest import NewDevice, Portal, link_in_a_letter
from tests.walks.looking import wrong_with
from tests.walks.places import LESSON
from tests.walks.test_valid_html import check

pytestmark = pytest.mark.walk


def press(button: Locator, times: int = 50) -> None:
    """As fast as a program can; every press sends the form, and the last answer is shown."""
    button.evaluate("(button, times) => { for (let one = 0; one < times; one++) button.click() }", times)


def found(page: Page, words: str, path: str) -> int:
    page.goto(f"/search/?{urlencode({'q': words})}")
    return page.locator(f"main a[href^='{path}']").count()


def first_question_ends(page: Page) -> float:
    """How far down a telephone shows the first question of the list, with what became of it; the height is 740."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/questions/")
    box = page.locator(".question-card .question-facts span").first.bounding_box()
    assert box
    return box["y"] + box["height"]


def keep_order(page: Page, path: str, title: str) -> Locator:
    """The form of a moderator, found from the question."""
    page.goto(path)
    page.locator("#same summary").click()
    page.get_by_role("link", name=title).click()
    return page.locator("form", has=page.get_by_role("button", name="Сделать", exact=True))


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_from_a_paragraph_to_helped_hidden_and_back(
    device: NewDevice, member: NewDevice, portal: Portal, js: bool
) -> None:
    who = "Борис" if js else "Глеб"
    address = f"{'boris' if js else 'gleb'}@example.org"
    wrong, html = [], {}

    def look(one: Page, name: str) -> None:
        if js:
            one.wait_for_load_state()
            wrong.extend(wrong_with(one))
            html[name] = one.content()

    page = device(js=js)
    page.goto(LESSON)
    page.locator(".ask-here a").first.click()
    story = f"Сосед {who} говорит, что звонил робот и просил нажать цифру. Надо ли нажимать?"
    page.get_by_label("Что случилось").fill(story)
    if js:
        expect(page.locator("[data-known] a").first).to_be_visible()
    page.get_by_label("Электронная почта").fill(f"o{address}")
    page.get_by_label("Я даю согласие").check()
    page.get_by_role("button", name="Дальше: проверить").click()
    expect(page.locator(".question-seen")).to_contain_text("просил нажать цифру")
    look(page, "check")
    page.get_by_role("button", name="Отправить").dblclick()
    expect(page.locator(".messages")).to_contain_text(f"Письмо ушло на o{address}")
    page.get_by_text("Адрес с ошибкой?").click()
    page.get_by_label("Ваша электронная почта").fill(address)
    look(page, "asked")
    page.get_by_role("button", name="Исправить и отправить письмо").dblclick()
    expect(page.locator("main strong").first).to_have_text(address)

    mailbox = device(js=js)
    mailbox.goto(link_in_a_letter(portal, address, "Это ваша почта?"))
    look(mailbox, "confirm")
    mailbox.get_by_role("button", name="Это моя почта").click()
    expect(mailbox.locator(".messages")).to_contain_text("отправлен экспертам")
    asked = mailbox.url.partition("?")[0].removeprefix(portal.url)

    expert = member("expert", js=js)
    expert.goto("/questions/queue/")
    expert.get_by_role("link", name=re.compile(f"Сосед {who}")).first.click()
    expert.get_by_role("button", name="Ответить").click()
    expert.get_by_label("Ваш ответ").fill("Ничего **не нажимайте**.\n\n1. Положите трубку.")
    expert.get_by_role("button", name="Посмотреть").click()
    expect(expert.locator(".answer-text strong").first).to_have_text("не нажимайте")
    look(expert, "answer")
    expert.get_by_role("button", name="Опубликовать ответ").click()
    expect(expert.locator(".answer")).to_contain_text("Положите трубку")

    reader = device(js=js)
    reader.goto(link_in_a_letter(portal, address, "Вам ответили"))
    press(reader.get_by_role("button", name="Помогло", exact=True))
    expect(reader.locator(".answer-accepted")).to_contain_text("Вы сказали: помогло")
    page.goto(f"{LESSON}?fresh")
    expect(page.locator(".question-slip", has_text="Сосед").first).to_be_visible()
    inflected = f"{who}у звонили роботы"
    assert found(page, inflected, asked) == 1
    if js:
        assert first_question_ends(page) <= 740

    moderator = member("moderator", js=js)
    form = keep_order(moderator, asked, "Навести порядок")
    look(moderator, "order-one")
    form.get_by_label("Скрыть вопрос").check()
    form.get_by_label("Почему").fill("Здесь имя соседа.")
    form.get_by_role("button", name="Сделать").click()
    expect(moderator.locator(".messages")).to_contain_text("Записали, кто и почему")
    assert found(page, inflected, asked) == 0

    reader.goto(link_in_a_letter(portal, address, "Ваш вопрос скрыт"))
    expect(reader.locator("#verdict")).to_contain_text("Здесь имя соседа.")
    reader.get_by_text("Не согласны?").click()
    look(reader, "hidden")
    reader.get_by_label("Почему вы не согласны").fill("Борисов много, это не чужие данные.")
    press(reader.get_by_role("button", name="Попросить пересмотреть"))
    expect(reader.locator("#verdict")).to_contain_text("Решать будет другой модератор")

    moderator.goto("/questions/order/")
    mine = moderator.locator("article", has_text=f"Сосед {who}")
    expect(mine).to_contain_text("Это решали вы. Пересмотрит другой модератор.")
    expect(mine.get_by_role("button")).to_have_count(0)
    look(moderator, "order-with-an-appeal")
    other = member("admin", js=js)
    other.goto("/questions/order/")
    other.locator("article", has_text=f"Сосед {who}").get_by_role("button", name="Согласиться и вернуть").click()
    expect(other.locator(".messages")).to_contain_text("Записали, кто и почему")
    reader.goto(link_in_a_letter(portal, address, "Снова открыто"))
    expect(reader.locator(".answer-accepted")).to_contain_text("Вы сказали: помогло")
    assert found(page, inflected, asked) == 1
    assert wrong == []
    assert not html or check(html) == []


def test_two_experts_open_one_question_at_once(member: NewDevice) -> None:
    asker, first, second = member("newcomer"), member("expert"), member("host")
    asker.goto("/questions/ask/")
    asker.get_by_label("Что случилось").fill("Планшет не видит наушники. Как их соединить?")
    asker.get_by_role("button", name="Дальше: проверить").click()
    asker.get_by_role("button", name="Отправить").click()
    expect(asker.locator(".messages")).to_contain_text("Вопрос отправлен")
    for one in (first, second):
        one.goto(asker.url)
    first.get_by_role("button", name="Ответить").click()
    expect(first.get_by_label("Ваш ответ")).to_be_visible()
    second.get_by_role("button", name="Ответить").click()
    expect(second.locator(".messages")).to_contain_text(re.compile(r"Сейчас отвечает Андрей Белов, до \d\d:\d\d"))
    second.goto(asker.url)
    expect(second.locator("main")).to_contain_text(re.compile(r"Сейчас отвечает Андрей Белов, до \d\d:\d\d"))
    expect(second.get_by_role("button", name="Ответить")).to_have_count(0)

    first.get_by_role("button", name="Передать дальше").click()
    expect(first.locator(".messages")).to_contain_text("Вопрос передан дальше")
    second.reload()
    second.get_by_role("button", name="Ответить").click()
    expect(second.get_by_label("Ваш ответ")).to_be_visible()
