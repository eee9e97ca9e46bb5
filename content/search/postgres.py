"""Search in PostgreSQL's full text index. Its dictionaries stay out of it: «simple» takes our stems as they are."""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery as TSQuery
from django.contrib.postgres.search import SearchRank
from django.db.models import F, Q, QuerySet
from modelsearch.backends.database.postgres.postgres import (
    IndexEntry,
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)
from wagtail.search.query import Phrase, PlainText, SearchQuery

from content.search import words
from content.search.documents import Document, Reach, Syntax, meaning, within
from content.search.words import Term

TSQUERY = Syntax(both=" & ", either=" | ", quote="'", beginning=":*")
CONFIG = "simple"
# Enough to outweigh any number of the same word in the text.
TITLE_WEIGHT = 20.0
# PostgreSQL's name for: divide by the length.
SHORTER_IS_BETTER = 2


class Index(PostgresIndex):
    def add_items(self, model: Any, objs: Any) -> None:
        super().add_items(model, [Document(item) for item in objs])

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Nothing: `rank` weighs titles itself. Each write would read the whole index, and change entries that other
        transactions hold: in PostgreSQL two of them then wait for each other for ever.
        """


class Compiler(PostgresSearchQueryCompiler):
    query: SearchQuery

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = meaning(self.query)
        self.sql_weights = "{1,1,1,1}"

    def terms(self, query: str) -> list[Term]:
        return words.terms(query)

    def build_tsquery_content(self, query: SearchQuery, config: str | None = None, invert: bool = False) -> Any:
        if isinstance(query, PlainText):
            written = TSQUERY.write(self.terms(query.query_string), query.operator)
            return TSQuery(f"!({written})" if invert else written, search_type="raw", config=CONFIG)
        if isinstance(query, Phrase):
            return TSQuery(words.stems(query.query_string), search_type="phrase", config=CONFIG, invert=invert)
        return super().build_tsquery_content(query, config=config, invert=invert)

    def get_search_vectors(self, search_query: Any) -> list[Any]:
        # The index knows a title and all the rest; other fields asked for are searched as the rest.
        title, *rest = self.get_index_vectors(search_query)
        return [title] if self.fields and set(self.fields) == {"title"} else [title, *rest]

    def get_index_vectors(self, search_query: Any) -> list[Any]:
        return [(F("index_entries__title"), TITLE_WEIGHT), (F("index_entries__body"), 1.0)]


class TypingCompiler(Compiler, PostgresAutocompleteQueryCompiler):
    def terms(self, query: str) -> list[Term]:
        return words.terms_typed(query)

    def get_index_vectors(self, search_query: Any) -> list[Any]:
        return [(F("index_entries__autocomplete"), 1.0)]


class PostgresBackend(PostgresSearchBackend):
    query_compiler_class = Compiler
    autocomplete_query_compiler_class = TypingCompiler
    index_class = Index

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({**params, "SEARCH_CONFIG": CONFIG})

    def rank(self, terms: list[Term], operator: str, reaches: list[Reach], limit: int) -> list[tuple[int, str]]:
        """Content type and id of at most `limit` objects within reach in which all (or any) terms are, best first."""
        query = TSQuery(TSQUERY.write(terms, operator), search_type="raw", config=CONFIG)
        score = SearchRank(F("title"), query) * TITLE_WEIGHT + SearchRank(F("body"), query)
        conditions = map(standing, terms)
        has_words = reduce(and_ if operator == "and" else or_, conditions)
        return best(IndexEntry.objects.filter(within(reaches), has_words).annotate(score=score), limit)

    def typed(self, terms: list[Term], reaches: list[Reach], limit: int) -> list[tuple[int, str]]:
        """The same in names alone, for a query that is still being typed (`words.terms_typed`)."""
        query = TSQuery(TSQUERY.write(terms), search_type="raw", config=CONFIG)
        entries = IndexEntry.objects.filter(within(reaches), autocomplete=query)
        score = SearchRank(F("autocomplete"), query, normalization=SHORTER_IS_BETTER)
        return best(entries.annotate(score=score), limit)


def standing(term: Term) -> Q:
    """The term stands in the title or the body, or one half of it here and the other there.

    Each is asked for by itself, since there is an index of each: of both together there is none, and every entry would
    be read.
    """
    whole = tuple(group[0] for group in term if len(group) == 1)
    halves = [reduce(and_, (in_either((stem,)) for stem in group)) for group in term if len(group) > 1]
    return reduce(or_, [*([in_either(whole)] if whole else []), *halves])


def in_either(stems: tuple[str, ...]) -> Q:
    """Any of the stems, in the title or the body."""
    query = TSQuery(TSQUERY.either.join(map(TSQUERY.word, stems)), search_type="raw", config=CONFIG)
    return Q(title=query) | Q(body=query)


def best(scored: QuerySet[Any], limit: int) -> list[tuple[int, str]]:
    return list(scored.order_by("-score", "-pk")[:limit].values_list("content_type_id", "object_id"))
