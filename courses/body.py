"""The body of a lesson as pieces: finished HTML for everybody, and between it what belongs to one learner.

The pieces are cached under the content version; the same cache serves every learner.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.blocks.stream_block import StreamValue

from content import versions, video
from courses.models import LessonPage

ANCHOR_CHARACTERS = 8


@dataclass(frozen=True)
class Item:
    """One line of a checklist."""

    key: UUID
    text: str


@dataclass(frozen=True)
class Piece:
    """A block: its HTML, or (a checklist) what is needed to draw it for one learner."""

    anchor: str
    kind: str
    html: SafeString = mark_safe("")  # noqa: RUF009  # immutable
    key: UUID | None = None
    title: str = ""
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Body:
    """Everything of a lesson that is the same for all and would otherwise be asked of the database."""

    pieces: list[Piece]
    picture: SafeString
    checked_by: str
    frame_origins: list[str]
    has_phone_variants: bool

    @property
    def checklists(self) -> dict[UUID, list[UUID]]:
        """Block id → the ids of its items."""
        return {
            piece.key: [item.key for item in piece.items]
            for piece in self.pieces
            if piece.kind == "checklist" and piece.key
        }


def of_page(page: LessonPage) -> Body:
    """The published body. No query while the content version stays."""
    key = f"body:{versions.current()}:{page.pk}:{get_language()}"
    body = cache.get(key)
    if body is None:
        body = build(page)
        cache.set(key, body, timeout=None)
    return body


def build(page: LessonPage) -> Body:
    """Render every block; for previews this is called as it is, without a cache."""
    blocks = list(page.body)
    return Body(
        pieces=[piece_of(block) for block in blocks],
        picture=SafeString(render_to_string("components/lesson_picture.html", {"picture": page.picture})),
        checked_by=page.checked_by.name if page.checked_by else "",
        frame_origins=sorted(set(filter(None, map(frame_origin, blocks)))),
        has_phone_variants=any(has_variants(block) for block in blocks),
    )


def piece_of(block: StreamValue.StreamChild) -> Piece:
    anchor = anchor_of(block.id)
    if block.block_type == "checklist":
        items = [Item(UUID(item.id), item.value) for item in block.value["items"].bound_blocks]
        return Piece(anchor, "checklist", key=UUID(block.id), title=block.value["title"], items=items)
    context = {"block": block, "anchor": anchor, "html": block.render()}
    return Piece(anchor, block.block_type, html=mark_safe(render_to_string("blocks/frame.html", context)))


def anchor_of(block_id: str) -> str:
    """What links to a block end with. The id stays through edits, moves and copies; its head is enough in one page."""
    return f"b-{block_id[:ANCHOR_CHARACTERS]}"


def frame_origin(block: StreamValue.StreamChild) -> str | None:
    if block.block_type != "video" or not block.value["link"]:
        return None
    film = video.find(block.value["link"])
    return film.player_origin if film else None


def has_variants(block: StreamValue.StreamChild) -> bool:
    return block.block_type == "steps" and any(step["android"].source for step in block.value["items"])
