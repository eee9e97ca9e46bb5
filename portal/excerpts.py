"""The piece of a text that shows why it was found, with the found words marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from content.search import words

CHARACTERS = 220
# An excerpt starts with its sentence when that began no further back than this.
SENTENCE_START = 80
ENDS = ".!?…:»"
# Enough of one text to choose the best place from.
MATCHES = 100


@dataclass(frozen=True)
class Match:
    start: int
    end: int
    stem: str


def stems_in(terms: list[words.Term]) -> frozenset[str]:
    return frozenset(stem for term in terms for group in term for stem in group)


def matches(text: str, stems: frozenset[str]) -> Iterator[Match]:
    """The words of a text that have one of the stems; words joined by hyphens are one when the whole is meant."""
    # Most words differ from all stems in their first letter already, and need neither folding nor the stemmer.
    firsts = {stem[0] for stem in stems} | {key[0] for key, word in words.SAME.items() if words.stem(word) in stems}
    firsts |= {"ё"} if "е" in firsts else set()
    for compound in words.COMPOUND.finditer(text):
        parts = list(words.WORD.finditer(compound.group()))
        if len(parts) > 1:
            whole = words.stem(words.joined([words.fold_word(part.group()) for part in parts]))
            if whole in stems:
                yield Match(compound.start(), compound.end(), whole)
                continue
        for part in parts:
            if part.group()[0].lower() in firsts and (found := words.stem(words.fold_word(part.group()))) in stems:
                yield Match(compound.start() + part.start(), compound.start() + part.end(), found)


def mark(text: str, stems: frozenset[str]) -> SafeString:
    """The text as HTML, found words in <mark>."""
    pieces, done = [], 0
    for match in matches(text, stems):
        pieces += [escape(text[done : match.start]), "<mark>", escape(text[match.start : match.end]), "</mark>"]
        done = match.end
    return mark_safe("".join([*pieces, escape(text[done:])]))


def excerpt(texts: list[str], stems: frozenset[str]) -> SafeString:
    """About CHARACTERS of that text in which most of the words stand together; the first text when none does."""
    best, best_start, most = texts[0] if texts else "", 0, 0
    for text in texts:
        if stems and most == len(stems):
            break
        found = list(islice(matches(text, stems), MATCHES))
        for match in found:
            together = {other.stem for other in found if match.start <= other.start < match.start + CHARACTERS // 2}
            if len(together) > most:
                best, best_start, most = text, match.start, len(together)
    return mark(cut(best, best_start), stems)


def cut(text: str, start: int) -> str:
    """CHARACTERS around a place: whole words, from the start of the sentence if it is near."""
    if len(text) <= CHARACTERS:
        return text
    begin = start_of_excerpt(text, start)
    end = begin + CHARACTERS
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    piece = text[begin:end].strip()
    return f"{'…' if begin else ''}{piece}{'…' if end < len(text) else ''}"


def start_of_excerpt(text: str, start: int) -> int:
    before = text[max(0, start - SENTENCE_START) : start]
    if len(before) == start:
        return 0
    ends = [place for place, sign in enumerate(before[:-1]) if sign in ENDS and before[place + 1].isspace()]
    if ends:
        return start - len(before) + ends[-1] + 2
    return start - len(before) + before.find(" ") + 1
