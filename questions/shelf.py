"""What pages of other rooms show of questions, kept so that showing it costs no query; and the counts on the cards.

One token stands in every key; whatever changes what the public sees brings a new one (`changed`, or `counted`, which
leaves alone what is kept of the words).
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import Truncator
from django.utils.translation import get_language

from content import text
from questions import addresses
from questions.models import Question, Reaction

PAGES, WORDS = "questions-version", "questions-words"
SECONDS = 60 * 60
SHOWN_AT_HOME = 3
LOOKED_AT = 12
WORDS_SHOWN = 28
ANCHOR_CHARACTERS = 8


@dataclass(frozen=True)
class Slip:
    """A question with its best answer in a few words, as it stands outside its room."""

    title: str
    url: str
    says: str
    who: str
    helped: bool


def changed() -> None:
    """Retire what is kept, once the change is really in the database."""
    transaction.on_commit(lambda: renew(PAGES, WORDS))


def counted() -> None:
    """The same where only counts and states have changed: reading the words of all questions anew takes seconds."""
    transaction.on_commit(lambda: renew(PAGES))


def renew(*names: str) -> None:
    cache.set_many({name: secrets.token_hex(6) for name in names}, timeout=None)


def version_of_words() -> str:
    """Another one after each change of what can be read."""
    return token(WORDS)


def token(name: str) -> str:
    found = cache.get(name)
    if found is None:
        cache.add(name, secrets.token_hex(6), timeout=None)
        found = cache.get(name)
    return str(found)


def kept(name: str, make: Callable[[], Any]) -> Any:
    key = f"questions:{token(PAGES)}:{name}"
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, timeout=SECONDS)
    return found


def recount(question: Question) -> None:
    """Counts as the rows say. Called under the lock of the question, in the transaction that changed the rows. Two
    queries, however many answers there are.
    """
    same = Reaction.objects.filter(question=question, kind=Reaction.Kind.SAME).count()
    Question.objects.filter(pk=question.pk).update(same_count=same)
    helped = Reaction.objects.filter(answer=OuterRef("pk"), kind=Reaction.Kind.HELPED).order_by().values("answer")
    many = helped.annotate(many=Count("pk")).values("many")
    question.answers.update(helped_count=Coalesce(Subquery(many), 0))


def of_lesson(key: UUID) -> dict[str, list[Slip]]:
    """Answered public questions asked in a lesson, by the anchor of their block; under "" those about all of it."""
    return kept(f"lesson:{key}:{get_language()}", lambda: read_lesson(key))


def read_lesson(key: UUID) -> dict[str, list[Slip]]:
    found: dict[str, list[Slip]] = {}
    for question in Question.objects.public().with_answer().of_lesson(key).for_lists().order_by("-same_count", "pk"):
        if question.seen_answers:
            anchor = f"b-{question.block_id[:ANCHOR_CHARACTERS]}" if question.block_id else ""
            found.setdefault(anchor, []).append(slip(question))
    return found


def of_date(key: UUID) -> list[Slip]:
    """Answered public questions that were asked on the page of a date."""
    return kept(f"date:{key}:{get_language()}", lambda: read_date(key))


def read_date(key: UUID) -> list[Slip]:
    rows = Question.objects.public().with_answer().filter(occurrence=key).for_lists().order_by("-same_count", "pk")
    return [slip(question) for question in rows if question.seen_answers]


def answered(language: str) -> list[Slip]:
    """For the home page: of those answered lately, what helped its asker first."""
    return kept(f"home:{language}", lambda: read_answered(language))


def read_answered(language: str) -> list[Slip]:
    recent = Question.objects.public().with_answer().filter(language=language).for_lists().last_answered_first()
    slips = [slip(question) for question in recent[:LOOKED_AT] if question.seen_answers]
    return sorted(slips, key=lambda slip: not slip.helped)[:SHOWN_AT_HOME]


def slip(question: Question) -> Slip:
    best = question.seen_answers[0]
    words = Truncator(text.words_of(best.html)).words(WORDS_SHOWN, truncate=" …")
    return Slip(question.title, addresses.path_of(question), words, best.who, best.accepted_at is not None)
