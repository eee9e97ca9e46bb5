"""The outline of a course: its headings and lessons in order, as plain data, cached under the content version."""

from dataclasses import dataclass, field
from uuid import UUID

from django.core.cache import cache
from wagtail.models import Page

from content import versions
from courses.completion import Rule
from courses.models import CoursePage, Lesson, LessonPage, SectionPage


@dataclass(frozen=True)
class Entry:
    """One lesson of the outline, in the language of the page."""

    key: UUID
    title: str
    url: str
    minutes: int
    required: bool
    number: int
    place: int  # 1 is the first lesson
    rule: Rule


@dataclass(frozen=True)
class Section:
    """A heading and its lessons; the lessons before the first heading have none."""

    title: str
    anchor: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Outline:
    course: UUID
    title: str
    url: str
    sections: list[Section]

    @property
    def entries(self) -> list[Entry]:
        return [entry for section in self.sections for entry in section.entries]

    @property
    def required_keys(self) -> set[UUID]:
        return {entry.key for entry in self.entries if entry.required}

    @property
    def minutes(self) -> int:
        return sum(entry.minutes for entry in self.entries)

    def section_of(self, key: UUID) -> Section | None:
        return next((section for section in self.sections if any(entry.key == key for entry in section.entries)), None)

    def around(self, key: UUID) -> tuple[Entry | None, Entry | None, Entry | None]:
        """The lesson before, the lesson itself, the lesson after."""
        entries = self.entries
        place = next((place for place, entry in enumerate(entries) if entry.key == key), None)
        if place is None:
            return None, None, None
        before = entries[place - 1] if place else None
        after = entries[place + 1] if place + 1 < len(entries) else None
        return before, entries[place], after


def of_course(path: str) -> Outline:
    """The outline of the course page at a tree path. No query while the content version stays."""
    key = f"outline:{versions.current()}:{path}"
    outline = cache.get(key)
    if outline is None:
        outline = build(CoursePage.objects.get(path=path))
        cache.set(key, outline, timeout=None)
    return outline


def of_lesson(page: LessonPage) -> Outline:
    return of_course(page.path[: -page.steplen])


def build(course: CoursePage) -> Outline:
    """Five queries, whatever the number of lessons. A lesson without an identity was never really published."""
    identities = Lesson.objects.in_bulk(
        list(LessonPage.objects.child_of(course).values_list("translation_key", flat=True))
    )
    lessons = {page.pk: page for page in LessonPage.objects.child_of(course).live().defer("body")}
    lessons = {pk: page for pk, page in lessons.items() if page.translation_key in identities}
    headings = set(SectionPage.objects.child_of(course).live().values_list("pk", flat=True))
    sections = [Section("", "")]
    place = 0
    course_url = course.url or ""
    for child in Page.objects.child_of(course).live().order_by("path"):
        if child.pk in headings:
            sections.append(Section(child.title, f"section-{child.pk}"))
        elif child.pk in lessons:
            place += 1
            sections[-1].entries.append(entry_of(lessons[child.pk], f"{course_url}{child.slug}/", identities, place))
    return Outline(
        course.translation_key, course.title, course_url, [section for section in sections if section.entries]
    )


def entry_of(page: LessonPage, url: str, identities: dict[UUID, Lesson], place: int) -> Entry:
    identity = identities[page.translation_key]
    return Entry(
        key=page.translation_key,
        title=page.title,
        url=url,
        minutes=page.minutes,
        required=page.required,
        number=identity.number,
        place=place,
        rule=identity.rule,
    )


def preview(page: LessonPage) -> Outline:
    """A draft alone in its course: what its own page needs, without an identity."""
    course = page.get_parent().specific
    rule = page.completion_rule(course.completion_default)
    entry = Entry(page.translation_key, page.title, "", page.minutes, page.required, 0, 1, rule)
    return Outline(course.translation_key, course.title, course.url or "", [Section("", "", [entry])])
