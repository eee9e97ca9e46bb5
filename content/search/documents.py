"""What of an object is indexed, and what of a query is asked: in stems, for both databases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Manager, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.search.index import AutocompleteField, RelatedFields, SearchField
from wagtail.search.query import MATCH_NONE, And, Boost, Fuzzy, Not, Or, Phrase, PlainText, SearchQuery

from content.search import words
from content.search.words import Term

# A field boosted so much is the name of the thing, whatever the field is called.
TITLE_BOOST = 2


class Ready(SearchField):
    """A search field whose text is known already."""

    def __init__(self, field_name: str, text: str, **kwargs: Any) -> None:
        super().__init__(field_name, **kwargs)
        self.text = text

    def get_value(self, obj: Any) -> str:
        return self.text


class ReadyBeginnings(AutocompleteField):
    def __init__(self, field_name: str, text: str) -> None:
        super().__init__(field_name)
        self.text = text

    def get_value(self, obj: Any) -> str:
        return self.text


class Document:
    """Stands for an object before the indexers of modelsearch, which read nothing but these two."""

    def __init__(self, item: Any) -> None:
        self.pk = item.pk
        titles: list[str] = []
        bodies: list[str] = []
        typed: list[str] = []
        for field, text in texts_of(item, item.get_search_fields()):
            if isinstance(field, AutocompleteField):
                typed.append(text)
            else:
                (titles if is_title(field) else bodies).append(text)
        self._fields = [
            Ready("title", words.stems("\n".join(titles)), boost=TITLE_BOOST),
            Ready("body", words.stems("\n".join(bodies))),
            ReadyBeginnings("title", words.beginnings("\n".join(typed))),
        ]

    def get_search_fields(self) -> list[SearchField | AutocompleteField]:
        return self._fields


def is_title(field: SearchField) -> bool:
    return field.field_name == "title" or (field.boost or 0) >= TITLE_BOOST


def texts_of(item: Any, fields: Iterable[Any]) -> Iterator[tuple[Any, str]]:
    """Every indexed field of an object and of what it is related to, with its text."""
    for field in fields:
        if isinstance(field, SearchField | AutocompleteField):
            yield field, plain(field.get_value(item))
        elif isinstance(field, RelatedFields):
            related = field.get_value(item)
            many = related.all() if isinstance(related, Manager) else [related] if related is not None else []
            for one in many:
                yield from texts_of(one, field.fields)


def plain(value: Any) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return "\n".join(map(plain, value))
    return "" if value is None else str(value)


def meaning(query: SearchQuery) -> SearchQuery:
    """The query without what asks for nothing (quotes alone, a smile); MATCH_NONE when nothing is left."""
    return _meaning(query) or MATCH_NONE


def _meaning(query: SearchQuery) -> SearchQuery | None:
    if isinstance(query, Fuzzy):
        query = PlainText(query.query_string, operator=query.operator)
    if isinstance(query, PlainText | Phrase):
        return query if any(words.split(query.query_string)) else None
    if isinstance(query, Boost):
        return _meaning(query.subquery)
    if isinstance(query, Not):
        subquery = _meaning(query.subquery)
        return Not(subquery) if subquery else None
    if isinstance(query, And | Or):
        parts = [part for part in map(_meaning, query.subqueries) if part]
        return type(query)(parts) if len(parts) > 1 else parts[0] if parts else None
    return query


@dataclass(frozen=True)
class Reach:
    """Where to look: the index entries of these content types whose objects are among `objects`."""

    content_types: list[int]
    objects: QuerySet[Any]


def within(reaches: Iterable[Reach], prefix: str = "") -> Q:
    """The condition that keeps index entries inside any of the reaches. The index keeps ids as text."""
    condition = Q()
    for reach in reaches:
        ids = reach.objects.order_by().annotate(id_as_text=Cast("pk", CharField())).values("id_as_text")
        condition |= Q(**{f"{prefix}content_type__in": reach.content_types, f"{prefix}object_id__in": ids})
    return condition


@dataclass(frozen=True)
class Syntax:
    """How a database writes a full text query. Stems are letters and digits only, so nothing in them needs escaping."""

    both: str
    either: str
    quote: str
    beginning: str

    def write(self, terms: Iterable[Term], operator: str = "and") -> str:
        outer = self.both if operator.lower() == "and" else self.either
        return outer.join(f"({self.either.join(map(self.group, term))})" for term in terms)

    def group(self, stems: tuple[str, ...]) -> str:
        return f"({self.both.join(map(self.word, stems))})"

    def word(self, stem: str) -> str:
        quoted = f"{self.quote}{stem.removesuffix('*')}{self.quote}"
        return quoted + self.beginning if stem.endswith("*") else quoted
