"""Letters in an editor's own words. Nothing that a reader needs can be lost, and nothing but words can be added."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.letters.kinds import Kind
from accounts.letters.parts import FOOT
from accounts.models import User, Wording

LONGEST_SUBJECT, LONGEST_TEXT = 100, 2000
CHANGED, DROPPED = "accounts.wording.change", "accounts.wording.drop"
BRACES = re.compile(r"\{([^{}\n]*)\}")
TAG = re.compile(r"<[a-zA-Z/!?]|&[a-zA-Z]+;|&#\d")
ADDRESS = re.compile(r"https?://[^\s{}]*|www\.[^\s{}]*", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a wording, said to its editor. `field` is `subject` or `text`."""

    field: str
    message: str


class WordingRefused(ValueError):
    """Something needed is lost, or something is in it that may not be."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def of(letter: Kind, language: str) -> Wording | None:
    """The editor's words; None where there are none, or where they no longer fit what the portal has to say."""
    row = Wording.objects.filter(kind=letter.kind, language=language).first()
    if row is None or any(problems(letter, language, row.subject, row.text)):
        return None
    return row


@transaction.atomic
def write(letter: Kind, language: str, subject: str, text: str, actor: User, now: datetime) -> Wording:
    """From now on this letter is sent in these words. Raises WordingRefused."""
    if found := list(problems(letter, language, subject, text)):
        raise WordingRefused(found)
    values = {
        "subject": with_keys(letter, language, " ".join(subject.split())),
        "text": with_keys(letter, language, text.replace("\r\n", "\n").strip()),
        "changed_at": now,
        "changed_by": actor,
    }
    row, _is_new = Wording.objects.update_or_create(kind=letter.kind, language=language, defaults=values)
    log(row, CHANGED, user=actor, title=str(row))
    return row


@transaction.atomic
def drop(letter: Kind, language: str, actor: User) -> None:
    """Back to the portal's own words. Dropped twice is dropped once."""
    row = Wording.objects.filter(kind=letter.kind, language=language).first()
    if row is not None:
        log(row, DROPPED, user=actor, title=str(row), data={"subject": row.subject, "text": row.text})
        row.delete()


# --- as editors read and write them ----------------------------------------------------------------------------------


def with_names(letter: Kind, language: str, text: str) -> str:
    """«{when}» as an editor reads it: «{когда}»."""
    with translation.override(language):
        names = {one.key: str(one.name) for one in letter.placeholders}
    return BRACES.sub(lambda place: "{" + names.get(place[1], place[1]) + "}", text)


def with_keys(letter: Kind, language: str, text: str) -> str:
    keys = letter.keys_by_name(language)
    return BRACES.sub(lambda place: "{" + keys.get(as_name(place[1]), place[1]) + "}", text)


def as_name(typed: str) -> str:
    return " ".join(typed.split()).casefold()


# --- checks ----------------------------------------------------------------------------------------------------------


def problems(letter: Kind, language: str, subject: str, text: str) -> Iterator[Problem]:
    """Everything that is wrong, in the language that is switched on."""
    for field, typed, longest in (("subject", subject, LONGEST_SUBJECT), ("text", text, LONGEST_TEXT)):
        if not typed.strip():
            yield Problem(field, _("Здесь пусто. Напишите что-нибудь или верните слова портала."))
        if len(typed) > longest:
            said = _("Слишком длинно: знаков %(length)s, а можно %(longest)s. Сократите.")
            yield Problem(field, said % {"length": len(typed), "longest": longest})
        for message in strange_in(letter, language, typed):
            yield Problem(field, message)
    if "\n" in subject.strip():
        yield Problem("subject", _("Тема письма — одна строка."))
    yield from lost(letter, language, text)


def lost(letter: Kind, language: str, text: str) -> Iterator[Problem]:
    keys = letter.keys_by_name(language)
    named = {keys.get(as_name(name)) for name in BRACES.findall(text)}
    missing = [one for one in letter.placeholders if one.is_needed and one.key not in named]
    if missing:
        said = ", ".join(f"{{{name_of(letter, language, one.key)}}} ({one.tells})" for one in missing)
        yield Problem("text", _("Потерялось: %(missing)s. Верните в текст.") % {"missing": said})


def strange_in(letter: Kind, language: str, typed: str) -> Iterator[str]:
    keys = letter.keys_by_name(language)
    for name in BRACES.findall(typed):
        if as_name(name) not in keys:
            known = ", ".join("{" + name_of(letter, language, one.key) + "}" for one in letter.placeholders)
            yield _("Портал не знает, что такое {%(name)s}. Можно: %(known)s.") % {"name": name, "known": known}
    if re.search(r"[{}]", BRACES.sub("", typed)):
        yield _("Есть скобка { или } без пары.")
    if TAG.search(typed):
        yield _("Здесь нужен простой текст, без разметки HTML.")
    if any(not address.startswith(f"{settings.SITE_URL}/") for address in ADDRESS.findall(typed)):
        yield _("В письме могут быть ссылки только на наш сайт.")
    if FOOT in typed:
        yield _("Черту из трёх тире портал ставит сам.")


def name_of(letter: Kind, language: str, key: str) -> str:
    with translation.override(language):
        return str(letter.by_key[key].name)
