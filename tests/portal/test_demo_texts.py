"""The demo's texts are what they promise: long enough to teach, plain enough to read, whole in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import textstat
import yaml

from portal.demo import texts

FRAUD = "ne-dat-sebya-obmanut"
COURSES = sorted(path.parent for path in texts.FOLDER.glob("courses/*/course.yaml"))
LESSONS = sorted(texts.FOLDER.glob("courses/*/[0-9]*.yaml"))
RUSSIAN = [path for path in LESSONS if not path.name.endswith(".en.yaml")]
ENGLISH = [path for path in LESSONS if path.name.endswith(".en.yaml")]
MIN_WORDS = 300
MAX_MEDIAN_WORDS = 12
LONGEST_SENTENCE = 16
MIN_FLESCH = 50
# A sentence ends at a stop, at a line's end (an item, a heading, a cell), and where direct speech begins.
SENTENCE_END = re.compile(r"[.!?…]+[»”\")]*(?:\s+|$)|\n+|:\s+(?=[«“])")
WORD = re.compile(r"[A-Za-zА-Яа-яЁё0-9]+(?:[-’'.][A-Za-zА-Яа-яЁё0-9]+)*")
OFFICIALESE = re.compile(
    r"\b(?:данн(?:ый|ая|ое|ого|ой)|осуществля\w+|необходимо|в целях|надлежащ\w+|вышеуказанн\w+|в случае если)\b", re.I
)
WITHOUT_DOTS = re.compile(r"\b(?:еще|ее|свое|мое|нее|придет|найдете|введет|идет|счет|самолет|насчет)\b")
TELEPHONE = re.compile(r"(?<![\w.-])(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}\b")


def read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def strings(value: Any, skip: tuple[str, ...] = ("picture", "term", "anchor", "slug", "key")) -> Iterator[str]:
    """Every text that a reader meets, alternative texts among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in skip:
                yield from strings(one)


def plain(path: Path) -> str:
    said = read(path)
    text = "\n".join([said["summary"], *strings(said["body"])])
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"(?m)^\s*(?:-|\d+\.)\s+", "", text).replace("**", "")


def sentences(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE_END.split(text) if WORD.search(part)]


def words(text: str) -> list[str]:
    return WORD.findall(text)


def blocks(path: Path, kind: str) -> list[Any]:
    return [entry[kind] for entry in read(path)["body"] if kind in entry]


def pictures(value: Any) -> Iterator[dict[str, Any]]:
    """Whatever names a drawing."""
    if isinstance(value, list):
        for one in value:
            yield from pictures(one)
    elif isinstance(value, dict):
        if "picture" in value:
            yield value
        for one in value.values():
            yield from pictures(one)


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


every_lesson = pytest.mark.parametrize("path", LESSONS, ids=name)
every_russian_lesson = pytest.mark.parametrize("path", RUSSIAN, ids=name)


@every_lesson
def test_a_lesson_teaches(path: Path) -> None:
    assert len(words(plain(path))) >= MIN_WORDS
    assert blocks(path, "steps")
    assert blocks(path, "fraud") or blocks(path, "tip")
    assert blocks(path, "checklist")
    assert read(path)["summary"].count("\n") == 0
    assert len(read(path)["title"]) <= 60


@every_lesson
def test_every_picture_is_drawn_and_described(path: Path) -> None:
    said = read(path)
    assert (texts.FOLDER / "pictures" / f"{said['picture']}.svg").exists()
    assert said["picture_alt"]
    for entry in pictures(said["body"]):
        assert (texts.FOLDER / "pictures" / f"{entry['picture']}.svg").exists(), entry
        assert entry.get("alt") or entry.get("decorative"), entry


@every_lesson
def test_steps_are_for_both_phones_or_for_none(path: Path) -> None:
    for steps in blocks(path, "steps"):
        for step in steps["items"]:
            assert ("android" in step) == ("iphone" in step), step["title"]
            assert step.get("text") or step.get("android"), step["title"]


@every_lesson
def test_explained_words_exist(path: Path) -> None:
    glossary = "glossary_en.yaml" if path in ENGLISH else "glossary.yaml"
    known = {entry["key"] for entry in texts.read(glossary)}
    assert set(blocks(path, "term")) <= known
    assert blocks(path, "term")


@every_lesson
def test_links_stay_here(path: Path) -> None:
    targets = re.findall(r"\]\(([^)]*)\)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not target.startswith("/") and target != "tel:112"] == []
    assert not TELEPHONE.search(plain(path))


@every_russian_lesson
def test_sentences_are_short(path: Path) -> None:
    lengths = {sentence: len(words(sentence)) for sentence in sentences(plain(path))}
    assert median(lengths.values()) <= MAX_MEDIAN_WORDS
    assert [sentence for sentence, length in lengths.items() if length > LONGEST_SENTENCE] == []


@every_russian_lesson
def test_russian_is_spoken_as_people_do(path: Path) -> None:
    text = plain(path)
    assert "(а)" not in text
    assert not OFFICIALESE.search(text)
    assert not re.search(r"[а-яё,;] (?:Вы|Вас|Вам|Вами|Ваш\w*)\b", text), "«вы» is written small"
    assert not WITHOUT_DOTS.search(text)


def test_the_russian_is_easy_to_read() -> None:
    textstat.set_lang("ru")
    assert median(textstat.flesch_reading_ease(plain(path)) for path in RUSSIAN) >= MIN_FLESCH


def test_the_course_on_deceit_is_whole() -> None:
    assert len([path for path in RUSSIAN if path.parent.name == FRAUD]) == 10


@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_a_course_says_what_it_gives(folder: Path) -> None:
    said = read(folder / "course.yaml")
    lessons = [read(path) for path in RUSSIAN if path.parent == folder]
    assert said["minutes"] == sum(lesson["minutes"] for lesson in lessons)
    assert len(said["outcomes"]) >= 3
    assert said["teachers"]
    assert (texts.FOLDER / "pictures" / f"{said['picture']}.svg").exists()


@pytest.mark.parametrize("folder", [folder for folder in COURSES if "en" in read(folder / "course.yaml")], ids=name)
def test_an_english_course_is_complete(folder: Path) -> None:
    translated = {path.name.removesuffix(".en.yaml") for path in ENGLISH if path.parent == folder}
    assert translated == {path.stem for path in RUSSIAN if path.parent == folder}


@pytest.mark.parametrize("path", ENGLISH, ids=name)
def test_a_translation_is_built_as_its_source(path: Path) -> None:
    """Ids of blocks and items are counted, and ticks hang on them."""
    said, source = read(path), read(path.with_name(path.name.replace(".en.yaml", ".yaml")))
    assert [next(iter(entry)) for entry in said["body"]] == [next(iter(entry)) for entry in source["body"]]
    assert [len(one["items"]) for one in blocks(path, "checklist")] == [
        len(entry["checklist"]["items"]) for entry in source["body"] if "checklist" in entry
    ]
    assert (said["minutes"], said["picture"]) == (source["minutes"], source["picture"])


@pytest.mark.parametrize("file", ["glossary.yaml", "glossary_en.yaml"])
def test_the_glossary_explains(file: str) -> None:
    entries = texts.read(file)
    assert len(entries) >= 10
    assert len({entry["key"] for entry in entries}) == len(entries)
    for entry in entries:
        assert len(entry["term"]) <= 80
        assert len(entry["short"]) <= 200
        assert re.search(r"(?:Пример|Example|For example|Например)", entry["explanation"]), entry["key"]


def test_help_now_has_five_situations_of_five_steps() -> None:
    for said in texts.read("help_now.yaml").values():
        assert [entry["anchor"] for entry in said["situations"]] == ["call", "code", "money", "access", "lost"]
        assert {len(entry["steps"]) for entry in said["situations"]} == {5}
