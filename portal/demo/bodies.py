"""The body of a text, from YAML to blocks. Ids of blocks and of their items are derived from their places."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from wagtail.blocks import StreamBlock, StreamValue

from content.models import GlossaryTerm
from portal.demo import shelf, texts


class BodyWriter:
    """Writes one body. `place` is what its ids are derived from: the same for every translation of the text."""

    def __init__(self, language: str, *place: str) -> None:
        self.language = language
        self.place = place
        self.writers: dict[str, Callable[[Any, str], Any]] = {
            "text": lambda text, _id: texts.rich(text, language),
            "heading": lambda text, _id: texts.line(text),
            "steps": self.steps,
            "fraud": lambda entry, _id: self.titled(entry),
            "tip": lambda entry, _id: self.titled(entry),
            "term": lambda key, _id: {"term": GlossaryTerm.objects.get(key=key, locale__language_code=language).pk},
            "image": self.picture,
            "checklist": self.checklist,
            "accordion": self.accordion,
            "table": self.table,
            "outcome": lambda text, _id: texts.line(text),
            "situation": self.situation,
        }

    def write(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Counting each kind apart keeps the ids of the others when a block is put in between."""
        counts: Counter[str] = Counter()
        blocks = []
        for entry in entries:
            [(kind, content)] = entry.items()
            counts[kind] += 1
            block_id = str(texts.stable_id(*self.place, kind, counts[kind]))
            name = "picture" if kind == "image" else kind
            blocks.append({"type": name, "id": block_id, "value": self.writers[kind](content, block_id)})
        return blocks

    def items(self, block_id: str, values: list[Any]) -> list[dict[str, Any]]:
        ids = [str(texts.stable_id(block_id, place)) for place in range(1, len(values) + 1)]
        return [{"type": "item", "id": item_id, "value": value} for item_id, value in zip(ids, values, strict=True)]

    def titled(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {"title": texts.line(entry.get("title", "")), "text": texts.rich(entry["text"], self.language)}

    def image(self, entry: dict[str, Any]) -> dict[str, Any]:
        name = entry.get("picture")
        if not name:
            return {"image": None, "alt_text": "", "decorative": False}
        alt = texts.line(entry.get("alt", ""))
        drawn = shelf.picture(name, alt if self.language == "ru" else "")
        return {"image": drawn.pk, "alt_text": alt, "decorative": bool(entry.get("decorative"))}

    def picture(self, entry: dict[str, Any], _id: str) -> dict[str, Any]:
        return {"image": self.image(entry), "caption": texts.line(entry.get("caption", ""))}

    def steps(self, entry: dict[str, Any], block_id: str) -> dict[str, Any]:
        steps = [
            {
                "title": texts.line(step["title"]),
                **{name: texts.rich(step.get(name), self.language) for name in ("text", "android", "iphone")},
                "image": self.image(step),
            }
            for step in entry["items"]
        ]
        return {"title": texts.line(entry["title"]), "items": self.items(block_id, steps)}

    def checklist(self, entry: dict[str, Any], block_id: str) -> dict[str, Any]:
        items = list(map(texts.line, entry["items"]))
        return {"title": texts.line(entry["title"]), "items": self.items(block_id, items)}

    def accordion(self, entry: dict[str, Any], block_id: str) -> dict[str, Any]:
        return {"items": self.items(block_id, [self.titled(item) for item in entry["items"]])}

    def table(self, entry: dict[str, Any], _id: str) -> dict[str, Any]:
        return {
            "columns": [{"type": "text", "heading": texts.line(heading)} for heading in entry["header"]],
            "rows": [{"values": list(map(texts.line, row))} for row in entry["rows"]],
            "caption": texts.line(entry["caption"]),
        }

    def situation(self, entry: dict[str, Any], block_id: str) -> dict[str, Any]:
        return {
            "anchor": entry["anchor"],
            "title": texts.line(entry["title"]),
            "first": texts.line(entry["first"]),
            "steps": self.items(block_id, [self.titled(step) for step in entry["steps"]]),
            "say": texts.line(entry.get("say", "")),
        }


def checked(block: StreamBlock, raw: list[dict[str, Any]]) -> StreamValue:
    """The value as the editor's form would accept it. Raises ValidationError."""
    return block.clean(block.to_python(raw))


def sections(markdown: str) -> list[dict[str, Any]]:
    """A whole text in Markdown → entries of a body: its `##` lines become headings, so that each can be linked to."""
    entries: list[dict[str, Any]] = []
    for part in f"\n{markdown}".split("\n## "):
        heading, _newline, text = part.partition("\n") if entries or not part.startswith("\n") else ("", "", part)
        entries += [{"heading": heading}] if heading.strip() else []
        entries += [{"text": text}] if text.strip() else []
    return entries


def checklists(body: StreamValue) -> dict[UUID, list[UUID]]:
    """Block id → ids of its items."""
    return {
        UUID(block.id): [UUID(item.id) for item in block.value["items"].bound_blocks]
        for block in body
        if block.block_type == "checklist"
    }
