"""What a letter's text is made of. The HTML is drawn from the text itself, so that both always say the same.

Paragraphs are separated by empty lines. A paragraph is one of these:

- «Words:» with an address on the next line: a button;
- lines that begin with a dash, each with or without «:» and an address below: a list to choose from;
- two lines or more that all are «Name: value»: a card of facts;
- nothing but a code: set large;
- anything else: words.

Below a line that is FOOT stands what every letter says.
"""

import re
from dataclasses import dataclass

FOOT = "— — —"
DASH = "— "
CODE = re.compile(r"[0-9A-Z]{3,5}(-[0-9A-Z]{3,5})+")
BUTTON = re.compile(r"(?P<words>[^\n]+):\n(?P<url>https?://\S+)")
CHOICE = re.compile(rf"^{DASH}(?P<words>[^\n]+?)(?::\n(?P<url>https?://\S+))?$", re.MULTILINE)
FACT = re.compile(r"(?P<name>[^:.!?\n]{1,30}): (?P<value>[^\n]+)")


@dataclass(frozen=True)
class Line:
    """`name` with `value` in a card, `words` with or without `url` in a list."""

    words: str
    url: str = ""
    value: str = ""


@dataclass(frozen=True)
class Part:
    """Exactly one of: a button (`url` with `words`), `choices`, `facts`, a `code`, plain `words`."""

    words: str = ""
    url: str = ""
    code: str = ""
    choices: tuple[Line, ...] = ()
    facts: tuple[Line, ...] = ()

    @property
    def is_greeting(self) -> bool:
        """«Здравствуйте, Нина Петровна!»"""
        return self.words.endswith("!") and "\n" not in self.words


@dataclass(frozen=True)
class Letter:
    """A text taken apart: what it tells, and what stands below the line."""

    told: list[Part]
    foot: list[Part]

    @property
    def greeting(self) -> str:
        return self.told[0].words if self.told and self.told[0].is_greeting else ""

    @property
    def body(self) -> list[Part]:
        return self.told[1:] if self.greeting else self.told

    @property
    def first_words(self) -> str:
        """What a mail program shows of it in its list."""
        return next((part.words for part in self.body if part.words and not part.url), "")


def read(text: str) -> Letter:
    told, _line, foot = text.strip().partition(f"\n{FOOT}\n")
    return Letter(parts_of(told), parts_of(foot))


def parts_of(text: str) -> list[Part]:
    return [part_of(paragraph.strip()) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def part_of(paragraph: str) -> Part:
    lines = paragraph.split("\n")
    if CODE.fullmatch(paragraph):
        return Part(code=paragraph)
    if button := BUTTON.fullmatch(paragraph):
        return Part(words=button["words"], url=button["url"])
    if paragraph.startswith(DASH):
        return Part(choices=tuple(Line(one["words"], one["url"] or "") for one in CHOICE.finditer(paragraph)))
    facts = [FACT.fullmatch(line) for line in lines]
    if len(lines) > 1 and all(facts):
        return Part(facts=tuple(Line(one["name"], value=one["value"]) for one in facts if one))
    return Part(words=paragraph)
