"""The HTML of a letter, drawn from its text."""

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.letters import parts

LINK = "color:#0e4a45;word-break:break-all;"
PHONE = "color:#0e4a45;white-space:nowrap;"


def html_of(subject: str, text: str) -> str:
    """For a text that `compose` made, and for any other."""
    return render_to_string("emails/letter.html", {"subject": subject, "letter": parts.read(text)})


def for_preview(html: str) -> str:
    """The same under a policy of its own: in a frame of the admin it may load nothing and run nothing."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return html.replace("<head>", f'<head><meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def with_links(words: str) -> SafeString:
    """Escaped; addresses of this site and the telephone for help can be pressed, nobody else's address."""
    pressed = re.escape(settings.SITE_URL) + r"/[^\s<>\"]*[^\s<>\".,;:!?)»]"
    if settings.HELP_PHONE:
        pressed += "|" + re.escape(settings.HELP_PHONE)
    pieces = re.split(f"({pressed})", words)
    drawn = [link(piece) if place % 2 else conditional_escape(piece) for place, piece in enumerate(pieces)]
    return mark_safe("".join(drawn).replace("\n", "<br>"))


def link(piece: str) -> SafeString:
    if piece == settings.HELP_PHONE:
        return format_html(
            '<a href="tel:{}" class="link" style="{}">{}</a>', re.sub(r"[^\d+]", "", piece), PHONE, piece
        )
    return format_html('<a href="{}" class="link" style="{}">{}</a>', piece, LINK, piece)
