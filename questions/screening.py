"""What should not stand in a question that everybody reads: numbers of telephones and cards, addresses, codes.

Nothing is changed and nothing refused: the writer is shown what will be seen, and decides. A code from an SMS is
another matter: it is dangerous wherever it is written, also in a question for experts only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

DIGITS = re.compile(r"\d")
# Digits with what people put between them; no letter and no new sentence.
RUN = re.compile(r"(?<![\d\w])\+?\(?\d(?:[\s\u00a0().\-–—]{0,3}\d){5,22}(?!\d)")
EMAIL = re.compile(r"[^\s@<>()«»\"',;]{1,64}@[^\s@<>()«»\"',;]{1,80}\.[^\W\d_]{2,20}")
CODE_WORDS = r"(?:код\w*|парол\w+|пин(?:-?код)?\w*|cvc|cvv|смс\w*|sms|code|password|pin)"
# «Код 1234», «пришло смс: 123-456», «1234 — это код».
CODE_AFTER = re.compile(
    rf"\b{CODE_WORDS}\b[^\d\n.!?]{{0,40}}?(?<!\d)(\d{{3}}[\s-]?\d{{3}}|\d{{4,8}})(?!\d)"
    r"|\bcv[cv]2?\b\D{0,10}(\d{3})(?!\d)",
    re.IGNORECASE,
)
CODE_BEFORE = re.compile(
    rf"(?<!\d)(\d{{3}}[\s-]?\d{{3}}|\d{{4,8}})(?!\d)[\s—–-]{{0,3}}(?:это\s)?{CODE_WORDS}\b", re.IGNORECASE
)
STREET = (
    r"(?:ул(?:ица|ице|ицы|\.)|просп(?:ект|екте|екта|\.)|пр-т|пер(?:еулок|еулке|\.)|бульваре?|б-р|шоссе"
    r"|наб(?:ережная|ережной|\.)|проезде?|street|st\.|avenue)"
)
NAME = r"[А-ЯЁA-Z0-9][\w-]{0,30}(?:\s[А-ЯЁA-Z][\w-]{0,30})?"
HOUSE = r"(?:,?\s{0,2}(?:д(?:ом|\.)?|house)?\s{0,2}№?\s?\d{1,4}[\w/]{0,6})"
FLAT_WORDS = r"(?:,?\s{0,2}(?:кв(?:артира|\.)?|корп(?:ус|\.)?|подъезд)\s?\d{1,4}){0,3}"
ADDRESS = re.compile(rf"(?:\b{STREET}\s{{0,2}}{NAME}|\b{NAME}\s{STREET}){HOUSE}{FLAT_WORDS}")
FLAT = re.compile(r"\b(?:кв(?:артира|\.)|flat)\s*№?\s*\d+", re.IGNORECASE)
# Numbers that everybody may know: help and banks print them everywhere.
PUBLIC_PREFIXES = ("8800", "7800")


class Kind(StrEnum):
    PHONE = "phone"
    CARD = "card"
    CODE = "code"
    ADDRESS = "address"
    EMAIL = "email"


# A pattern with a group means that group alone.
PATTERNS = (
    (Kind.CODE, CODE_AFTER),
    (Kind.CODE, CODE_BEFORE),
    (Kind.ADDRESS, ADDRESS),
    (Kind.ADDRESS, FLAT),
    (Kind.EMAIL, EMAIL),
)


@dataclass(frozen=True)
class Finding:
    """`start` and `end` are places in the text, `words` what stands there."""

    kind: Kind
    start: int
    end: int
    words: str


def screen(text: str) -> list[Finding]:
    """What was found, in order; nothing twice. Linear in the length of the text."""
    found: list[Finding] = []
    for one in candidates(text):
        if all(one.end <= other.start or one.start >= other.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def candidates(text: str) -> Iterator[Finding]:
    """The most dangerous first: of two that overlap the first stays."""
    yield from numbers(text)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            yield Finding(kind, start, end, text[start:end])


def numbers(text: str) -> Iterator[Finding]:
    for match in RUN.finditer(text):
        digits = "".join(DIGITS.findall(match.group()))
        if is_card(digits):
            yield Finding(Kind.CARD, *match.span(), match.group())
        elif is_phone(digits, match.group()):
            yield Finding(Kind.PHONE, *match.span(), match.group())


def is_card(digits: str) -> bool:
    """13 to 19 digits whose last one fits (Luhn, ISO/IEC 7812-1)."""
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_phone(digits: str, typed: str) -> bool:
    """Ten or eleven digits as Russian numbers have, or more after a plus; not the numbers that begin with 8 800."""
    if digits.startswith(PUBLIC_PREFIXES) and len(digits) == 11:
        return False
    if typed.startswith("+"):
        return 10 <= len(digits) <= 15
    return (len(digits) == 11 and digits[0] in "78") or (len(digits) == 10 and digits[0] in "489")


def mark(text: str, findings: list[Finding]) -> SafeString:
    """The text as HTML with the findings in <mark>."""
    pieces, done = [], 0
    for one in findings:
        pieces += [escape(text[done : one.start]), "<mark>", escape(one.words), "</mark>"]
        done = one.end
    return mark_safe("".join([*pieces, escape(text[done:])]))
