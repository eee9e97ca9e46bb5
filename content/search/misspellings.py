"""What a query that found nothing may have meant: a word half typed, one letter wrong, the keyboard in Latin."""

from dataclasses import dataclass

from content.search import words
from content.search.vocabulary import WordList, word_list
from content.search.words import Term

SHORTEST_BEGINNING = 3
SHORTEST_MISSPELT = 4
# «Слабовидищие» and «слабовидящим»: endings that the stemmer takes for more than an ending.
LONGEST_ENDING = 2
SHORTEST_WITHOUT_ENDING = 7
MOST_ENDINGS = 12
RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
KEYS = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё")


@dataclass(frozen=True)
class Meant:
    """`terms` to search for instead; `said` is the corrected query, empty when words were only completed."""

    terms: list[Term]
    said: str


def meant(query: str, language: str) -> Meant | None:
    """Other words for a query; None when nothing about it can be helped."""
    known = word_list(language)
    return helped(query, known) if known is not None else None


def begun(query: str, language: str) -> list[Term]:
    """The terms of a query that is still being typed, for whole texts: they are indexed by stems alone, so the ends of
    the last word come from the word list. Words that are finished may have been meant otherwise.
    """
    known = word_list(language)
    ways = [query] if words.CYRILLIC.search(query.casefold()) else [query, retyped(query)]
    for way in ways:
        if known is None:
            break
        asked = words.telling(way)
        if found := helped(way, known):
            return [*found.terms[:-1], (*found.terms[-1], (f"{asked[-1]}*",))]
        if asked and all(words.stem(word) in known.by_stem for word in asked):
            return words.terms_typed(way)
    return words.terms_typed(ways[-1])


def helped(query: str, known: WordList) -> Meant | None:
    if not words.CYRILLIC.search(query.casefold()):
        russian = words.telling(retyped(query))
        if russian and all(is_sure(word, known) for word in russian):
            return Meant([words.term_of([word]) for word in russian], " ".join(russian))
    asked = words.telling(query)[: words.MOST_TERMS]
    others = [help_word(word, known) for word in asked]
    if not any(stems for _said, stems in others):
        return None
    said = " ".join(said for said, _stems in others)
    terms: list[Term] = [tuple((stem,) for stem in stems or [words.stem(said)]) for said, stems in others]
    return Meant(terms, "" if said == " ".join(asked) else said)


def retyped(query: str) -> str:
    """The same keys on a Russian keyboard."""
    return query.casefold().translate(KEYS)


def is_sure(word: str, known: WordList) -> bool:
    """Short stems are shared by anything: «яяя» is no form of «я»."""
    return word in known.counts or (len(word) >= SHORTEST_MISSPELT and words.stem(word) in known.by_stem)


def help_word(word: str, known: WordList) -> tuple[str, list[str]]:
    """The word to show and the stems to look for; no stems when the word is known or nothing resembles it."""
    if words.stem(word) in known.by_stem:
        return word, []
    if endings := completed(word, known):
        return word, list(dict.fromkeys(map(words.stem, endings)))
    nearest = corrected(word, known)
    return (nearest, [words.stem(nearest)]) if nearest else (word, [])


def completed(word: str, known: WordList) -> list[str]:
    """The commonest words that begin so."""
    if len(word) < SHORTEST_BEGINNING:
        return []
    longer = [other for other in known.counts if other.startswith(word)]
    return sorted(longer, key=known.counts.__getitem__, reverse=True)[:MOST_ENDINGS]


def corrected(word: str, known: WordList) -> str | None:
    """The commonest word one letter away; else the commonest whose stem is one letter away from the stem; else the
    commonest that begins like a long word but for one letter, whatever its ending.
    """
    if len(word) < SHORTEST_MISSPELT:
        return None
    near = edits(word) & known.counts.keys() or {
        known.by_stem[stem] for stem in edits(words.stem(word)) & known.by_stem.keys() if len(stem) >= SHORTEST_MISSPELT
    }
    return max(near or without_ending(word, known), key=lambda other: (known.counts[other], other), default=None)


def without_ending(word: str, known: WordList) -> set[str]:
    size = len(word) - LONGEST_ENDING
    if size < SHORTEST_WITHOUT_ENDING:
        return set()
    heads = edits(word[:size])
    return {other for other in known.counts if heads & {other[: size - 1], other[:size], other[: size + 1]}}


def edits(word: str) -> set[str]:
    """Everything one letter away: one missing, one too many, one wrong, two swapped."""
    letters = RUSSIAN if words.CYRILLIC.search(word) else LATIN
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return {
        *(left + right[1:] for left, right in halves if right),
        *(left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1),
        *(left + letter + right[1:] for left, right in halves if right for letter in letters),
        *(left + letter + right for left, right in halves for letter in letters),
    } - {word}
