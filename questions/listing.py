"""The list of questions, narrowed by plain links."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from content.search.asking import Asked, ask
from content.search.documents import Reach
from courses.catalogue import Filter, build
from courses.models import Lesson, LessonPage, Topic
from questions import shelf
from questions.models import Question
from questions.querysets import QuestionQuerySet
from questions.visibility import Viewer

ON_A_SHEET = 20
# Nobody reads so far.
MOST_FOUND = 1000
LONGEST_QUERY = 200
# Digits of the number of a sheet.
LONGEST_NUMBER = 6
LESSONS_OFFERED = 8
NARROWED_BY = ("show", "topic", "lesson")
UNANSWERED, ANSWERED, MINE = "unanswered", "answered", "mine"


@dataclass(frozen=True)
class Narrowed:
    """The questions that fit what was chosen: `kept` are those choices, `topic` the slug if there is such a topic."""

    questions: QuestionQuerySet
    filters: list[Filter]
    kept: list[tuple[str, str]]
    topic: str
    lesson: Lesson | None


@dataclass(frozen=True)
class Sheet:
    """Questions (before they are read, their keys) in order; `number` counts from 1."""

    rows: list[Any]
    number: int
    has_older: bool


@dataclass(frozen=True)
class Listing:
    """One sheet of the questions that fit; `lesson` when only those of one lesson are shown.

    `words` were looked for; `said` and `is_partial` tell how they were taken (`asking.Asked`). `kept` are the filters
    that a search keeps, `unasked` the address without the words, `feed` that of the news of the same questions;
    `is_mine`: of one's own.
    """

    sheet: Sheet
    filters: list[Filter]
    is_filtered: bool
    lesson: Lesson | None
    older: str
    newer: str
    words: str
    said: str
    is_partial: bool
    kept: list[tuple[str, str]]
    unasked: str
    feed: str
    is_mine: bool


def read(query: QueryDict, viewer: Viewer, language: str) -> Listing:
    """A value that no filter knows narrows nothing."""
    narrow = narrowed(query, viewer, language)
    asked = query.get("q", "").strip()[:LONGEST_QUERY]
    sheet, found = turn(narrow.questions, asked, language, query.get("page", ""))
    without_page = query.copy()
    without_page.pop("page", None)
    return Listing(
        sheet,
        narrow.filters,
        bool(narrow.kept),
        narrow.lesson,
        older=turned(without_page, sheet.number + 1) if sheet.has_older else "",
        newer=turned(without_page, sheet.number - 1) if sheet.number > 1 else "",
        words=asked,
        said=found.said,
        is_partial=found.is_partial,
        kept=narrow.kept,
        unasked=without_words(without_page),
        feed=feed_of(narrow.topic, narrow.lesson),
        is_mine=viewer.learner is not None and query.get("show") == MINE,
    )


def turn(questions: QuestionQuerySet, words: str, language: str, number: str) -> tuple[Sheet, Asked]:
    """One sheet: the newest first, or the best for these words, and how they were taken."""
    if words:
        reach = Reach([ContentType.objects.get_for_model(Question).pk], questions)
        asked = ask(words, language, [reach], MOST_FOUND)
        keys: Any = [int(pk) for _kind, pk in asked.keys]
    else:
        keys, asked = questions.newest_first().values_list("pk", flat=True), Asked([])
    sheet = sheet_of(keys, number)
    rows = {row.pk: row for row in questions.filter(pk__in=sheet.rows).for_lists()}
    return replace(sheet, rows=[rows[key] for key in sheet.rows if key in rows]), asked


def sheet_of(keys: Any, number: str) -> Sheet:
    """One key more than a sheet has tells that there is another: nobody counts all, but for who asks beyond the end."""
    wanted = int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else 1
    place = max(wanted, 1)
    found = list(keys[(place - 1) * ON_A_SHEET : place * ON_A_SHEET + 1])
    if not found and place > 1:
        place = Paginator(keys, ON_A_SHEET).num_pages
        found = list(keys[(place - 1) * ON_A_SHEET : place * ON_A_SHEET])
    return Sheet(found[:ON_A_SHEET], place, len(found) > ON_A_SHEET)


def narrowed(query: QueryDict, viewer: Viewer, language: str) -> Narrowed:
    """What this person may see of what was chosen."""
    lesson = lesson_of(query.get("lesson", ""))
    topics = list(Topic.objects.filter(locale__language_code=language).values_list("slug", "title"))
    topic = query.get("topic", "") if query.get("topic", "") in dict(topics) else ""
    show = show_of(query.get("show", ""), viewer)
    questions = of_state_and_topic(show, topic, viewer, language)
    keys = lessons_of(questions, "" if show == MINE else f"{show}:{topic}:{language}")
    states = [(UNANSWERED, _("Ждут ответа")), (ANSWERED, _("С ответом"))]
    if viewer.learner is not None:
        states.append((MINE, _("Мои")))
    without_page = query.copy()
    without_page.pop("page", None)
    filters = [
        build("show", _("Какие"), states, without_page),
        build("topic", _("О чём"), topics, without_page),
        build("lesson", _("К какому уроку"), titles_of(keys, lesson, language), without_page),
    ]
    kept = [(name, str(query[name])) for name in NARROWED_BY if query.get(name)]
    return Narrowed(questions.of_lesson(lesson.pk) if lesson else questions, filters, kept, topic, lesson)


def show_of(text: str, viewer: Viewer) -> str:
    """What the filter knows, for this person; else nothing."""
    return text if text in (UNANSWERED, ANSWERED) or (text == MINE and viewer.learner is not None) else ""


def of_state_and_topic(shown: str, topic: str, viewer: Viewer, language: str) -> QuestionQuerySet:
    questions: Any = Question.objects.visible_to(viewer)
    if shown == MINE:
        questions = questions.filter(learner=viewer.learner)
    else:
        questions = questions.public().filter(language=language)
    if shown == UNANSWERED:
        questions = questions.unanswered()
    elif shown == ANSWERED:
        questions = questions.with_answer()
    if topic:
        questions = questions.filter(topics__slug=topic, topics__locale__language_code=language)
    return questions


def lessons_of(questions: QuestionQuerySet, name: str) -> list[UUID]:
    """Lessons with most of these questions. With a `name` they are the same for everybody, and kept: counting reads
    all of them.
    """

    def most() -> list[UUID]:
        counted = questions.order_by().values_list("lesson").annotate(many=Count("pk")).order_by("-many", "lesson")
        return [key for key, _many in counted[: LESSONS_OFFERED + 1] if key is not None][:LESSONS_OFFERED]

    return shelf.kept(f"lessons:{name}", most) if name else most()


def titles_of(keys: list[UUID], chosen: Lesson | None, language: str) -> list[tuple[str, str]]:
    """Those lessons that can be read, by their titles there, and the chosen one."""
    wanted = [*keys, chosen.pk] if chosen and chosen.pk not in keys else keys
    pages = LessonPage.objects.live().public().filter(locale__language_code=language, translation_key__in=wanted)
    titles = dict(pages.values_list("translation_key", "title"))
    return [(str(key), titles[key]) for key in wanted if key in titles]


def lesson_of(text: str) -> Lesson | None:
    """By its identity, as pages of lessons name it."""
    try:
        return Lesson.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def without_words(query: QueryDict) -> str:
    changed = query.copy()
    changed.pop("q", None)
    return changed.urlencode()


def feed_of(topic: str, lesson: Lesson | None) -> str:
    """What a feed can be narrowed by, as its query string."""
    chosen = {"topic": topic} if topic else {}
    return urlencode(chosen | ({"lesson": str(lesson.pk)} if lesson else {}))


def turned(query: QueryDict, number: int) -> str:
    changed = query.copy()
    changed["page"] = str(number)
    return changed.urlencode()
