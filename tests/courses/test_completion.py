"""When a lesson counts as done."""

import pytest

from courses.completion import Combine, Route, Rule

READ, QUIZ, ATTENDED, CONFIRMED, MARKED = Route


@pytest.mark.parametrize(
    ("routes", "combine", "gone", "met"),
    [
        ([READ], "any", [], False),
        ([READ], "any", [READ], True),
        ([READ], "any", [QUIZ], False),
        ([READ, QUIZ], "any", [QUIZ], True),
        ([READ, QUIZ], "all", [QUIZ], False),
        ([READ, QUIZ], "all", [QUIZ, READ], True),
        ([READ, QUIZ], "all", [QUIZ, READ, ATTENDED], True),
        ([CONFIRMED], "any", [CONFIRMED], True),
        ([CONFIRMED], "any", [MARKED], True),
        ([READ, CONFIRMED], "all", [READ, MARKED], True),
        ([MARKED], "any", [CONFIRMED], False),
    ],
)
def test_rule_is_met(routes: list[Route], combine: str, gone: list[Route], met: bool) -> None:
    rule = Rule.of(routes, combine)
    assert rule.is_met_by(gone) is met
    assert (rule.missing(gone) == []) is met


def test_what_is_missing_is_told_in_a_steady_order() -> None:
    rule = Rule.of([ATTENDED, QUIZ, READ], Combine.ALL)
    assert rule.missing([QUIZ]) == [READ, ATTENDED]


def test_a_rule_survives_its_snapshot() -> None:
    rule = Rule.of([ATTENDED, READ], Combine.ALL)
    assert Rule.read_from(rule.as_snapshot()) == rule


def test_an_empty_snapshot_is_the_plain_rule() -> None:
    assert Rule.read_from({}) == Rule.of([READ])
