"""What editors have published about workshops, as plain data: no query while the content version stays."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache

from content import routing, versions
from courses.models import Topic
from courses.models.pages import Audience
from events.models import WorkshopPage


@dataclass(frozen=True)
class Published:
    """A workshop in one language, or in the only language that it has. `lessons` and `course` are identities."""

    key: UUID
    title: str
    url: str
    summary: str
    audience: str
    topics: frozenset[str]
    course: UUID | None
    lessons: frozenset[UUID]
    is_private: bool

    def is_for(self, audience: str) -> bool:
        return self.audience in (audience, Audience.EVERYONE)


def published(language: str) -> dict[UUID, Published]:
    """All workshops that have a live page, by identity."""
    key = f"workshops:{versions.current()}:{language}"
    found: dict[UUID, Published] | None = cache.get(key)
    if found is None:
        pages = WorkshopPage.objects.live().select_related("locale", "course").prefetch_related("topics", "lessons")
        ordered = sorted(pages, key=lambda page: page.locale.language_code == language)
        found = {page.translation_key: describe(page) for page in ordered}
        cache.set(key, found, timeout=None)
    return found


def describe(page: WorkshopPage) -> Published:
    return Published(
        key=page.translation_key,
        title=page.title,
        url=page.url or "",
        summary=page.summary,
        audience=page.audience,
        topics=frozenset(topic.slug for topic in page.topics.all()),
        course=page.course.translation_key if page.course else None,
        lessons=frozenset(lesson.translation_key for lesson in page.lessons.all()),
        is_private=any(page.path.startswith(path) for path in routing.restricted_paths()),
    )


def topics(language: str) -> list[tuple[str, str]]:
    """(slug, title) of the topics that some workshop is about."""
    key = f"workshop-topics:{versions.current()}:{language}"
    found: list[tuple[str, str]] | None = cache.get(key)
    if found is None:
        used = Topic.objects.filter(locale__language_code=language, workshops__live=True).distinct()
        found = list(used.values_list("slug", "title"))
        cache.set(key, found, timeout=None)
    return found


def private_keys(language: str) -> set[UUID]:
    """Workshops whose pages are not for everybody: their dates are not listed either."""
    return {one.key for one in published(language).values() if one.is_private}


def of_course(course: UUID, language: str) -> set[UUID]:
    return {one.key for one in published(language).values() if one.course == course}


def of_lesson(lesson: UUID, language: str) -> set[UUID]:
    return {one.key for one in published(language).values() if lesson in one.lessons}
