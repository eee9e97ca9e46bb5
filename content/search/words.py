"""Words as search knows them: case, ё, stress marks and endings make no difference. One analysis for every database.

What is indexed and what is asked go through the same functions. When what they return changes, every index has to be
built again: `manage.py wagtail_update_index`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from content.fields import fold

# A word may carry soft hyphens and loose accents («за́мок», й typed as two characters).
LOOSE = "\u00ad\u0300\u0301\u0306\u0308"
WORD = re.compile(rf"[^\W_](?:[^\W_]|[{LOOSE}])*")
COMPOUND = re.compile(rf"{WORD.pattern}(?:[-\u2010\u2011]{WORD.pattern})*")
CYRILLIC = re.compile("[а-я]")
# «Звонок, звонки», «ссылка, ссылок», «настройка, настроек»: a vowel that comes and goes; the stemmer leaves it.
FLEETING_VOWEL = re.compile(r"(?:(?<=[^аеиоуыэюя])о|[еьй])(?=[кцгн]$)")
SHORTEST_WITH_FLEETING_VOWEL = 4
# One thing written in two alphabets.
SAME = {"android": "андроид", "iphone": "айфон", "sim": "сим", "sms": "смс", "wifi": "вайфай"}
# Where the stemmer takes the end of a word for an ending («экран», «запись»), or the forms have different roots: a stem
# and the stem of the other forms. Found by comparing all forms of every noun of the demo.
KIN_PAIRS = (
    "бук букв  выз вызов  галер галере  дверьм двер  дет ребенк  детьм ребенк  дне ден  днем ден  дни ден"
    "  дню ден  дня ден  дням ден  днях ден  доч дочер  дочерьм дочер  друз друг  зап запис  защ защит"
    "  компутер компьютер  кред кредит  люд человк  людьм человк  надп надпис  обма обман  отм отмн"
    "  памя памят  печа печат  пис письм  подм подмн  подп подпис  порта портал  проф профил  реж режим"
    "  рекл реклам  сист систем  случа случ  экра экран"
)
KIN = dict(pair.split() for pair in KIN_PAIRS.split("  "))
# Words that a question is glued together with; they choose no page.
GLUE_WORDS = (
    "а без бы был была были было быть в вам вас ваш вы где да для до его ее если есть еще же за и из или им их к как"
    " когда кто ли мне мой моя мы на над надо не него нее ней нет ни ним них но ну о об он она они оно от по под при"
    " про с себе себя со так там те тем тех то того тоже той только том тому тот ту ты у уже чего чем что чтобы"
    " эта эти это этот я a an and are at be by do for from how i in is it my not of on or the to what with"
)
GLUE = frozenset(GLUE_WORDS.split())
# More words than this make a question slower and no clearer.
MOST_TERMS = 12
LONGEST_WORD = 60

# What stands for one word of a query: any of these groups, and of a group all stems. A * ends a mere beginning.
Term = tuple[tuple[str, ...], ...]

_russian = snowballstemmer.stemmer("russian")
_english = snowballstemmer.stemmer("english")


def fold_word(word: str) -> str:
    """A word in lower case, without accents of stress, with е for ё; may be empty when only signs are left."""
    plain = word.replace("\u00ad", "").replace("\u0301", "").replace("\u0300", "")
    folded = fold(unicodedata.normalize("NFKC", plain))
    return re.sub(r"[\W_]", "", SAME.get(folded, folded))[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def stem(folded: str) -> str:
    """What all forms of a word share. Russian for Cyrillic, English for the rest."""
    if not CYRILLIC.search(folded):
        return _english.stemWord(folded)
    shared = _russian.stemWord(folded)
    if len(shared) >= SHORTEST_WITH_FLEETING_VOWEL:
        shared = FLEETING_VOWEL.sub("", shared)
    return KIN.get(shared, shared)


def split(text: str) -> Iterator[list[str]]:
    """The folded words of a text; those joined by hyphens together."""
    for compound in COMPOUND.finditer(text):
        parts = [folded for part in WORD.findall(compound.group()) if (folded := fold_word(part))]
        if parts:
            yield parts


def joined(parts: list[str]) -> str:
    """«Вай-фай» is also looked for as «вайфай»."""
    return fold_word("".join(parts))


def stems(text: str) -> str:
    """A text as it is indexed."""
    return " ".join(found for parts in split(text) for found in stems_of(parts))


def stems_of(parts: list[str]) -> list[str]:
    return [*map(stem, parts), *([stem(joined(parts))] if len(parts) > 1 else [])]


def beginnings(text: str) -> str:
    """A text as it is indexed for finding while somebody types: stems and whole words."""
    whole = [word for parts in split(text) for word in (*parts, joined(parts))]
    return " ".join(dict.fromkeys([*stems(text).split(), *whole]))


def terms(query: str) -> list[Term]:
    """The terms of a query, without glue (unless there is nothing else), each once."""
    return list(dict.fromkeys(map(term_of, without_glue(query))))[:MOST_TERMS]


def telling(query: str) -> list[str]:
    """The folded words of a query, without glue (unless there is nothing else)."""
    return [word for parts in without_glue(query) for word in parts]


def without_glue(query: str) -> list[list[str]]:
    compounds = list(split(query))
    return [parts for parts in compounds if len(parts) > 1 or parts[0] not in GLUE] or compounds


def term_of(parts: list[str]) -> Term:
    apart = tuple(map(stem, parts))
    return (apart,) if len(parts) == 1 else ((stem(joined(parts)),), apart)


def terms_typed(query: str) -> list[Term]:
    """The terms of a query that is still being typed: the last word may be a beginning."""
    words = without_glue(query)[:MOST_TERMS]
    if not words:
        return []
    *before, last = words
    begun = (*map(stem, last[:-1]), f"{last[-1]}*")
    return [*map(term_of, before), (*term_of(last), begun, (f"{joined(last)}*",))]
