"""Where one learner stands in a lesson and its course: the personal layer of a page, in a few narrow queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.models import Learner
from courses.completion import Route, Rule
from courses.models import Claim, Enrolment, Fulfilment, LessonProgress, Understanding
from courses.outline import Entry, Outline, Section


@dataclass(frozen=True)
class CourseStanding:
    """Which lessons are started and completed; `None` as progress means not started."""

    outline: Outline
    rows: Mapping[UUID, LessonProgress] = field(default_factory=dict)

    def state(self, key: UUID) -> str:
        """For `data-lesson-state`."""
        row = self.rows.get(key)
        if row is None:
            return "none"
        return "completed" if row.completed_at else "started"

    @property
    def entries(self) -> list[tuple[Entry, str]]:
        return [(entry, self.state(entry.key)) for entry in self.outline.entries]

    @property
    def sections(self) -> list[tuple[Section, list[tuple[Entry, str]]]]:
        """The outline with the state of each lesson, as it is drawn."""
        return [
            (section, [(entry, self.state(entry.key)) for entry in section.entries])
            for section in self.outline.sections
        ]

    @property
    def required(self) -> int:
        return len(self.outline.required_keys)

    @property
    def done(self) -> int:
        return sum(self.state(key) == "completed" for key in self.outline.required_keys)

    @property
    def minutes_left(self) -> int:
        return sum(entry.minutes for entry, state in self.entries if state != "completed")

    @property
    def is_started(self) -> bool:
        return bool(self.rows)

    @property
    def is_done(self) -> bool:
        return 0 < self.required <= self.done

    @property
    def resume(self) -> Entry | None:
        """Where «Продолжить» leads: the lesson begun last if it is unfinished, else the first unfinished one."""
        open_entries = [entry for entry, state in self.entries if state != "completed"]
        begun = [entry for entry in open_entries if entry.key in self.rows]
        if begun:
            return max(begun, key=lambda entry: self.rows[entry.key].active_at)
        return open_entries[0] if open_entries else None

    @property
    def resume_url(self) -> str:
        """With the place in the lesson, so that the browser scrolls there by itself."""
        entry = self.resume
        if entry is None:
            return self.outline.url
        row = self.rows.get(entry.key)
        return f"{entry.url}#{row.position}" if row and row.position else entry.url


@dataclass(frozen=True)
class Requirement:
    """One line of «Что осталось сделать»."""

    route: Route
    fulfilment: Fulfilment | None

    @property
    def is_done(self) -> bool:
        return self.fulfilment is not None


@dataclass(frozen=True)
class LessonStanding:
    """Why this lesson is or isn't ticked."""

    rule: Rule
    progress: LessonProgress | None = None
    fulfilments: list[Fulfilment] = field(default_factory=list)
    claim: Claim | None = None
    understood: bool | None = None

    @property
    def completed_at(self) -> datetime | None:
        return self.progress.completed_at if self.progress else None

    @property
    def requirements(self) -> list[Requirement]:
        """Each route of the rule with what fulfils it; then routes that were gone though the rule no longer asks."""
        by_route = {row.route: row for row in self.fulfilments}
        asked = [
            Requirement(route, by_route.get(route) or self._stand_in(route, by_route)) for route in self.rule.routes
        ]
        others = [
            Requirement(Route(row.route), row) for row in self.fulfilments if Route(row.route) not in self.rule.routes
        ]
        return asked + [line for line in others if line.fulfilment not in [one.fulfilment for one in asked]]

    @staticmethod
    def _stand_in(route: Route, by_route: Mapping[str, Fulfilment]) -> Fulfilment | None:
        return by_route.get(Route.MARKED) if route is Route.CONFIRMED else None

    @property
    def missing(self) -> list[Route]:
        return self.rule.missing([row.route for row in self.fulfilments])

    @property
    def offers_reading(self) -> bool:
        return Route.READ in self.rule.routes

    @property
    def offers_claim(self) -> bool:
        return Route.MARKED in self.rule.routes or Route.CONFIRMED in self.rule.routes

    @property
    def waits(self) -> bool:
        return self.claim is not None and self.claim.decided_at is None and self.completed_at is None


def in_course(learner: Learner | None, outline: Outline) -> CourseStanding:
    """One query, on the learner's own rows."""
    if learner is None:
        return CourseStanding(outline)
    rows = LessonProgress.objects.filter(learner=learner, lesson__in=[entry.key for entry in outline.entries])
    return CourseStanding(outline, {row.lesson_id: row for row in rows})


def in_courses(learner: Learner, outlines: Iterable[Outline]) -> dict[UUID, CourseStanding]:
    """Several courses at once, still one query."""
    course_of = {entry.key: outline.course for outline in outlines for entry in outline.entries}
    rows: dict[UUID, dict[UUID, LessonProgress]] = {}
    for row in LessonProgress.objects.filter(learner=learner, lesson__in=list(course_of)):
        rows.setdefault(course_of[row.lesson_id], {})[row.lesson_id] = row
    return {outline.course: CourseStanding(outline, rows.get(outline.course, {})) for outline in outlines}


def in_lesson(learner: Learner | None, entry: Entry, course: CourseStanding) -> LessonStanding:
    """Two or three queries, and none for somebody who has not begun the lesson."""
    progress = course.rows.get(entry.key)
    if learner is None or progress is None:
        return LessonStanding(entry.rule)
    fulfilments = list(Fulfilment.objects.filter(progress=progress).select_related("actor").order_by("at"))
    claim = Claim.objects.filter(progress=progress).first() if Route.CONFIRMED in entry.rule.routes else None
    answer = (
        Understanding.objects.filter(learner=learner, lesson=entry.key).values_list("understood", flat=True).first()
    )
    return LessonStanding(entry.rule, progress, fulfilments, claim, answer)


def enrolment_of(learner: Learner | None, outline: Outline) -> Enrolment | None:
    if learner is None:
        return None
    return Enrolment.objects.filter(learner=learner, course=outline.course).first()
