"""Which letters there are. Each room registers its own: the words, what stands in them, an example to look at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.letters.parts import Line

# Facts that no wording names: whom to greet, and the address where one press ends letters of this kind.
NAME, STOP = "name", "stop"
STOP_REMINDING = gettext_lazy("Больше не напоминать")

Fact = str | Sequence[Line]
Facts = Mapping[str, Fact]


class UnknownKind(LookupError):
    """No room has registered such a letter."""


@dataclass(frozen=True)
class Placeholder:
    """A place in the text that each letter fills. The code knows it by `key`, editors by `name`: «{когда}».

    With `is_needed` no wording may leave it out. With `may_be_empty` there may be nothing to say: its line is then
    left out, or its paragraph where it stands on a line of its own.
    """

    key: str
    name: Promise
    tells: Promise
    is_needed: bool = True
    may_be_empty: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of letter. `subject` and `text` hold «{key}» for placeholders; `why` tells readers why they get it.

    `sample` gives facts to look at, in the language that is switched on. `stop`: the words before the address where one
    press ends such letters.
    """

    kind: str
    room: Promise
    name: Promise
    sent_when: Promise
    subject: Promise
    text: Promise
    why: Promise
    placeholders: tuple[Placeholder, ...]
    sample: Callable[[], Facts]
    stop: Promise = STOP_REMINDING

    @cached_property
    def by_key(self) -> dict[str, Placeholder]:
        return {one.key: one for one in self.placeholders}

    def keys_by_name(self, language: str) -> dict[str, str]:
        """What an editor may write between braces in this language. The keys of the code are understood too."""
        with translation.override(language):
            return {one.key: one.key for one in self.placeholders} | {
                str(one.name): one.key for one in self.placeholders
            }


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """A room tells of its letters once, when it is ready."""
    _kinds.update({one.kind: one for one in kinds})


def find(kind: str) -> Kind:
    """Raises UnknownKind."""
    try:
        return _kinds[kind]
    except KeyError as error:
        raise UnknownKind(kind) from error


def everything() -> list[Kind]:
    """In the order in which the rooms told of them."""
    return list(_kinds.values())
