"""Courses for tests, published as an editor would publish them: through Wagtail's revisions and signals."""

import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

from wagtail.models import Page

from courses.models import CoursePage, LessonPage, SectionPage
from tests.factories.sites import SiteTree

P = TypeVar("P", bound=Page)


@dataclass(frozen=True)
class CourseTree:
    """A course page with its lessons in order; `sections` are the headings between them."""

    page: CoursePage
    lessons: list[LessonPage]
    sections: list[SectionPage]


def make_course(
    site: SiteTree,
    lessons: int = 3,
    sections: int = 0,
    title: str = "Смартфон без страха",
    slug: str = "smartfon",
    lesson_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> CourseTree:
    """A live course: lessons spread evenly under its sections, each with a text and a heading."""
    page = publish(
        site.catalogue,
        CoursePage(
            **{"title": title, "slug": slug, "locale": site.catalogue.locale, "summary": "О телефоне.", **fields}
        ),
    )
    made_lessons: list[LessonPage] = []
    made_sections: list[SectionPage] = []
    for place in range(1, lessons + 1):
        if sections and (place - 1) * sections // lessons == len(made_sections):
            number = len(made_sections) + 1
            made_sections.append(publish(page, SectionPage(title=f"Раздел {number}", slug=f"section-{number}")))
        made_lessons.append(make_lesson(page, place, **(lesson_fields or {})))
    return CourseTree(page, made_lessons, made_sections)


def make_lesson(course: CoursePage, place: int = 1, **fields: Any) -> LessonPage:
    defaults = {
        "title": f"Урок {place}",
        "slug": f"lesson-{place}",
        "summary": "Чему научит этот урок.",
        "minutes": 10,
        "body": [
            text_block(f"<p>Это текст урока номер {place}.</p>"),
            {"type": "heading", "value": "Зачем это", "id": block_id()},
        ],
    }
    return publish(course, LessonPage(**{**defaults, **fields}))


def text_block(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html, "id": block_id()}


def checklist_block(*items: str, title: str = "Сделайте сами") -> dict[str, Any]:
    value = {"title": title, "items": [{"type": "item", "value": item, "id": block_id()} for item in items]}
    return {"type": "checklist", "value": value, "id": block_id()}


def block_id() -> str:
    return str(uuid.uuid4())


def publish(parent: Page, page: P) -> P:
    """Add a page and publish it; the returned page is the row as it is now."""
    parent = Page.objects.get(pk=parent.pk)
    if page.locale_id is None:
        page.locale = parent.locale
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page
