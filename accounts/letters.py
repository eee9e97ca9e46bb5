"""The HTML of a mail, made from its text, so that both always say the same.

Paragraphs are separated by empty lines. «Words:» with an address on the next line is a button; a paragraph that is
nothing but a code is set large.
"""

import re
from dataclasses import dataclass

from django.template.loader import render_to_string

CODE = re.compile(r"[0-9A-Z]{3,5}(-[0-9A-Z]{3,5})+")
LINK = re.compile(r"(?P<words>[^\n]+):\n(?P<url>https?://\S+)")


@dataclass(frozen=True)
class Paragraph:
    """Exactly one of: a button (`url` with `words`), a `code`, plain `words`."""

    words: str = ""
    url: str = ""
    code: str = ""


def html_of(subject: str, text: str) -> str:
    paragraphs = [read(part.strip()) for part in re.split(r"\n\s*\n", text.strip())]
    return render_to_string("emails/letter.html", {"subject": subject, "paragraphs": paragraphs})


def read(part: str) -> Paragraph:
    if CODE.fullmatch(part):
        return Paragraph(code=part)
    if link := LINK.fullmatch(part):
        return Paragraph(words=link["words"], url=link["url"])
    return Paragraph(words=part)
