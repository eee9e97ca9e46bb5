"""Search in PostgreSQL's full text index. Its dictionaries stay out of it: «simple» takes our stems as they are."""

from typing import Any

from django.contrib.postgres.search import SearchQuery as TSQuery
from django.contrib.postgres.search import SearchRank, SearchVectorField
from django.db.models import F, QuerySet
from django.db.models.expressions import CombinedExpression
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
        title, body = F("title"), F("body")
        score = SearchRank(title, query) * TITLE_WEIGHT + SearchRank(body, query)
        whole = IndexEntry.objects.annotate(vector=CombinedExpression(title, "||", body, SearchVectorField()))
        entries = whole.filter(within(reaches), vector=query)
        return best(entries.annotate(score=score), limit)

    def typed(self, terms: list[Term], reaches: list[Reach], limit: int) -> list[tuple[int, str]]:
        """The same in names alone, for a query that is still being typed (`words.terms_typed`)."""
        query = TSQuery(TSQUERY.write(terms), search_type="raw", config=CONFIG)
        entries = IndexEntry.objects.filter(within(reaches), autocomplete=query)
        score = SearchRank(F("autocomplete"), query, normalization=SHORTER_IS_BETTER)
        return best(entries.annotate(score=score), limit)


def best(scored: QuerySet[Any], limit: int) -> list[tuple[int, str]]:
    return list(scored.order_by("-score", "-pk")[:limit].values_list("content_type_id", "object_id"))
