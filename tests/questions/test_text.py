"""What experts write goes through one cleaner: nothing in it runs, nasty texts take no time."""

import re
import time

import pytest
from bs4 import BeautifulSoup

from content.text import TAGS, render_markdown, tidy, words_of
from tests.questions.payloads import NASTY, PAYLOADS

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
    began = time.process_time()
    render_markdown(source)
    assert time.process_time() - began < 1


def test_unseen_marks_go_and_emoji_stay() -> None:
    assert (
        tidy("пере\u202eвод\u200b \u2066и\u2069 👩\u200d🔬\r\n\r\n\r\n\r\n\r\nвсё ") == "перевод и 👩\u200d🔬\n\n\nвсё"
    )


def test_words_are_bare_and_unescaped() -> None:
    assert words_of("<p>Раз &amp; <b>два</b></p><p>&lt;три&gt;</p>") == "Раз & два <три>"
