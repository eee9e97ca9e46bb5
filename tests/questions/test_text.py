"""What experts write goes through one cleaner: nothing in it runs, nasty texts take no time."""

import re
import time

import nh3
import pytest
from bs4 import BeautifulSoup

from content.text import TAGS, UNSEEN, render_markdown, tidy, words_of
from tests.questions.payloads import NASTY, PAYLOADS

KEPT = {"a": {"href", "title", "rel"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
UNSEEN_BY_BROWSERS = re.compile(r"[\x00-\x20]")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_runs(payload: str) -> None:
    for source in (payload, f"[текст]({payload})", f"> {payload}\n\n1. {payload}"):
        for tag in BeautifulSoup(render_markdown(source), "html.parser").find_all(True):
            assert tag.name in TAGS
            assert set(tag.attrs) <= {"href", "title", "rel", "start"}
            scheme = SCHEME.match(UNSEEN_BY_BROWSERS.sub("", tag.get("href", "")))
            assert scheme is None or scheme[1].lower() in SCHEMES


@pytest.mark.parametrize("source", NASTY.values(), ids=NASTY.keys())
def test_nasty_texts_take_no_time(source: str) -> None:
    # Other work on the same machine may slow the first try.
    assert seconds_for(source) < 1 or seconds_for(source) < 1
    html = render_markdown(source)
    assert not UNSEEN.search(html)
    # A whole tree, of our tags alone: it ends where it began, whatever stands around it.
    assert nh3.clean(html, tags=set(TAGS), attributes=KEPT, link_rel=None) == html


def seconds_for(source: str) -> float:
    """Of the processor alone."""
    began = time.process_time()
    render_markdown(source)
    return time.process_time() - began


def test_unseen_marks_go_and_emoji_stay() -> None:
    assert (
        tidy("пере\u202eвод\u200b \u2066и\u2069 👩\u200d🔬\r\n\r\n\r\n\r\n\r\nвсё ") == "перевод и 👩\u200d🔬\n\n\nвсё"
    )


NO_TEXT = [
    "\x00",
    "\x1f",
    "\x7f",
    "\u061c",
    "\u180e",
    "\u200b",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ufff9",
    "\ufffe",
    "\uffff",
    "\ud800",
]


@pytest.mark.parametrize("sign", NO_TEXT)
def test_what_no_page_and_no_feed_may_hold_goes(sign: str) -> None:
    """U+FFFE, U+FFFF and halves of pairs fit no XML: one of them in a question, and nobody could read the feed."""
    assert tidy(f"пере{sign}вод") == "перевод"
    assert "перевод" in render_markdown(f"пере{sign}вод")


@pytest.mark.parametrize(
    "code", ["&#x202e;", "&#8238;", "&#x200b;", "&#xfffe;", "&ZeroWidthSpace;", "&rlm;", "&NoBreak;"]
)
def test_nor_does_it_come_by_its_number_or_name(code: str) -> None:
    for source in (f"пере{code}вод", f"[перевод](https://example.org/ 'пере{code}вод')", f"# пере{code}вод"):
        html = render_markdown(source)
        assert not UNSEEN.search(html)
        assert "перевод" in html.replace("&amp;", "&").replace(code, "").replace("\ufffd", "")


def test_words_are_bare_and_unescaped() -> None:
    assert words_of("<p>Раз &amp; <b>два</b></p><p>&lt;три&gt;</p>") == "Раз & два <три>"
