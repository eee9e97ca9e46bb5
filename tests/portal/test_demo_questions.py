"""The demo's questions: enough of them, answered plainly, tied to what they are about."""

from statistics import median
from typing import Any

import pytest
import textstat
import yaml

from portal.demo import asked, texts
from questions import screening
from questions.copies import anonymising
from questions.order.signs import links_in
from tests.portal.test_demo_texts import OFFICIALESE, TELEPHONE, WITHOUT_DOTS, sentences, words

FEWEST = 60
MAX_MEDIAN_WORDS, LONGEST_SENTENCE, MIN_FLESCH = 8, 18, 60
QUESTIONS: list[dict[str, Any]] = [one for name in asked.FILES for one in texts.read(f"questions/{name}.yaml")]
COPIES = [one for one in QUESTIONS if "copy" in one]
ANSWERS = [
    *((one["key"], answer["text"]) for one in QUESTIONS for answer in one.get("answers", [])),
    *((f"{one['key']}-copy", one["copy"]["reply"]) for one in COPIES),
]
HEADINGS = {
    path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in texts.FOLDER.glob("courses/*/[0-9]*.yaml")
}
LESSONS = {said["slug"]: said for name, said in HEADINGS.items() if not name.endswith(".en.yaml")}


def plain(markdown: str) -> str:
    lines = [line.strip().lstrip("-0123456789. ") for line in markdown.splitlines()]
    return "\n".join(line for line in lines if line).replace("**", "")


def test_enough_and_each_once() -> None:
    assert len(QUESTIONS) >= FEWEST
    assert len({one["key"] for one in QUESTIONS}) == len(QUESTIONS)
    assert sum(bool(one.get("lesson")) for one in QUESTIONS) >= FEWEST * 0.8
    assert len({answer["by"] for one in QUESTIONS for answer in one.get("answers", [])}) >= 4
    assert any(one.get("visibility") == "private" for one in QUESTIONS)
    assert any("not_helped" in one for one in QUESTIONS)
    assert any(not one.get("answers") for one in QUESTIONS)


@pytest.mark.parametrize("said", QUESTIONS, ids=[one["key"] for one in QUESTIONS])
def test_is_about_something_that_is_there(said: dict[str, Any]) -> None:
    if "workshop" in said:
        assert said["workshop"] in {one["slug"] for one in texts.read("workshops.yaml")["workshops"]}
        return
    body = LESSONS[said["lesson"]]["body"]
    named = [entry["heading"] for entry in body if "heading" in entry]
    for entry in body:
        if "steps" in entry:
            named += [entry["steps"]["title"], *(step["title"] for step in entry["steps"]["items"])]
    assert "at" not in said or said["at"] in named


@pytest.mark.parametrize(("key", "text"), ANSWERS, ids=[key for key, _text in ANSWERS])
def test_an_answer_is_plain(key: str, text: str) -> None:
    parts = sentences(plain(text))
    assert max(len(words(part)) for part in parts) <= LONGEST_SENTENCE
    for wrong in (OFFICIALESE, WITHOUT_DOTS, TELEPHONE):
        assert not wrong.search(text)


def test_answers_are_easy_to_read() -> None:
    textstat.set_lang("ru")
    lengths = [len(words(part)) for _key, text in ANSWERS for part in sentences(plain(text))]
    assert median(lengths) <= MAX_MEDIAN_WORDS
    assert median(textstat.flesch_reading_ease(plain(text)) for _key, text in ANSWERS) >= MIN_FLESCH


def test_one_is_held() -> None:
    """For its links, by the rules of a new portal: the desk of the moderator is not empty."""
    assert [one["key"] for one in QUESTIONS if len(links_in(one["happened"])) > 1] == ["dve-ssylki-na-vyplatu"]


def test_what_moderators_do_is_there_once() -> None:
    """Hidden by somebody else than the moderator who signs in: they may decide what its asker says against it."""
    done = {one["order"]["act"]: one["order"] for one in QUESTIONS if "order" in one}
    assert sorted(done) == ["flag", "hide", "lock", "merge"]
    assert done["hide"]["by"] != "moderator" and done["hide"]["appeal"]
    assert done["merge"]["into"] in {one["key"] for one in QUESTIONS}
    assert all(one["why"] for one in done.values())


def test_open_copies_say_nothing_of_anybody() -> None:
    """One agreed to and one that waits for the learner, who signs in and decides."""
    assert [(one["copy"].get("agreed", False), one.get("asker")) for one in COPIES] == [
        (True, None),
        (False, "learner"),
    ]
    for one in COPIES:
        private = [one["happened"], *(answer["text"] for answer in one["answers"])]
        assert screening.screen(one["happened"]) and anonymising.likely_names(*private)
        names = set(anonymising.likely_names(*private))
        for text in (one["copy"][name] for name in ("title", "happened", "reply")):
            assert not screening.screen(text)
            assert not names & set(anonymising.likely_names(text))
