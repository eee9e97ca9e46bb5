"""What should not be published is seen, and what only looks like it is left alone."""

import time

import pytest

from questions.screening import Kind, mark, screen

FOUND = [
    ("Позвоните мне 8 (915) 123-45-67 вечером", Kind.PHONE, "8 (915) 123-45-67"),
    ("мой номер +7 915 123 45 67", Kind.PHONE, "+7 915 123 45 67"),
    ("89151234567", Kind.PHONE, "89151234567"),
    ("495 123-45-67", Kind.PHONE, "495 123-45-67"),
    ("тел.9151234567,звоните", Kind.PHONE, "9151234567"),
    ("+44 20 7946 0958", Kind.PHONE, "+44 20 7946 0958"),
    ("карта 4111 1111 1111 1111, что делать", Kind.CARD, "4111 1111 1111 1111"),
    ("5555-5555-5555-4444", Kind.CARD, "5555-5555-5555-4444"),
    ("2200000000000004", Kind.CARD, "2200000000000004"),
    ("пришёл код 4512, что делать", Kind.CODE, "4512"),
    ("Код из СМС: 451 278", Kind.CODE, "451 278"),
    ("смс: 123-456", Kind.CODE, "123-456"),
    ("123456 — это код из смс", Kind.CODE, "123456"),
    ("ПИН-код карты 0000", Kind.CODE, "0000"),
    ("CVC 123", Kind.CODE, "123"),
    ("My code is 778899", Kind.CODE, "778899"),
    ("живу на ул. Лесная, д. 5, кв. 12", Kind.ADDRESS, "ул. Лесная, д. 5, кв. 12"),
    ("улица Новый Арбат 15", Kind.ADDRESS, "улица Новый Арбат 15"),
    ("Лесная улица, 5", Kind.ADDRESS, "Лесная улица, 5"),
    ("приходите в квартира 12", Kind.ADDRESS, "квартира 12"),
    ("пишите nina.petrovna@example.ru!", Kind.EMAIL, "nina.petrovna@example.ru"),
]
LEFT_ALONE = [
    "Память заполнена, фото не снимаются.",
    "в 2025 году заплатила 1500 рублей",
    "номер заказа 123456789",
    "телефон банка 8 800 555 35 35",
    "пришла СМС с кодом, что делать?",
    "код 112 набирать?",
    "iPhone 12, Android 14, Windows 10.0.19045.1234",
    "с 10 до 12, потом с 14 до 18",
    "1 марта 2025 года",
    "4111 1111 1111 1112",
    "0000 0000 0000 0000",
    "дом 5 стоит давно",
    "соцсеть @nina",
    "",
]


@pytest.mark.parametrize(("text", "kind", "words"), FOUND)
def test_found(text: str, kind: Kind, words: str) -> None:
    (found,) = screen(text)
    assert (found.kind, found.words) == (kind, words)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(text: str) -> None:
    assert screen(text) == []


def test_two_at_once_in_order() -> None:
    found = screen("Код 1234. Звоните 89151234567")
    assert [one.kind for one in found] == [Kind.CODE, Kind.PHONE]


def test_marking_escapes_everything_else() -> None:
    text = "<b>код 1234</b> & <script>"
    assert mark(text, screen(text)) == "&lt;b&gt;код <mark>1234</mark>&lt;/b&gt; &amp; &lt;script&gt;"


@pytest.mark.parametrize("piece", ["1 ", "код ", "a@", "ул. ", "А", "1-", "8(", "код 1", "@a.", "кв. "])
def test_long_texts_take_no_time(piece: str) -> None:
    began = time.process_time()
    screen(piece * 20_000)
    assert time.process_time() - began < 1
