"""The rule, asked in plain words: what goes in comes out, and nothing that cannot be asked is altered."""

from itertools import product

import pytest
import recurrence
from bs4 import BeautifulSoup
from django import forms
from recurrence import Recurrence

from events.recurrence import plain_rule
from events.rule_fields import DATES, DAYS, NTH, WEEKS, RuleField, written


class RuleForm(forms.Form):
    rule = RuleField(label="Повторение")


def answered(**parts: object) -> RuleForm:
    return RuleForm({f"rule_{name}": value for name, value in parts.items()})


def parsed(text: str) -> Recurrence:
    return recurrence.deserialize(f"RRULE:{text}", include_dtstart=False)


def sent_back(form: RuleForm) -> dict[str, object]:
    """What a browser sends when the drawn form is sent untouched."""
    page = BeautifulSoup(str(form["rule"]), "html.parser")
    data: dict[str, object] = {}
    for control in page.select("input"):
        if control["type"] in ("radio", "checkbox"):
            if control.has_attr("checked"):
                data.setdefault(control["name"], []).append(control["value"])
        else:
            data[control["name"]] = control.get("value", "")
    for control in page.select("select"):
        chosen = control.select_one("option[selected]") or control.select_one("option")
        data[control["name"]] = chosen["value"]
    return {name: value[0] if name == "rule_how" else value for name, value in data.items()}


EVERY_KIND = [
    *(f"FREQ=DAILY{every}{count}" for every, count in product(("", ";INTERVAL=3"), ("", ";COUNT=7"))),
    *(f"FREQ=WEEKLY{every};BYDAY={days}" for every, days in product(("", ";INTERVAL=2"), ("TU", "MO,WE,SU"))),
    *(f"FREQ=MONTHLY;BYDAY={which}{day}" for which, day in product((1, 2, 3, 4, -1), ("MO", "WE", "SU"))),
    *(f"FREQ=MONTHLY;INTERVAL=2;COUNT=5;BYMONTHDAY={day}" for day in (1, 15, 31, -1)),
]


@pytest.mark.parametrize("text", EVERY_KIND)
def test_what_goes_in_comes_out(text: str) -> None:
    shown = RuleForm(initial={"rule": parsed(text)})
    again = RuleForm(sent_back(shown), initial={"rule": parsed(text)})
    assert again.is_valid(), again.errors
    assert written(again.cleaned_data["rule"]) == written(parsed(text))
    assert not again.has_changed()


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"how": DAYS, "interval": "2"}, "FREQ=DAILY;INTERVAL=2"),
        ({"how": WEEKS, "weekdays": ["3", "1"]}, "FREQ=WEEKLY;BYDAY=TU,TH"),
        ({"how": NTH, "which": "3", "weekday": "2", "count": "10"}, "FREQ=MONTHLY;COUNT=10;BYDAY=3WE"),
        ({"how": DATES, "day": "-1", "weekdays": ["1"]}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ],
)
def test_answers_become_a_rule_without_dates(parts: dict[str, object], text: str) -> None:
    form = answered(**parts)
    assert form.is_valid(), form.errors
    rule = form.cleaned_data["rule"]
    assert written(rule) == written(parsed(text))
    assert plain_rule(rule).until is None
    assert (rule.dtstart, rule.include_dtstart) == (None, False)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "Требуется заполнить это поле."),
        ({"how": "yearly"}, "Выберите корректный вариант"),
        ({"how": WEEKS}, "Отметьте хотя бы один день недели."),
        ({"how": NTH, "which": "", "weekday": "2"}, "Выберите, который раз"),
        ({"how": DATES}, "Выберите число месяца."),
        ({"how": DAYS, "interval": "0"}, "больше либо равно 1"),
        ({"how": DAYS, "interval": "часто"}, "целое число"),
    ],
)
def test_an_open_question_is_named(parts: dict[str, object], words: str) -> None:
    form = answered(**parts)
    assert not form.is_valid()
    assert words in str(form.errors["rule"])


def test_what_was_typed_stays() -> None:
    form = answered(how=NTH, which="2", weekday="4", interval="часто", count="9")
    page = BeautifulSoup(str(form["rule"]), "html.parser")
    assert page.select_one("[name=rule_interval]")["value"] == "часто"
    assert page.select_one("[name=rule_count]")["value"] == "9"
    assert page.select_one("[name=rule_weekday] [selected]")["value"] == "4"


@pytest.mark.parametrize(
    "text",
    ["FREQ=YEARLY", "FREQ=MONTHLY;BYDAY=1MO,3MO", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=WEEKLY;BYMONTH=5;BYDAY=TU"],
)
def test_a_rule_that_cannot_be_asked_is_not_guessed(text: str) -> None:
    """Nothing is chosen, and sending it so is refused: the rule is never replaced unnoticed."""
    shown = RuleForm(initial={"rule": parsed(text)})
    assert "checked" not in str(shown["rule"])
    assert not RuleForm(sent_back(shown)).is_valid()


def test_every_control_has_its_words() -> None:
    page = BeautifulSoup(str(RuleForm()["rule"]), "html.parser")
    labelled = {label["for"] for label in page.select("label[for]")}
    assert {control["id"] for control in page.select("input, select")} <= labelled
    assert [name.get_text() for name in page.select("legend")] == ["В какие дни недели"]
