"""An editor publishes, moves, edits and deletes lessons in the admin; learners see it and lose nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.walks.conftest import DESK, NewDevice

pytestmark = pytest.mark.walk

COURSE = "/courses/kak-pomogat-starshim/"


def page_number(page: Page, address: str) -> int:
    """The number of a page in the admin."""
    answer = page.request.get(f"/admin/api/main/pages/find/?html_path={address}", max_redirects=0)
    return int(answer.headers["location"].split("/pages/")[1].split("/")[0])


def publish(page: Page) -> None:
    page.locator("footer [data-drop-down] button, .footer__container button[aria-expanded]").first.click()
    page.locator("button[name=action-publish]").first.click()
    expect(page.locator(".messages .success")).to_be_visible()


def outline(page: Page) -> list[tuple[str, str]]:
    """(title, state) of each lesson of the course, as the learner sees them."""
    page.goto(COURSE)
    entries = page.locator("main [data-lesson-state]")
    return [
        (entry.locator(".outline-title").inner_text(), entry.get_attribute("data-lesson-state") or "")
        for entry in entries.all()
    ]


def test_editor_works_and_learner_keeps_everything(device: NewDevice, member: NewDevice) -> None:
    learner, editor = device(), member("editor", size=DESK)
    learner.goto(COURSE)
    learner.get_by_role("link", name="Начать курс").click()
    learner.get_by_role("button", name="Готово, дальше").click()
    learner.get_by_role("button", name="Готово, дальше").click()
    before = outline(learner)
    assert [state for _title, state in before[:3]] == ["completed", "completed", "none"]

    course = page_number(editor, COURSE)

    editor.goto(f"/admin/pages/add/courses/lessonpage/{course}/")
    editor.fill("input[name=title]", "Новый урок о терпении")
    editor.fill("[name=summary]", "Вы узнаете, как не торопиться.")
    editor.locator(
        "[data-streamfield-stream-container] button[data-streamblock-add], button.c-sf-add-button"
    ).first.click()
    editor.get_by_role("option", name="Заголовок").first.click()
    editor.locator("[name='body-0-value']").fill("Не спешите")
    publish(editor)
    assert [title for title, _state in outline(learner)][-1] == "Новый урок о терпении"
    assert "2 из 4" in learner.locator("main").inner_text()

    lesson = page_number(editor, learner.locator("main [data-lesson-state] a").first.get_attribute("href") or "")
    editor.goto(f"/admin/pages/{lesson}/edit/")
    editor.fill("input[name=title]", "Рядом и не торопясь")
    publish(editor)
    assert outline(learner)[0] == ("Рядом и не торопясь", "completed")

    other = page_number(editor, "/courses/ne-dat-sebya-obmanut/")
    editor.goto(f"/admin/pages/{lesson}/move/{other}/confirm/")
    editor.locator("main form [type=submit]").first.click()
    assert [state for _title, state in outline(learner)] == ["completed", "none", "none"]
    learner.goto("/courses/ne-dat-sebya-obmanut/")
    moved = learner.locator("main [data-lesson-state=completed] .outline-title")
    assert moved.all_inner_texts() == ["Рядом и не торопясь"]

    second = page_number(editor, "/courses/kak-pomogat-starshim/nastroit-vmeste/")
    editor.goto(f"/admin/pages/{second}/delete/")
    editor.locator("main form [type=submit]").first.click()
    states = outline(learner)
    assert len(states) == 2
    learner.goto("/my/data/")
    assert learner.locator("main").inner_text()
