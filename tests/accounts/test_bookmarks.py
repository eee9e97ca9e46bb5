"""Four words: how they are read, made, limited and revoked. Nothing here depends on particular words of the list."""

from datetime import datetime, timedelta

import pytest

from accounts import bookmarks
from accounts.models import Bookmark, Learner

SMALL = ["липа", "чайник", "среда", "лодка", "ёлка", "мёд"]


@pytest.fixture
def small_list(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {bookmarks.fold(word): word for word in SMALL}
    monkeypatch.setattr(bookmarks, "words", lambda: known)


def test_the_list_is_long_enough_and_no_two_words_are_taken_for_one() -> None:
    raw = bookmarks.WORD_LIST.read_text(encoding="utf-8").split()
    assert len(bookmarks.words()) == len(raw) >= 4096
    assert max(map(len, raw)) <= bookmarks.LONGEST_WORD
    assert all(bookmarks.read_words(f"{word} {raw[0]} {raw[1]} {raw[2]}") for word in raw)


@pytest.mark.parametrize(
    "typed",
    [
        "липа чайник среда лодка",
        "  Липа, ЧАЙНИК; среда.\nлодка! ",
        "1. липа 2. чайник 3. среда 4. лодка",
        "липа-чайник-среда-лодка",
        "«липа» «чайник» «среда» «лодка»",
        "kbgf xfqybr chtlf kjlrf",
        "KBGF Xfqybr chtlf kjlrf",
        "липа чаи\u0306ник среда лодка",
    ],
)
def test_words_are_read_however_they_are_typed(small_list: None, typed: str) -> None:
    assert bookmarks.read_words(typed) == ["липа", "чайник", "среда", "лодка"]


def test_yo_may_be_written_as_ye(small_list: None) -> None:
    assert bookmarks.read_words("елка мёд ЁЛКА мед") == ["елка", "мед", "елка", "мед"]


@pytest.mark.parametrize(
    ("typed", "given"), [("", 0), ("липа", 1), ("липа чайник среда", 3), ("липа " * 5, 5), ("а " * 90, 90)]
)
def test_another_number_of_words_is_said(small_list: None, typed: str, given: int) -> None:
    with pytest.raises(bookmarks.WrongNumberOfWords) as caught:
        bookmarks.read_words(typed)
    assert caught.value.given == given


@pytest.mark.parametrize(
    ("typed", "word", "similar"),
    [
        ("липа чяйник среда лодка", "чяйник", "чайник"),
        ("липа чайник среда ллодка", "ллодка", "лодка"),
        ("липа чайник среда ъъъъъ", "ъъъъъ", None),
        ("липа чайник среда " + "ы" * 150, "ы" * 40, None),
        ("липа чайник среда kettle", "kettle", None),
    ],
)
def test_an_unknown_word_is_named_and_perhaps_mended(
    small_list: None, typed: str, word: str, similar: str | None
) -> None:
    with pytest.raises(bookmarks.UnknownWord) as caught:
        bookmarks.read_words(typed)
    assert (caught.value.word, caught.value.similar) == (word, similar)


def test_the_words_lead_back_and_are_not_kept(guest: Learner, now: datetime) -> None:
    words = bookmarks.make(guest, now)
    assert len(words) == 4
    row = Bookmark.objects.get()
    assert not any(word in str(vars(row)) for word in words)
    assert bookmarks.find_learner(" ".join(words), now) == guest
    row.refresh_from_db()
    assert row.used_at == now


def test_the_order_matters(guest: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch, small_list: None) -> None:
    monkeypatch.setattr(bookmarks, "choose_words", lambda: ["липа", "чайник", "среда", "лодка"])
    bookmarks.make(guest, now)
    with pytest.raises(bookmarks.NoSuchBookmark):
        bookmarks.find_learner("чайник липа среда лодка", now)
    assert Bookmark.objects.get().used_at is None


def test_a_revoked_bookmark_leads_nowhere(guest: Learner, now: datetime) -> None:
    words = " ".join(bookmarks.make(guest, now))
    bookmarks.revoke(guest, Bookmark.objects.get().pk, now)
    with pytest.raises(bookmarks.NoSuchBookmark):
        bookmarks.find_learner(words, now)
    with pytest.raises(bookmarks.NotTheirs):
        bookmarks.revoke(guest, Bookmark.objects.get().pk, now)


def test_nobody_revokes_the_bookmark_of_another(guest: Learner, learner: Learner, now: datetime) -> None:
    bookmarks.make(guest, now)
    with pytest.raises(bookmarks.NotTheirs):
        bookmarks.revoke(learner, Bookmark.objects.get().pk, now)
    assert Bookmark.objects.live().count() == 1


def test_the_oldest_give_way(guest: Learner, now: datetime) -> None:
    first = " ".join(bookmarks.make(guest, now))
    for number in range(bookmarks.LIVE_BOOKMARKS):
        bookmarks.make(guest, now + timedelta(minutes=number))
    assert guest.bookmarks.live().count() == bookmarks.LIVE_BOOKMARKS
    with pytest.raises(bookmarks.NoSuchBookmark):
        bookmarks.find_learner(first, now)
