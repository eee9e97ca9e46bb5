"""What a text looks like when a program sends it to many: links, haste, the same again and again, too much at once.

Nothing here asks anybody: neither another machine nor the database. Capital letters are no sign (many write so because
they see better), nor are words of advertisements (people quote them to ask whether they are true).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from content.fields import fold
from questions.models import HoldingRules

# What leads somewhere: with a scheme, «www.», or a path. A bare name («не могу войти в vk.com») only names a site.
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"«»]{1,2000}|(?<![\w.@-])(?:[\w-]{1,63}\.){1,4}(?:[a-z]{2,20}|рф)/[^\s<>\"«»]{1,2000}",
    re.IGNORECASE,
)
AFTER_LINK = ".,;:!?…)]'»"
WORD = re.compile(r"[^\W_]+")
# Fewer words are alike too easily: they have to be the same.
FEWEST_WORDS = 5
# Of all words of two texts so many stand in both.
ALIKE = 0.9


class Sign(StrEnum):
    """`FIRST` is none: that rule looks at the person, not at the text."""

    TRAP = "trap"
    SPEED = "speed"
    REPETITION = "repetition"
    NUMBER = "number"
    LINKS = "links"
    FIRST = "first"


# No person leaves these, whoever they are. A link is left by people who ask whether it is true.
STRONG = frozenset({Sign.TRAP, Sign.SPEED, Sign.REPETITION, Sign.NUMBER})


@dataclass(frozen=True)
class Sent:
    """A text as it was sent, and what is known of how. `took`: from the empty form on; None is not known.

    `own` and `others` are what this person and what other people sent within a day; `in_hour` and `in_day` how many
    questions this person sent before. `is_new`: few questions of theirs have been published.
    """

    text: str
    is_new: bool
    took: timedelta | None = None
    is_trapped: bool = False
    own: Sequence[str] = ()
    others: Sequence[str] = ()
    in_hour: int = 0
    in_day: int = 0


def read(sent: Sent, rules: HoldingRules, own_hosts: Collection[str]) -> list[Sign]:
    """All signs that are switched on, the surest first."""
    found = {
        Sign.TRAP: rules.checks_trap and sent.is_trapped,
        Sign.SPEED: rules.checks_speed and is_hasty(sent.took, rules.least_seconds),
        Sign.REPETITION: rules.checks_repetition and is_repeated(sent, rules.most_alike),
        Sign.NUMBER: rules.checks_number and (sent.in_hour >= rules.most_in_hour or sent.in_day >= rules.most_in_day),
        Sign.LINKS: rules.checks_links and len(links_in(sent.text, own_hosts)) > rules.most_links,
    }
    return [sign for sign in Sign if found.get(sign)]


def is_hasty(took: timedelta | None, least_seconds: int) -> bool:
    return took is not None and took < timedelta(seconds=least_seconds)


def is_repeated(sent: Sent, most_alike: int) -> bool:
    """The same person once more; for a new one also when `most_alike` others have sent it already."""
    words = words_of(sent.text)
    if any(are_alike(words, words_of(one)) for one in sent.own):
        return True
    return sent.is_new and sum(are_alike(words, words_of(one)) for one in sent.others) >= most_alike


def words_of(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(fold(text)))


def are_alike(words: frozenset[str], others: frozenset[str]) -> bool:
    if min(len(words), len(others)) < FEWEST_WORDS:
        return words == others
    return len(words & others) >= ALIKE * len(words | others)


def links_in(text: str, own_hosts: Collection[str] = ()) -> set[str]:
    """Each once; not those that stay within our own hosts."""
    links = {found.group().rstrip(AFTER_LINK).casefold() for found in LINK.finditer(text)}
    return {link for link in links if host_of(link) not in own_hosts}


def host_of(link: str) -> str:
    """Empty for what only looks like an address."""
    try:
        return urlsplit(link if "://" in link else f"//{link}").hostname or ""
    except ValueError:
        return ""
