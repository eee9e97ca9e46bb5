"""A letter for one person: an editor's words, or the portal's own, filled with facts.

Placeholders are looked up by name and nothing else: no attribute, no format, and a value is never read again, so that
braces in a title stay braces.
"""

import re
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.letters import wordings
from accounts.letters.drawing import html_of
from accounts.letters.kinds import NAME, STOP, Fact, Facts, Kind, find
from accounts.letters.parts import DASH, FOOT

PLACE = re.compile(r"\{(\w+)\}")
# A name that looks like an address or a telephone is somebody's advertisement: letters do not carry it.
NOT_A_NAME = re.compile(
    r"://|www\.|@|\w\.(?:[a-z]{2,}|рф|рус|онлайн|сайт|москва|дети)\b|(?:\d[\s()-]*){5}", re.IGNORECASE
)
# A no-break space stays: it holds a day and its month together.
BLANKS = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
LONGEST_SUBJECT = 200


class Composed(NamedTuple):
    subject: str
    text: str
    html: str


def compose(kind: str, language: str, facts: Facts) -> Composed:
    """The letter in that language, in an editor's words where there are valid ones. One query.

    `facts` has a value for each placeholder of the kind that may not be empty; NAME greets, STOP ends such letters.
    Raises UnknownKind; KeyError for a fact that is missing.
    """
    letter = find(kind)
    own = wordings.of(letter, language)
    with translation.override(language):
        subject, text = (own.subject, own.text) if own else (str(letter.subject), str(letter.text))
        return draw(letter, subject, text, facts)


def draw(letter: Kind, subject: str, text: str, facts: Facts) -> Composed:
    """The same with words that are not kept yet, in the language that is switched on."""
    told = {key: flat(value_of(letter, key, facts)) for key in PLACE.findall(subject)}
    title = flat(filled(subject, told))[:LONGEST_SUBJECT]
    whole = "\n\n".join([greeting(facts), fill(letter, text, facts), *foot(letter, facts)])
    return Composed(title, whole, html_of(title, whole))


# --- the text --------------------------------------------------------------------------------------------------------


def fill(letter: Kind, text: str, facts: Facts) -> str:
    paragraphs = [fill_paragraph(letter, one, facts) for one in re.split(r"\n\s*\n", text.replace("\r", "").strip())]
    return "\n\n".join(one for one in paragraphs if one)


def fill_paragraph(letter: Kind, paragraph: str, facts: Facts) -> str:
    """Empty when it says nothing without a fact that is empty."""
    lines = []
    for line in (one.strip() for one in paragraph.split("\n")):
        stands_alone = PLACE.fullmatch(line) is not None
        values = {key: value_of(letter, key, facts) for key in PLACE.findall(line)}
        told = {key: said(value, is_alone=stands_alone) for key, value in values.items()}
        if all(told.values()):
            lines.append(filled(line, told))
        elif stands_alone:
            return ""
    return "\n".join(lines).strip()


def filled(line: str, told: dict[str, str]) -> str:
    return PLACE.sub(lambda place: told[place[1]], line)


def value_of(letter: Kind, key: str, facts: Facts) -> Fact:
    return facts.get(key, "") if letter.by_key[key].may_be_empty else facts[key]


def said(value: Fact, *, is_alone: bool) -> str:
    """A list is a paragraph of its own, below the line that announces it; anything else stays on one line."""
    if isinstance(value, str) or not is_alone:
        return flat(value)
    lines = [f"{DASH}{one.words}:\n{one.url}" if one.url else f"{DASH}{one.words}" for one in value]
    return "\n".join(["", *lines]) if lines else ""


def flat(value: Fact) -> str:
    """On one line, whatever was typed: a value never begins a paragraph, and never a header."""
    words = value if isinstance(value, str) else ", ".join(one.words for one in value)
    return BLANKS.sub(" ", words).strip()


# --- what every letter says ------------------------------------------------------------------------------------------


def greeting(facts: Facts) -> str:
    name = flat(facts.get(NAME, ""))
    if not name or NOT_A_NAME.search(name):
        return _("Здравствуйте!")
    return _("Здравствуйте, %(name)s!") % {"name": name}


def foot(letter: Kind, facts: Facts) -> list[str]:
    """Why it came, what we never ask, how to get help, how to end it, where its links lead."""
    paragraphs = [
        FOOT,
        str(letter.why),
        _("Мы никогда не просим коды из СМС и деньги. Если просят от нашего имени, это обман."),
    ]
    if settings.HELP_PHONE:
        hours = f", {settings.HELP_HOURS}" if settings.HELP_HOURS else ""
        paragraphs.append(_("Нужна помощь? Позвоните: %(phone)s.") % {"phone": f"{settings.HELP_PHONE}{hours}"})
    if stop := facts.get(STOP):
        paragraphs.append(f"{letter.stop}:\n{stop}")
    site = settings.SITE_URL.split("//")[-1]
    paragraphs.append(_("Ссылки в письме ведут только на наш сайт: %(site)s") % {"site": site})
    paragraphs.append(_("«Просвет»: учимся жить с телефоном спокойно"))
    return paragraphs
