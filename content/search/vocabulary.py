"""The words of everything public, in each language: what corrections and the ends of half typed words are taken from.

Rooms register the texts that everybody may read, with a version that is another one after each change of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from content.search import words

SECONDS_KEPT = 24 * 60 * 60

Version = Callable[[], str]
Texts = Callable[[str], Iterable[str]]
# Those registered first are read first.
_texts: dict[Version, Texts] = {}


@dataclass(frozen=True)
class WordList:
    """Words of everything public in one language: how often each occurs, and the commonest word of each stem."""

    counts: dict[str, int]
    by_stem: dict[str, str]


def register(version: Version, texts: Texts) -> None:
    """`texts` gives what everybody may read in a language."""
    _texts[version] = texts


def prepare(now: datetime) -> None:
    """Read the words of everything public, in each language, unless they were read since its last change.

    The worker does it: reading takes seconds with the texts of a city, and nobody who searches waits for it.
    """
    for language, _name in settings.LANGUAGES:
        for version, texts in _texts.items():
            key = key_of(language, version())
            if cache.get(key) is None:
                cache.set(key, build(texts(language)), timeout=SECONDS_KEPT)


def word_list(language: str) -> WordList | None:
    """Words that are public now; None in the moments after a change of pages, before the worker has read them.

    After a change of questions theirs are left out for as long: a word that was hidden is given away by no correction.
    """
    pages, *others = (cache.get(key_of(language, version())) for version in _texts)
    return None if pages is None else joined([pages, *(other for other in others if other is not None)])


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
    return f"vocabulary:{version}:{language}"


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
