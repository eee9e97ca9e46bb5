"""Search in SQLite's full text index (FTS5)."""

from typing import Any

from django.db.models import QuerySet
from modelsearch.backends.database.sqlite.query import BM25, Lexeme, MatchExpression, SearchQueryExpression
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from wagtail.search.query import Phrase, PlainText, SearchQuery

from content.search import words
from content.search.documents import Document, Reach, Syntax, meaning, within
from content.search.words import Term

FTS5 = Syntax(both=" AND ", either=" OR ", quote='"', beginning="*")
# Of the columns autocomplete, body, title: a word in the title outweighs any number of the same in the text.
WEIGHTS = (1.0, 1.0, 100.0)


class Ready(Lexeme):
    """A finished full text query."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        return "%s", [self.value]


class Rank(BM25):
    """The smaller (they are negative), the better."""

    def as_sql(
        self, compiler: Any, connection: Any, function: Any = None, template: Any = None
    ) -> tuple[str, list[Any]]:
        weights = ", ".join(map(str, WEIGHTS))
        return f"bm25({SQLiteFTSIndexEntry._meta.db_table}, {weights})", []


class Index(SQLiteIndex):
    def add_items(self, model: Any, objs: Any) -> None:
        super().add_items(model, [Document(item) for item in objs])

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Nothing: `Rank` weighs titles itself, and each write would read the whole index."""


class Compiler(SQLiteSearchQueryCompiler):
    query: SearchQuery
    fields: list[str] | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = meaning(self.query)

    def terms(self, query: str) -> list[Term]:
        return words.terms(query)

    def build_search_query_content(self, query: SearchQuery, config: Any = None) -> Any:
        if isinstance(query, PlainText):
            return SearchQueryExpression(Ready(FTS5.write(self.terms(query.query_string), query.operator)))
        if isinstance(query, Phrase):
            return SearchQueryExpression(Ready(f'"{words.stems(query.query_string)}"'))
        return super().build_search_query_content(query, config)

    def _build_rank_expression(self, vectors: Any, config: Any) -> Rank:
        return Rank()

    def search(self, config: Any, start: int | None, stop: int | None, score_field: str | None = None) -> Any:
        # The index knows a title and all the rest; other fields asked for are searched as the rest.
        by_title = self.fields and set(self.fields) == {"title"} and "title" in self.FTS_TABLE_FIELDS
        self.fields = ["title"] if by_title else None
        return super().search(config, start, stop, score_field)


class TypingCompiler(Compiler, SQLiteAutocompleteQueryCompiler):
    def terms(self, query: str) -> list[Term]:
        return words.terms_typed(query)


class SQLiteBackend(SQLiteSearchBackend):
    query_compiler_class = Compiler
    autocomplete_query_compiler_class = TypingCompiler
    index_class = Index

    def rank(self, terms: list[Term], operator: str, reaches: list[Reach], limit: int) -> list[tuple[int, str]]:
        """Content type and id of at most `limit` objects within reach in which all (or any) terms are, best first."""
        match = MatchExpression(["title", "body"], SearchQueryExpression(Ready(FTS5.write(terms, operator))))
        entries = SQLiteFTSIndexEntry.objects.filter(match).filter(within(reaches, "index_entry__"))
        return best(entries, limit)

    def typed(self, terms: list[Term], reaches: list[Reach], limit: int) -> list[tuple[int, str]]:
        """The same in names alone, for a query that is still being typed (`words.terms_typed`)."""
        match = MatchExpression(["autocomplete"], SearchQueryExpression(Ready(FTS5.write(terms))))
        return best(SQLiteFTSIndexEntry.objects.filter(match).filter(within(reaches, "index_entry__")), limit)


def best(entries: QuerySet[Any], limit: int) -> list[tuple[int, str]]:
    ordered = entries.annotate(score=Rank()).order_by("score", "-pk")[:limit]
    return list(ordered.values_list("index_entry__content_type_id", "index_entry__object_id"))
