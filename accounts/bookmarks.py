"""«Закладка»: four plain words that bring a learner back on another device.

Four of 4,096 words are 48 bits: with the limit of ten wrong guesses an hour for an address
(settings.ACCOUNT_RATE_LIMITS), guessing one of a million live bookmarks takes one address some three thousand years.
Only a keyed digest is stored, so neither a copy of the database nor a backup gives any words away.
"""

import difflib
import re
import secrets
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts import personal_data
from accounts.models import Bookmark, Learner

WORDS_IN_BOOKMARK = 4
LIVE_BOOKMARKS = 5
WORD_LIST = Path(__file__).with_name("bookmark_words.txt")
LONGEST_WORD = 40
# «липа» typed without switching the keyboard over is «kbgf».
LATIN_KEYS = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё")


class BookmarkError(Exception):
    """The words do not lead anywhere."""


class UnreadableWords(BookmarkError):
    """Not four words of the list: a slip, which tells nothing about anybody's bookmark."""


class WrongNumberOfWords(UnreadableWords):
    def __init__(self, given: int) -> None:
        super().__init__(given)
        self.given = given


class UnknownWord(UnreadableWords):
    """`word` is not in the list; `similar` may be what was meant (the list is public: nothing is given away)."""

    def __init__(self, word: str, similar: str | None) -> None:
        super().__init__(word)
        self.word = word
        self.similar = similar


class NoSuchBookmark(BookmarkError):
    """All four words exist, and nobody has them in this order (or they were revoked)."""


class NotTheirs(Exception):
    """There is no such live bookmark, or it is somebody else's."""


@cache
def words() -> dict[str, str]:
    """Folded word → the word as written in the list."""
    return {fold(word): word for word in WORD_LIST.read_text(encoding="utf-8").split()}


def fold(word: str) -> str:
    return word.lower().replace("ё", "е")


def choose_words() -> list[str]:
    return [secrets.choice(list(words().values())) for _ in range(WORDS_IN_BOOKMARK)]


def digest(chosen: list[str]) -> str:
    return salted_hmac("accounts.bookmarks", " ".join(map(fold, chosen)), algorithm="sha256").hexdigest()


def read_words(text: str) -> list[str]:
    """The words somebody typed, however separated and in whatever case; ё may be е, the keyboard may be Latin.

    Raises an UnreadableWords.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    if not re.search("[а-яё]", text):
        text = text.translate(LATIN_KEYS)
    typed = re.findall(r"[^\W\d_]+", text)
    if len(typed) != WORDS_IN_BOOKMARK:
        raise WrongNumberOfWords(len(typed))
    for word in typed:
        if fold(word) not in words():
            raise UnknownWord(word[:LONGEST_WORD], similar_to(word))
    return [fold(word) for word in typed]


def similar_to(word: str) -> str | None:
    found = difflib.get_close_matches(fold(word)[:LONGEST_WORD], words(), n=1, cutoff=0.7)
    return words()[found[0]] if found else None


@transaction.atomic
def make(learner: Learner, now: datetime) -> list[str]:
    """A new bookmark; its words are told now and never again. Older ones stay good, up to LIVE_BOOKMARKS of them."""
    learner = personal_data.lock(learner)
    chosen = choose_words()
    Bookmark.objects.create(learner=learner, digest=digest(chosen), made_at=now)
    surplus = learner.bookmarks.live().order_by("-made_at", "-pk").values_list("pk", flat=True)[LIVE_BOOKMARKS:]
    learner.bookmarks.filter(pk__in=list(surplus)).update(revoked_at=now)
    return chosen


def find_learner(text: str, now: datetime) -> Learner:
    """Whose bookmark these words are. Raises a BookmarkError. The caller limits the guesses."""
    bookmark = (
        Bookmark.objects.live()
        .select_related("learner__user", "learner__merged_into__user")
        .filter(digest=digest(read_words(text)))
        .first()
    )
    if bookmark is None:
        raise NoSuchBookmark
    Bookmark.objects.filter(pk=bookmark.pk).update(used_at=now)
    return bookmark.learner.merged_into or bookmark.learner


def revoke(learner: Learner, bookmark_id: int, now: datetime) -> None:
    """One of the learner's own live bookmarks stops working. Raises NotTheirs."""
    if not learner.bookmarks.live().filter(pk=bookmark_id).update(revoked_at=now):
        raise NotTheirs
