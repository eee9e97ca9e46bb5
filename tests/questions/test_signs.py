"""What a program leaves in a text, and what people write without being taken for one."""

import time
from datetime import timedelta

import pytest

from questions.models import HoldingRules
from questions.order import signs
from questions.order.signs import Sent, Sign

OURS = {"prosvet.example", "www.prosvet.example"}
STORY = "Позвонили из банка и просят назвать код из СМС, что мне делать"
FLOOD = {"in_hour": 6}


def found(rules: HoldingRules | None = None, **sent: object) -> list[Sign]:
    given: dict[str, object] = {"text": STORY, "is_new": True, **sent}
    return signs.read(Sent(**given), rules or HoldingRules(), OURS)  # type: ignore[arg-type]


# --- links -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("Пришла ссылка https://dostavka.example/oplata, это обман?", 1),
        ("Смотрите: http://a.example и www.b.example!", 2),
        ("Дважды то же: http://a.example/1, HTTP://A.EXAMPLE/1.", 1),
        ("Без приставки: a.example.ru/x и выплаты.рф/karta", 2),
        ("«https://a.example» (https://b.example)", 2),
        ("Наши: https://prosvet.example/n/12/ и http://www.prosvet.example/", 0),
        ("Не наши: https://prosvet.example.evil.example/ и https://evil.example/prosvet.example", 2),
        ("Не могу войти в vk.com, ok.ru и mail.ru", 0),
        ("Пишите на nina@example.ru/2", 0),
        ("Андроид 14.1, т.е. новый. Ул.Ленина/5, и/или дом 3/4", 0),
        ("https://[broken и http://", 1),
    ],
)
def test_links(text: str, many: int) -> None:
    assert len(signs.links_in(text, OURS)) == many


def test_one_link_is_asked_about_two_are_sent_about() -> None:
    assert found(text="Пришла ссылка https://a.example, это обман?") == []
    assert found(text="https://a.example https://b.example") == [Sign.LINKS]


# --- the rest --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "signs_found"),
    [
        ({}, []),
        ({"took": timedelta(seconds=2.9)}, [Sign.SPEED]),
        ({"took": timedelta(seconds=3)}, []),
        ({"took": timedelta(days=-1)}, [Sign.SPEED]),
        ({"is_trapped": True}, [Sign.TRAP]),
        ({"own": [STORY]}, [Sign.REPETITION]),
        ({"own": [STORY.upper().replace(" ", "  ") + "!!!"]}, [Sign.REPETITION]),
        ({"own": [STORY + " теперь"]}, [Sign.REPETITION]),
        ({"own": ["Пропал звук в телефоне, где его включить"]}, []),
        ({"others": [STORY]}, []),
        ({"others": [STORY, STORY]}, [Sign.REPETITION]),
        ({"others": [STORY, STORY], "is_new": False}, []),
        ({"in_hour": 5, "in_day": 19}, []),
        ({"in_hour": 6}, [Sign.NUMBER]),
        ({"in_day": 20}, [Sign.NUMBER]),
        ({"is_trapped": True, "took": timedelta(0), "own": [STORY]}, [Sign.TRAP, Sign.SPEED, Sign.REPETITION]),
        ({"text": "СРОЧНО!!! ПОМОГИТЕ, НЕ РАБОТАЕТ ТЕЛЕФОН!!!"}, []),
    ],
    ids=str,
)
def test_each_sign(sent: dict[str, object], signs_found: list[Sign]) -> None:
    assert found(**sent) == signs_found


@pytest.mark.parametrize(
    ("switch", "sent"),
    [
        ("checks_links", {"text": "https://a.example https://b.example"}),
        ("checks_speed", {"took": timedelta(0)}),
        ("checks_repetition", {"own": [STORY]}),
        ("checks_number", {"in_hour": 100, "in_day": 100}),
        ("checks_trap", {"is_trapped": True}),
    ],
)
def test_each_is_switched_off_alone(switch: str, sent: dict[str, object]) -> None:
    assert found(**sent)
    assert found(HoldingRules(**{switch: False}), **sent) == []


@pytest.mark.parametrize(
    ("rule", "sent"),
    [
        ({"most_links": 2}, {"text": "https://a.example https://b.example"}),
        ({"least_seconds": 0}, {"took": timedelta(0)}),
        ({"most_alike": 3}, {"others": [STORY, STORY]}),
        ({"most_in_hour": 7}, {"in_hour": 6}),
        ({"most_in_day": 21}, {"in_day": 20}),
    ],
)
def test_each_measure_is_set(rule: dict[str, int], sent: dict[str, object]) -> None:
    assert found(**sent)
    assert found(HoldingRules(**rule), **sent) == []


def test_short_texts_have_to_be_the_same() -> None:
    assert found(text="Нет звука!", own=["нет ЗВУКА"]) == [Sign.REPETITION]
    assert found(text="Нет звука!", own=["Нет картинки"]) == []
    assert found(text="!!! ???", own=["Нет звука"]) == []


@pytest.mark.parametrize(
    "text",
    ["a." * 2_500, "www." * 1_250, "http://" * 700, "-" * 5_000, "слово " * 800, "ё\u0301" * 2_500, "\u202e" * 5_000],
    ids=["dots", "www", "schemes", "dashes", "words", "accents", "turned"],
)
def test_five_thousand_characters_take_no_time(text: str) -> None:
    started = time.perf_counter()
    found(text=text, own=[text] * 200, others=[text] * 200)
    assert time.perf_counter() - started < 1
