"""What a query that found nothing may have meant: a word half typed, one letter wrong, the keyboard in Latin."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from content.search import words
from content.search.words import Term
from portal.sources import SOURCES, Source, texts_of

SHORTEST_BEGINNING = 3
SHORTEST_MISSPELT = 4
# «Слабовидищие» and «слабовидящим»: endings that the stemmer takes for more than an ending.
LONGEST_ENDING = 2
SHORTEST_WITHOUT_ENDING = 7
MOST_ENDINGS = 12
SECONDS_KEPT = 24 * 60 * 60
RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
KEYS = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё")


@dataclass(frozen=True)
class WordList:
    """Words of everything public in one language: how often each occurs, and the commonest word of each stem."""

    counts: dict[str, int]
    by_stem: dict[str, str]


@dataclass(frozen=True)
class Meant:
    """`terms` to search for instead; `said` is the corrected query, empty when words were only completed."""

    terms: list[Term]
    said: str


def prepare(now: datetime) -> None:
    """Read the words of everything public, in each language, unless they were read since its last change.

    The worker does it: reading takes seconds with the texts of a city, and nobody who searches waits for it.
    """
    for language, _name in settings.LANGUAGES:
        for version, sources in together().items():
            key = key_of(language, version)
            if cache.get(key) is None:
                known = build(text for source in sources for text in public_texts(source, language))
                cache.set(key, known, timeout=SECONDS_KEPT)


def word_list(language: str) -> WordList | None:
    """Words that are public now; None in the moments after a change of pages, before the worker has read them.

    After a change of questions theirs are left out for as long: a word that was hidden is given away by no correction.
    """
    pages, *others = (cache.get(key_of(language, version)) for version in together())
    return None if pages is None else joined([pages, *(other for other in others if other is not None)])


def together() -> dict[str, list[Source]]:
    """Sources that change together, by their version now; pages come first."""
    alike: dict[Callable[[], str], list[Source]] = {}
    for source in SOURCES:
        alike.setdefault(source.version, []).append(source)
    return {version(): sources for version, sources in alike.items()}


def joined(lists: list[WordList]) -> WordList:
    """One list of all the words; of two words with one stem the commoner stands for it."""
    counts: Counter[str] = Counter()
    by_stem: dict[str, str] = {}
    for known in lists:
        counts.update(known.counts)
    for known in lists:
        for stem, word in known.by_stem.items():
            by_stem[stem] = max(word, by_stem.get(stem, word), key=counts.__getitem__)
    return WordList(dict(counts), by_stem)


def key_of(language: str, version: str) -> str:
    return f"search-words:{version}:{language}"


def public_texts(source: Source, language: str) -> Iterator[str]:
    visible = source.visible(language).values("pk")
    for found in source.read(visible).iterator(chunk_size=100):
        yield str(found)
        yield from texts_of(found)


def build(texts: Iterable[str]) -> WordList:
    spelt = Counter(word for text in texts for word in words.WORD.findall(text))
    counts: Counter[str] = Counter()
    for word, count in spelt.items():
        if (folded := words.fold_word(word)) and not folded.isdigit():
            counts[folded] += count
    by_stem: dict[str, str] = {}
    for word, _count in counts.most_common():
        by_stem.setdefault(words.stem(word), word)
    return WordList(dict(counts), by_stem)


def meant(query: str, language: str) -> Meant | None:
    """Other words for a query; None when nothing about it can be helped."""
    known = word_list(language)
    if known is None:
        return None
    if not words.CYRILLIC.search(query.casefold()):
        russian = words.telling(retyped(query))
        if russian and all(is_sure(word, known) for word in russian):
            return Meant([words.term_of([word]) for word in russian], " ".join(russian))
    asked = words.telling(query)[: words.MOST_TERMS]
    helped = [help_word(word, known) for word in asked]
    if not any(stems for _said, stems in helped):
        return None
    said = " ".join(said for said, _stems in helped)
    terms: list[Term] = [tuple((stem,) for stem in stems or [words.stem(said)]) for said, stems in helped]
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
