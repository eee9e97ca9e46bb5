"""Short addresses: `/n/<number>/` of a lesson, a date, a question. Each room says how to find what it numbered."""

from collections.abc import Callable
from uuid import UUID

from content.models import ShortAddress

# From the key of a numbered thing and a language code to its path; None when it is not (or no longer) public.
Finder = Callable[[UUID, str], str | None]

_finders: dict[str, Finder] = {}


class NoSuchNumber(Exception):
    """The number was never given, or what it led to is not public."""


def register(kind: str, finder: Finder) -> None:
    _finders[kind] = finder


def give(kind: str, key: UUID) -> int:
    """The number of a thing; the same for ever."""
    return ShortAddress.objects.get_or_create(kind=kind, key=key)[0].number


def find(number: int, language: str) -> str:
    """The path that a number leads to. Raises NoSuchNumber."""
    address = ShortAddress.objects.filter(number=number).first()
    path = _finders[address.kind](address.key, language) if address and address.kind in _finders else None
    if path is None:
        raise NoSuchNumber(number)
    return path
