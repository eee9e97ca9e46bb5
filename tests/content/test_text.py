"""People's Markdown: what is kept, and what never comes through."""

import time

import pytest
from bs4 import BeautifulSoup

from content.text import MAX_CHARACTERS, clean, render_markdown

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "[нажмите](javascript:alert(1))",
    "[нажмите](JaVaScRiPt:alert(1))",
    "[нажмите](data:text/html;base64,PHNjcmlwdD4=)",
    "[нажмите](vbscript:msgbox(1))",
    "[нажмите](java\tscript:alert(1))",
    "[нажмите](&#106;avascript:alert(1))",
    "<a href='&#x6A;avascript:alert(1)'>x</a>",
    "![картинка](javascript:alert(1))",
    "<javascript:alert(1)>",
    '<a href="x" onclick="alert(1)">x</a>',
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<style>body{display:none}</style>",
    "<math><mtext></mtext><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form action='//evil.example'><input name=password></form>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<object data='//evil.example'></object>",
    "`<script>alert(1)</script>`",
    "<p id=csrf name=csrf>x</p>",
]
HARMLESS = {"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong", "ul"}


@pytest.mark.parametrize("make", [render_markdown, clean], ids=["markdown", "html"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_runs(attack: str, make: object) -> None:
    soup = BeautifulSoup(make(attack), "html.parser")  # type: ignore[operator]
    for tag in soup.find_all(True):
        assert tag.name in HARMLESS
        assert set(tag.attrs) <= {"href", "title", "rel", "start"}
        scheme = tag.get("href", "").split(":")[0].lower() if ":" in tag.get("href", "") else ""
        assert scheme in {"", "http", "https", "mailto", "tel"}


def test_what_people_write_is_kept() -> None:
    html = render_markdown("**Важно**\nновая строка\n\n1. раз\n2. два\n\n> так сказали\n\n[112](tel:112)")
    for part in ("<strong>Важно</strong><br>", "<ol>", "<blockquote>", 'href="tel:112"'):
        assert part in html


@pytest.mark.parametrize("link", ["https://example.org/a", "//example.org/a"])
def test_links_of_people_are_not_recommended_by_us(link: str) -> None:
    anchor = BeautifulSoup(render_markdown(f"[ссылка]({link})"), "html.parser").a
    assert anchor is not None
    assert {"nofollow", "ugc", "noopener"} <= set(anchor["rel"])


def test_an_address_in_a_text_becomes_a_link() -> None:
    assert 'href="https://example.org/a"' in render_markdown("Смотрите https://example.org/a сегодня")


def test_no_text_takes_long() -> None:
    began = time.process_time()
    render_markdown("> " * 50_000)
    render_markdown("[" * 50_000)
    render_markdown("*a_ " * 25_000)
    assert time.process_time() - began < 5


def test_a_long_text_is_cut_not_refused() -> None:
    assert len(render_markdown("а" * MAX_CHARACTERS * 2)) < MAX_CHARACTERS * 1.1
