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
    deeds = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    told, gone, come = [], "", ""
    for place, (deed, a, b, c, d) in enumerate(deeds):
        went, came = "".join(old[a:b]), "".join(new[c:d])
        # Words next to each other that changed are read as one change, with the spaces between them.
        joins = 0 < place < len(deeds) - 1 and came.isspace() and "\n" not in came
        if deed == "equal" and not joins:
            told += [marked(gone, come), escape(came)]
            gone = come = ""
        else:
            gone, come = gone + went, come + came
    return mark_safe("".join([*told, marked(gone, come)]))


def marked(gone: str, come: str) -> str:
    went = f"<del>{escape(gone)}</del>" if gone.strip() else ""
    return went + (f"<ins>{escape(come)}</ins>" if come.strip() else escape(come))


def pieces(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) + len(new) <= MOST_WORDS:
        return old, new
    return before.splitlines(keepends=True), after.splitlines(keepends=True)
