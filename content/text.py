"""People's Markdown → safe HTML. One function, one allow-list, kept for everything that people write.

markdown-it renders with raw HTML off; bleach cleans and makes links; nh3 runs last as the guard that is still
maintained (bleach gets no more security fixes). And how a title stands within a sentence.
"""

import html as entities
import re
from functools import partial

import bleach
import nh3
from bleach.linkifier import TLDS, LinkifyFilter
from markdown_it import MarkdownIt

TAGS = frozenset({"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong", "ul"})
ATTRIBUTES = {"a": ["href", "title"], "ol": ["start"]}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
# Raise when what comes out of `render_markdown` changes: stored HTML of an older version is rendered again.
VERSION = 3
# Some seven pages, the longest that a form takes: whatever stands in them is cleaned in half a second.
MAX_CHARACTERS = 20_000
MAX_NESTING = 20
# Marks that turn the direction of writing around or cannot be seen: they make words read otherwise than they stand. The
# last line fits no XML: with one of them in a question no program could read the feed.
UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# Empty lines beyond two say nothing. Looked for at the first blank of a line alone: from each of them it would take
# seconds.
GAPS = re.compile(r"(?<![^\S\n])(?:[^\S\n]*\n){4,}")

# A link leads to a whole address or to a place of this portal, never to something that only looks like one.
GOOD_LINK = re.compile(r"(?:https?:|mailto:|tel:|/|#)", re.IGNORECASE)
# As bleach's own, which takes seconds for some thousand brackets.
ADDRESS = re.compile(
    rf"\b(?<![@.])(?:https?://)?(?:[\w-]{{1,63}}\.){{1,8}}(?:{'|'.join(sorted(TLDS))})(?::[0-9]{{1,5}})?(?!\.\w)\b"
    r"(?:[/?][^\s{}|\\^`<>\"]{0,2000})?",
    re.IGNORECASE,
)

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": MAX_NESTING})


def render_markdown(source: str) -> str:
    """HTML that may stand in any page. Longer texts are cut at MAX_CHARACTERS, deeper nesting is flattened."""
    return clean(UNSEEN.sub("", _markdown.render(tidy(source[:MAX_CHARACTERS]))))


def tidy(source: str) -> str:
    """What somebody typed, as it is kept: without unseen marks, with one kind of line end, without large gaps."""
    return GAPS.sub("\n\n\n", UNSEEN.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def words_of(html: str) -> str:
    """The bare words of cleaned HTML, to be escaped again where they are shown."""
    spaced = re.sub(r"<(?:/p|/li|/h\d|br)\b[^>]*>", " ", html)
    return " ".join(entities.unescape(nh3.clean(spaced, tags=set())).split())


def quoted(title: object) -> str:
    """A title as it stands between «»: its own quotation marks become „ and “."""
    return str(title).replace("«", "„").replace("»", "“")


def is_kept(tag: str, name: str, value: str) -> bool:
    return name in ATTRIBUTES.get(tag, ()) and (name != "href" or GOOD_LINK.match(value.strip()) is not None)


def clean(html: str) -> str:
    cleaner = bleach.Cleaner(
        tags=TAGS,
        attributes=is_kept,
        protocols=PROTOCOLS,
        strip=True,
        filters=[partial(LinkifyFilter, url_re=ADDRESS)],
    )
    return nh3.clean(
        cleaner.clean(html),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(PROTOCOLS),
        link_rel="nofollow ugc noopener",
    )
