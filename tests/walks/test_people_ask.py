"""A guest asks from a paragraph and confirms by mail; an expert takes the question and answers; the guest reads the
letter and says «Помогло»; the next reader finds the answer at the paragraph.
"""

import re
import time
from email import message_from_string, policy

import pytest
from playwright.sync_api import expect

from tests.walks.conftest import NewDevice, Portal
from tests.walks.looking import wrong_with
from tests.walks.places import LESSON

pytestmark = pytest.mark.walk


def link_in_a_letter(portal: Portal, to: str, about: str) -> str:
    """The worker sends every two seconds."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        letters = [message_from_string(text, policy=policy.default) for text in portal.mails()]
        for one in letters:
            if one["To"] == to and about in one["Subject"]:
                text = one.get_body(("plain",)).get_content()
                return re.findall(r"https?://[^/\s]+(/questions/\S+)", text)[0]
        time.sleep(0.3)
    pytest.fail(f"no letter to {to} about {about}")


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_from_a_paragraph_to_helped(device: NewDevice, member: NewDevice, portal: Portal, js: bool) -> None:
    story = f"Сосед {'Борис' if js else 'Глеб'} говорит, что звонил робот и просил нажать цифру. Надо ли нажимать?"
    address = f"{'boris' if js else 'gleb'}@example.org"
    page = device(js=js)
    page.goto(LESSON)
    page.locator(".ask-here a").first.click()
    page.get_by_label("Что случилось").fill(story)
    if js:
        expect(page.locator("[data-known] a").first).to_be_visible()
    page.get_by_label("Электронная почта").fill(address)
    page.get_by_label("Я даю согласие").check()
    page.get_by_role("button", name="Дальше: проверить").click()
    expect(page.locator(".question-seen")).to_contain_text("просил нажать цифру")
    if js:
        page.wait_for_load_state()
        assert wrong_with(page) == []
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".messages")).to_contain_text("откройте письмо")

    mailbox = device(js=js)
    mailbox.goto(link_in_a_letter(portal, address, "Это ваша почта?"))
    mailbox.get_by_role("button", name="Это моя почта").click()
    expect(mailbox.locator(".messages")).to_contain_text("отправлен экспертам")
    asked = mailbox.url.partition("?")[0]

    expert = member("expert", js=js)
    expert.goto(asked)
    expert.get_by_role("button", name="Ответить").click()
    expert.get_by_label("Ваш ответ").fill("Ничего **не нажимайте**.\n\n1. Положите трубку.")
    expert.get_by_role("button", name="Посмотреть").click()
    expect(expert.locator(".answer-text strong").first).to_have_text("не нажимайте")
    if js:
        expert.wait_for_load_state()
        assert wrong_with(expert) == []
    expert.get_by_role("button", name="Опубликовать ответ").click()
    expect(expert.locator(".answer")).to_contain_text("Положите трубку")

    reader = device(js=js)
    reader.goto(link_in_a_letter(portal, address, "Вам ответили"))
    reader.get_by_role("button", name="Помогло", exact=True).click()
    expect(reader.locator(".answer-accepted")).to_contain_text("Вы сказали: помогло")
    page.goto(f"{LESSON}?fresh")
    expect(page.locator(".question-slip", has_text="Сосед").first).to_be_visible()
