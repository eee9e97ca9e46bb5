"""Where a lesson or course is read: from its identity to the page in the reader's language."""

from uuid import UUID

from courses.models import CoursePage, LessonPage

LESSON = "lesson"


def find_lesson(key: UUID, language: str) -> str | None:
    """The path of the live page of a lesson: in `language` if there is one, else in any; None when unpublished."""
    pages = sorted(LessonPage.objects.of_lesson(key), key=lambda page: page.locale.language_code != language)
    return pages[0].url if pages else None


def find_courses(keys: list[UUID], language: str) -> dict[UUID, CoursePage]:
    """The live pages of several courses by identity, in `language` where there is one."""
    pages = CoursePage.objects.live().filter(translation_key__in=keys).for_cards()
    ordered = sorted(pages, key=lambda page: page.locale.language_code == language)
    return {page.translation_key: page for page in ordered}
