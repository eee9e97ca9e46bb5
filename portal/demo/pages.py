"""Putting pages in their places: made, translated, brought up to date and published by Wagtail's own ways."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from wagtail.models import Locale, Page

from accounts.models import User
from portal.demo import bodies

AnyPage = TypeVar("AnyPage", bound=Page)


@dataclass
class Wish:
    """What a page should be: fields (a list stands for many related objects), raw blocks, rows of child objects."""

    values: dict[str, Any]
    blocks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def put(model: type[AnyPage], parent: Page, slug: str, wish: Wish, editor: User) -> AnyPage:
    """The published page of this slug below `parent`, as wished."""
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(slug=slug, locale=parent.locale, owner=editor, live=False)
        fulfil(page, wish)
        parent.add_child(instance=page)
        return publish(page, editor)
    return publish(page, editor) if fulfil(page, wish) or not page.live else page


def translate(source: AnyPage, locale: Locale, slug: str, wish: Wish, editor: User) -> AnyPage:
    """The published translation of a page, as wished; made as an editor makes it, from the source."""
    page = source.get_translation_or_none(locale)
    made = page is None
    if page is None:
        page = source.copy_for_translation(locale)
        page.owner = editor
    changed = fulfil(page, Wish({**wish.values, "slug": slug}, wish.blocks, wish.rows))
    return publish(page, editor) if made or changed or not page.live else page


def publish(page: AnyPage, editor: User) -> AnyPage:
    """With the editor's own permissions: the demo shows what the role can do."""
    page.save_revision(user=editor).publish(user=editor)
    page.refresh_from_db()
    return page


def fulfil(page: Page, wish: Wish) -> bool:
    """Make the page, unsaved, what is wished; True when that changed anything. Raises ValidationError."""
    changes = [set_value(page, name, value) for name, value in wish.values.items()]
    changes += [set_blocks(page, name, raw) for name, raw in wish.blocks.items()]
    changes += [set_rows(page, name, rows) for name, rows in wish.rows.items()]
    return any(changes)


def set_value(page: Page, name: str, value: Any) -> bool:
    before = getattr(page, name)
    if isinstance(value, list):
        before = sorted(before.all(), key=lambda row: row.pk)
        value = sorted(value, key=lambda row: row.pk)
    if before == value:
        return False
    setattr(page, name, value)
    return True


def set_blocks(page: Page, name: str, raw: list[dict[str, Any]]) -> bool:
    block = page._meta.get_field(name).stream_block
    wished = bodies.checked(block, raw)
    if block.get_prep_value(wished) == stored(page, name):
        return False
    setattr(page, name, wished)
    return True


def stored(page: Page, name: str) -> list[dict[str, Any]]:
    """Blocks as the database would keep them now: read first, because unread ones are passed on as they came."""
    value = getattr(page, name)
    return page._meta.get_field(name).stream_block.get_prep_value(value) if list(value) else []


def set_rows(page: Page, name: str, rows: list[dict[str, Any]]) -> bool:
    manager = getattr(page, name)
    before = [{key: getattr(row, key) for key in wished} for row, wished in zip(manager.all(), rows, strict=False)]
    if manager.count() == len(rows) and before == rows:
        return False
    setattr(page, name, [manager.model(**row, sort_order=place) for place, row in enumerate(rows)])
    return True


def arrange(parent: Page, wanted: list[Page]) -> None:
    """Bring children into this order, others first; nothing is moved when the order is right already."""
    keys = [page.pk for page in wanted]
    now = list(Page.objects.child_of(parent).filter(pk__in=keys).order_by("path").values_list("pk", flat=True))
    if now != keys:
        for key in keys:
            Page.objects.get(pk=key).move(Page.objects.get(pk=parent.pk), pos="last-child")
