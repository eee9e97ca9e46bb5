"""The personal strips of the home page and of «Моя страница»: where a learner goes on."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Learner
from content.models import HomePage, HomeTopic
from courses import addresses, standing
from courses import outline as outlines
from courses.models import CoursePage, Enrolment
from courses.standing import CourseStanding
from events import own
from events.lines import Line
from questions import shelf
from questions.shelf import Slip

DATES_SHOWN = 3


@dataclass(frozen=True)
class CourseOfMine:
    """A course that the learner takes: its page in the reader's language, and how far they are."""

    page: CoursePage
    enrolment: Enrolment
    standing: CourseStanding


@dataclass(frozen=True)
class Strips:
    """`resume` is «Продолжить»; without it a newcomer is offered `topics`. `dates` are the next three of all;
    `answered` three questions with their answers.
    """

    resume: CourseOfMine | None
    topics: list[HomeTopic]
    dates: list[Line]
    answered: list[Slip]


def strips(home: HomePage, learner: Learner | None) -> Strips:
    resume = course_to_resume(learner)
    topics = [topic for topic in topics_of(home) if resume is None or topic.target_id != resume.page.pk]
    language = get_language() or "ru"
    dates = own.next_lines(timezone.now(), language, learner, limit=DATES_SHOWN)
    return Strips(resume, topics, dates, shelf.answered(language))


def course_to_resume(learner: Learner | None) -> CourseOfMine | None:
    """The unfinished course that the learner was in last. Three queries, whatever they have done."""
    if learner is None:
        return None
    enrolment = Enrolment.objects.of(learner).resumable().first()
    return next(iter(with_pages(learner, [enrolment])), None) if enrolment else None


def courses_of(learner: Learner | None) -> list[CourseOfMine]:
    """All courses of a learner, the latest first. The number of queries does not grow with them."""
    if learner is None:
        return []
    return with_pages(learner, list(Enrolment.objects.of(learner)))


def with_pages(learner: Learner, enrolments: list[Enrolment]) -> list[CourseOfMine]:
    pages = addresses.find_courses([enrolment.course_id for enrolment in enrolments], get_language() or "ru")
    found = {key: outlines.of_course(page.path) for key, page in pages.items()}
    standings = standing.in_courses(learner, list(found.values()))
    return [
        CourseOfMine(pages[enrolment.course_id], enrolment, standings[enrolment.course_id])
        for enrolment in enrolments
        if enrolment.course_id in pages
    ]


def topics_of(home: HomePage) -> list[HomeTopic]:
    """Those that lead somewhere: a page that was taken down is not offered."""
    return list(home.topics.filter(target__live=True).select_related("target"))
