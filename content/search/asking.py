"""A query as it is looked for: all of its words, else what may have been meant, else any of them."""

from dataclasses import dataclass, field

from wagtail.search.backends import get_search_backend

from content.search import misspellings, words
from content.search.documents import Reach


@dataclass
class Asked:
    """What was looked for in the end, and the content types and ids that it found, best first.

    `said` is what was looked for instead of the query; `is_partial`: no text has all the words, these have some.
    """

    terms: list[words.Term]
    said: str = ""
    is_partial: bool = False
    keys: list[tuple[int, str]] = field(default_factory=list)


def ask(query: str, language: str, reaches: list[Reach], limit: int) -> Asked:
    """At most `limit` of what is within reach. It gives way only while nothing is found."""
    asked = Asked(words.terms(query))
    if not asked.terms:
        return asked
    rank = get_search_backend().rank
    asked.keys = rank(asked.terms, "and", reaches, limit)
    if not asked.keys and (meant := misspellings.meant(query, language)):
        asked.terms, asked.said = meant.terms, meant.said
        asked.keys = rank(asked.terms, "and", reaches, limit)
    if not asked.keys and len(asked.terms) > 1:
        asked.is_partial = True
        asked.keys = rank(asked.terms, "or", reaches, limit)
    return asked


def ask_again(asked: Asked, reaches: list[Reach], limit: int) -> list[tuple[int, str]]:
    """The same elsewhere: taken as kindly as it was, and no more."""
    operator = "or" if asked.is_partial else "and"
    return get_search_backend().rank(asked.terms, operator, reaches, limit)
