"""What is already known about something: questions like it, and passages of lessons. Found by the search index."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.utils.text import Truncator
from wagtail.search.backends import get_search_backend

from content import text
from content.search import documents, words
from content.search.documents import Reach
from courses.body import anchor_of
from courses.models import LessonPage
from questions import addresses
from questions.models import Question

QUESTIONS_SHOWN, LESSONS_SHOWN = 3, 2
ANSWERS_SHOWN = 3
# The whole story would only add words that stand everywhere.
LONGEST_QUERY = 300
FEWEST_WORDS = 2
WORDS_SHOWN = 16


@dataclass(frozen=True)
class Known:
    """A question that was answered, or a passage of a lesson (then `place` is its lesson)."""

    title: str
    url: str
    says: str
    place: str = ""


@dataclass(frozen=True)
class Ready:
    """An answer given before, to be used again."""

    title: str
    url: str
    source: str


def known(query: str, language: str, besides: int | None = None) -> list[Known]:
    """At most five; the same number of queries whatever there is."""
    terms = words.terms(query[:LONGEST_QUERY])
    if len(terms) < FEWEST_WORDS:
        return []
    return [*questions_like(terms, language, besides), *passages_like(terms, language)]


def questions_like(terms: list[words.Term], language: str, besides: int | None) -> list[Known]:
    seen = Question.objects.public().with_answer().filter(language=language).exclude(pk=besides or 0)
    found = ranked(Question, seen, terms, QUESTIONS_SHOWN)
    rows = {question.pk: question for question in Question.objects.filter(pk__in=found).for_lists()}
    return [
        Known(row.title, addresses.path_of(row), shortened(row.seen_answers[0].html))
        for row in (rows[key] for key in found if key in rows)
        if row.seen_answers
    ]


def passages_like(terms: list[words.Term], language: str) -> list[Known]:
    lessons = LessonPage.objects.live().public().filter(locale__language_code=language)
    found = ranked(LessonPage, lessons, terms, LESSONS_SHOWN)
    pages = LessonPage.objects.filter(pk__in=found).in_bulk()
    return [passage(pages[key], terms) for key in found if key in pages]


def passage(page: LessonPage, terms: list[words.Term]) -> Known:
    """That block of the lesson in which most of the words stand."""
    asked = {stem for term in terms for group in term for stem in group}
    best, most, anchor = page.summary, 0, ""
    for block in page.body:
        told = in_sentences(documents.plain(block.block.get_searchable_content(block.value)))
        together = len(asked & set(words.stems(told).split()))
        if together > most:
            best, most, anchor = told, together, f"#{anchor_of(block.id)}"
    return Known(page.title, f"{page.url}{anchor}", Truncator(best).words(WORDS_SHOWN, truncate=" …"), page.title)


def in_sentences(told: str) -> str:
    """On one line; headings and items, which have no full stop of their own, are given one."""
    lines = (" ".join(line.split()) for line in told.splitlines())
    return " ".join(f"{line}." if line[-1].isalnum() or line[-1] in "»)" else line for line in lines if line)


def ready_answers(question: Question, user_id: int) -> list[Ready]:
    """What was answered to questions like this one, the user's own first among equals."""
    terms = words.terms(f"{question.title} {question.happened}"[:LONGEST_QUERY])
    if not terms:
        return []
    seen = Question.objects.public().with_answer().filter(language=question.language).exclude(pk=question.pk)
    found = ranked(Question, seen, terms, ANSWERS_SHOWN)
    rows = {row.pk: row for row in Question.objects.filter(pk__in=found).for_lists()}
    ready = []
    for row in (rows[key] for key in found if key in rows and rows[key].seen_answers):
        own = [answer for answer in row.seen_answers if answer.author_id == user_id]
        ready.append(Ready(row.title, addresses.path_of(row), (own or row.seen_answers)[0].source))
    return ready


def ranked(model: type[Model], objects: QuerySet[Any], terms: list[words.Term], limit: int) -> list[int]:
    """Keys, best first: of those with all words, else of those with any."""
    reach = [Reach([ContentType.objects.get_for_model(model).pk], objects)]
    rank = get_search_backend().rank
    found = rank(terms, "and", reach, limit) or rank(terms, "or", reach, limit)
    return [int(pk) for _kind, pk in found]


def shortened(html: str) -> str:
    return Truncator(text.words_of(html)).words(WORDS_SHOWN, truncate=" …")
