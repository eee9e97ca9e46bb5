"""How a text changed: from one revision to the next, word by word."""

import difflib
import re
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from questions.models import Answer, Revision

WORDS = re.compile(r"\s+|[^\s]+")
# Longer texts are compared by lines: by words it would take seconds.
MOST_WORDS = 4_000


@dataclass(frozen=True)
class Change:
    """One edit; `html` is the new text with what went and what came."""

    revision: Revision
    html: SafeString


def of_answer(answer: Answer) -> list[Change]:
    """The edits, the latest first; none when nothing was changed."""
    revisions = list(answer.revisions.order_by("number"))
    changes = [Change(after, compared(before.source, after.source)) for before, after in pairwise(revisions)]
    return changes[::-1]


def compared(before: str, after: str) -> SafeString:
    """Escaped, with <del> around what went and <ins> around what came."""
    old, new = pieces(before, after)
    told: list[str] = []
    for deed, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        gone, come = escape("".join(old[a:b])), escape("".join(new[c:d]))
        if deed == "equal":
            told.append(come)
            continue
        told += [f"<del>{gone}</del>"] if gone.strip() else []
        told += [f"<ins>{come}</ins>"] if come.strip() else [come]
    return mark_safe("".join(told))


def pieces(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) <= MOST_WORDS:
        return old, new
    return before.splitlines(keepends=True), after.splitlines(keepends=True)
