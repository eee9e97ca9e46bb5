"""The catalogues hold every word of the portal: Russian is the text itself, English is complete, both can count."""

import gettext
import re
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
LANGUAGES = ["ru", "en"]
SOURCES = ["accounts", "content", "courses", "events", "questions", "portal", "templates"]
CYRILLIC = re.compile(r"[а-яё]+", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
TAG = re.compile(r"</?\w+>")
# The words of a bookmark are Russian in every language: somebody else reads them out, or types them here.
RUSSIAN_IN_ENGLISH = ["липа чайник среда лодка"]
# Three words for one, two and five; then the same for eleven to fourteen and beyond a hundred.
COUNTED = {
    "%(lessons)s урок": {0: "0 уроков", 1: "1 урок", 2: "2 урока", 5: "5 уроков", 11: "11 уроков", 21: "21 урок"},
    "%(count)d минута": {
        0: "0 минут",
        1: "1 минута",
        4: "4 минуты",
        12: "12 минут",
        22: "22 минуты",
        101: "101 минута",
    },
    "%(count)d час": {1: "1 час", 3: "3 часа", 5: "5 часов", 14: "14 часов", 24: "24 часа"},
    "%(done)s из %(total)s урока": {1: "0 из 1 урока", 2: "0 из 2 уроков", 8: "0 из 8 уроков", 21: "0 из 21 урока"},
    "Нашлась %(count)s страница": {1: "Нашлась 1 страница", 3: "Нашлось 3 страницы", 11: "Нашлось 11 страниц"},
}


def folder_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES"


def read(language: str) -> polib.POFile:
    return polib.pofile(str(folder_of(language) / "django.po"))


def texts_of(entry: polib.POEntry) -> list[str]:
    return [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]


def name_of(entry: polib.POEntry) -> tuple[str, str, str]:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


# --- what stands in the catalogues -----------------------------------------------------------------------------------


def test_both_catalogues_hold_the_same_words() -> None:
    assert {name_of(entry) for entry in read("ru")} == {name_of(entry) for entry in read("en")}


def test_english_is_complete() -> None:
    missing = [entry.msgid for entry in read("en") if not entry.translated()]
    assert missing == [], "write them in locale/en, then `make messages`"


def test_russian_counts() -> None:
    """One form for each of 1, 2, 5 and a fraction; everything else is the msgid itself."""
    catalogue = read("ru")
    assert "nplurals=4" in catalogue.metadata["Plural-Forms"]
    missing = [entry.msgid for entry in catalogue if entry.msgid_plural and len(texts_of(entry)) != 4]
    assert missing == []
    assert [entry.msgid for entry in catalogue if entry.msgstr] == [], "Russian is corrected in the code"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_guessed_or_left_over(language: str) -> None:
    catalogue = read(language)
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []
    assert catalogue.obsolete_entries() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_survive(language: str) -> None:
    wrong = []
    for entry in read(language):
        for pattern in (PLACEHOLDER, TAG):
            expected = sorted(pattern.findall(entry.msgid_plural or entry.msgid))
            wrong += [text for text in texts_of(entry) if sorted(pattern.findall(text)) != expected]
    assert wrong == []


def test_english_is_english() -> None:
    found = []
    for entry in read("en"):
        for text in texts_of(entry):
            for allowed in RUSSIAN_IN_ENGLISH:
                text = text.replace(allowed, "")
            if CYRILLIC.search(text) or re.search("[«»]", text):
                found.append(text)
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    """A fresh machine has no msgfmt: the compiled catalogue is kept beside its source."""
    compiled = polib.mofile(str(folder_of(language) / "django.mo"))
    written = {name_of(entry): (entry.msgstr, entry.msgstr_plural) for entry in read(language) if entry.translated()}
    assert {name_of(entry): (entry.msgstr, entry.msgstr_plural) for entry in compiled} == written, "`make messages`"


@pytest.mark.parametrize("msgid", COUNTED)
def test_counting_in_russian(msgid: str) -> None:
    with (folder_of("ru") / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    for number, words in COUNTED[msgid].items():
        told = catalogue.ngettext(msgid, "no such plural", number)
        assert told % {"lessons": number, "count": number, "total": number, "done": 0} == words


def test_languages_are_called_by_their_own_names() -> None:
    assert settings.LANGUAGES == [("ru", "Русский"), ("en", "English")]


# --- what stands in the code -----------------------------------------------------------------------------------------


@pytest.mark.skipif(
    not all(shutil.which(program) for program in ("xgettext", "msguniq", "msgmerge", "msgattrib")),
    reason="!!! NO GETTEXT: WHETHER THE CATALOGUES HOLD EVERY WORD OF THE CODE WAS NOT CHECKED !!!",
)
def test_every_word_of_the_code_is_in_the_catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for source in SOURCES:
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / source, ignore=shutil.ignore_patterns("__pycache__", "pictures"))
    found = tmp_path / "locale"
    found.mkdir()
    monkeypatch.setattr(settings, "LOCALE_PATHS", [str(found)])
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["ru"], verbosity=0)
    said = {name_of(entry) for entry in polib.pofile(str(found / "ru" / "LC_MESSAGES" / "django.po"))}
    kept = {name_of(entry) for entry in read("ru")}
    assert said - kept == set(), "said by the code, unknown to the catalogues: `make messages`"
    assert kept - said == set(), "kept by the catalogues, said nowhere: `make messages`"
