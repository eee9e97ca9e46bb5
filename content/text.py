"""People's Markdown → safe HTML. One function, one allow-list, kept for everything that people write.

markdown-it renders with raw HTML off; bleach cleans and makes links; nh3 runs last as the guard that is still
maintained (bleach gets no more security fixes).
"""

import bleach
import nh3
from bleach.linkifier import LinkifyFilter
from markdown_it import MarkdownIt

TAGS = frozenset({"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong", "ul"})
ATTRIBUTES = {"a": ["href", "title"], "ol": ["start"]}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
# Raise when what comes out of `render_markdown` changes: stored HTML of an older version is rendered again.
VERSION = 1
MAX_CHARACTERS = 100_000
MAX_NESTING = 20

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": MAX_NESTING})


def render_markdown(source: str) -> str:
    """HTML that may stand in any page. Longer texts are cut at MAX_CHARACTERS, deeper nesting is flattened."""
    return clean(_markdown.render(source[:MAX_CHARACTERS]))


def clean(html: str) -> str:
    cleaner = bleach.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        protocols=PROTOCOLS,
        strip=True,
        filters=[LinkifyFilter],  # type: ignore[list-item]  # typeshed wants keywords
    )
    return nh3.clean(
        cleaner.clean(html),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(PROTOCOLS),
        link_rel="nofollow ugc noopener",
    )
