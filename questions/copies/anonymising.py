"""What a text should lose before everybody reads it: numbers, addresses and codes go, likely names are pointed at.

What `screening` finds is replaced. A name cannot be told from another word for certain: capital letters and a list of
the commonest names only point, a person decides.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy, override

from questions.screening import Finding, Kind, screen

INSTEAD = {
    Kind.PHONE: gettext_lazy("[номер]"),
    Kind.CARD: gettext_lazy("[номер карты]"),
    Kind.CODE: gettext_lazy("[код]"),
    Kind.ADDRESS: gettext_lazy("[адрес]"),
    Kind.EMAIL: gettext_lazy("[почта]"),
}
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# What may stand between the end of a sentence (or of a line) and its first word.
BEGINS = re.compile(r"(?:^|[.!?…\n:;]|\d[.)])[\s\"'«„“(—–*_>#-]*$")
PATRONYMIC = re.compile(r"[а-яё]{2,}(?:[оеё]вич|ьич|[оеё]вн|ичн|иничн)(?:а|у|ем|ом|е|ой|ы|и)?", re.IGNORECASE)
# The commonest names by their stems, with the endings of cases: also at the beginning of a sentence.
NAMES = re.compile(
    r"(?:александр|алексе|анатоли|андре|антон|артём|борис|вадим|валенти|валери|васили|виктор|витали|владимир|владислав"
    r"|геннади|георги|григори|дании?л|денис|дмитри|дим|евгени|егор|иван|игор|кирилл|константин|леонид|максим|михаил"
    r"|миш|никит|никола|олег|павел|павл|паш|п[её]тр|пет[яею]|роман|руслан|серге|сер[её]ж|саш|станислав|степан|тимур"
    r"|ф[её]дор|юри|ярослав|анастаси|наст|анн|ан[яю]|вероник|вер[аыу]|галин|даш|дарь|екатерин|кат[яею]|елен|лен[ауе]"
    r"|елизавет|жанн|зин|зинаид|инн|ирин|ир[аыу]|кристин|ксени|ларис|лиди|людмил|люд[ау]|маргарит|марин|мари|маш"
    r"|надежд|над[яею]|натали|наташ|нин|оксан|ольг|ол[яею]|полин|раис|светлан|свет[ау]|соф|таиси|тамар|татьян|тан[яею]"
    r"|ульян|юли|юл[яею])"
    r"(?:а|я|ы|и|у|ю|е|ь|й|ой|ей|ом|ем|ём|ию|ии|ия|ий|ие|ина|ину|иной|ья|ье|ьи|ью)?",
    re.IGNORECASE,
)
# Capital letters that name nobody: things, services, words for a portal.
NOBODY = re.compile(
    r"(?:android|iphone|ipad|apple|google|whatsapp|telegram|viber|youtube|wi-fi|windows|samsung|huawei|honor|xiaomi"
    r"|(?:андроид|айфон|госуслуг|гугл|вотсап|ватсап|телеграм|интернет|росси|соцфонд|просвет)\w{0,3}"
    r"|ваш\w{0,3}|вы|вас|вам|вами|ты|тебя|тебе|я)",
    re.IGNORECASE,
)
MOST_NAMES = 12


def without_findings(text: str, language: str) -> str:
    """The text with a neutral word, in its own language, in each place where something personal was found."""
    with override(language):
        return replaced(text, screen(text))


def replaced(text: str, findings: Iterable[Finding]) -> str:
    pieces, done = [], 0
    for one in findings:
        pieces += [text[done : one.start], str(INSTEAD[one.kind])]
        done = one.end
    return "".join([*pieces, text[done:]])


def likely_names(*texts: str) -> list[str]:
    """Words that may be names, each once, in order; at most MOST_NAMES. It misses some and takes others for names."""
    found = dict.fromkeys(word for text in texts for word in names_in(text))
    return list(found)[:MOST_NAMES]


def names_in(text: str) -> Iterator[str]:
    for match in WORD.finditer(text):
        word = match.group()
        if not word[0].isupper() or word[:2].isupper() or NOBODY.fullmatch(word):
            continue
        starts = BEGINS.search(text, max(0, match.start() - 12), match.start()) is not None
        if not starts or PATRONYMIC.fullmatch(word) or NAMES.fullmatch(word):
            yield word
