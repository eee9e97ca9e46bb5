"""What people type and what has to be among the first FIRST, with all the demo's texts together."""

import re
from datetime import datetime

import pytest
from django.test import Client

from content.models import GlossaryPage, GlossaryTerm
from content.search import vocabulary
from events.models import SchedulePage, WorkshopPage
from portal import search
from tests.content.test_search_backend import NASTY
from tests.factories.courses import make_course, make_lesson, publish
from tests.factories.sites import SiteTree
from tests.ground import layer
from tests.portal import test_search, test_search_questions
from tests.portal.test_search import plain, read, written
from tests.portal.test_search_questions import TITLES, write_questions

FIRST = 6
# In order: forms of words, ё and е, mixed case, a letter wrong, missing, too many, swapped, half words, the keyboard in
# Latin, quotes, operators, smiles, numbers, a whole sentence, what is between the letters, what looks like code.
TOLD = """
Телефон без спешки ← телефон без спешки | телефоны без спешек | ТеЛеФоН бЕз СпЕшКи | спешка | телефон без спшки |
    спекшой | спешк | ntktajy ,tp cgtirb | «Телефон без спешки» | -спешка | спешка ☕
Настроим ваш телефон ← личная консультация | личные консультации | консултация | консульт | консультация 20 минут |
    "личная консультация" | консультация & специалист
Звонки недели ← звонки недели | звонок недели | звонков за неделю | ЗВОНКИ НЕДЕЛИ! | звонкии недели | звонки неделли |
    'звонки недели' | (звонки) AND (недели)
Госуслуги делаем вместе ← госуслуги вместе | госуслугами вместе | госулсуги вместе | госуслуги + вместе
Внуки и старшие ← внуки и старшие | внук и старший | внуков старших | внуки^ старшие~ | семейный рецепт голосом
Новость или выдумка ← новость или выдумка | выдумки | выдумкам | выдумак | выдум | dslevrf | выдумка? | выдумка~1
Школа помощника ← школа помощника | школы помощников | школе помощниц | школа NOT помощника | школа/помощника |
    говорить без упрёков | говорить без упреков | школа помошника
Вещам вторую жизнь: пункты на карте ← вторая жизнь вещам | батарейки | батареек | батарейка и одежда | батерейки |
    вещи: вторая жизнь | карта пунктов | батарейки_одежда
Как здесь учиться ← как здесь учиться | как тут учиться здесь | листок с закладкой
О «Просвете» ← о просвете | "Просвет" | просвета
Согласие на обработку личных данных ← согласие на обработку | личные данные | обработка личных данных | согласее |
    согласи | личные%20данные
Для слабовидящих ← слабовидящие | слабовидящим | слабовидищие | слабовид | СЛАБОВИДЯЩИЙ
Менеджер паролей ← менеджер паролей | менеджеры паролей | менеджер\u200bпаролей | мене\u00adджер паролей
СНИЛС ← СНИЛС | снилс | cybkc | снил
Лицевой счёт ← лицевой счёт | лицевой счет | лицевые счета | лицевого счёта'; DROP TABLE questions; --
Вай-фай ← вай-фай | вайфай | wi-fi | Wi-Fi | wifi | вай фай
Режим полёта ← режим полёта | режим полета | режимы полётов | режм полёта
Сим-карта ← сим-карта | симкарта | сим карты | sim-карта
Видеозвонок ← видеозвонок | видеозвонки | видеозвонком | видиозвонок | видеозв | <b>видеозвонок</b>
Электронный рецепт ← электронный рецепт | электронные рецепты | электронных рецептов
Облако ← облако | облака | облоко
МФЦ ← мфц | МФЦ | vaw
Семейное слово ← семейное слово | семейных слов | семейному слову | 🙂семейное слово🙂
"""
ENGLISH = """
Beside them, not instead of them ← beside instead | not instead of them, BESIDE them | count to ten in your head
The phone, without hurry ← without hurry | hurry | hury | phone hurries
Calls of the week ← calls of the week | weekly call | call week | call* week
The helpers’ school ← helpers' school | helper school | schools for helpers
News or invention ← invention | inventions | inventoin | news OR invention
Number spoofing ← spoofing | number spoofing | spoof
Phishing ← phishing | phising | PHISHING | phish
Money mule ← money mule | mules
"""
RUBBISH = [
    *NASTY,
    "?!.,;:—…",
    "()[]{}<>",
    "* * *",
    "AND OR NOT",
    "NEAR/2",
    "код & | ! :*",
    "код <2> счёт",
    "a:b:c",
    "to_tsquery('код')",
    "1' OR '1'='1",
    '") OR 1=1 --',
    "${7*7} {{7*7}} {% url %}",
    "\u200b\u200d\ufeff",
    "ко\u200bд",
    "👩‍👩‍👧 🇷🇺 ☎️",
    "к" * 5_000,
    "«»„“”‘’",
    "ёЁёЁ",
    "ъъъъ",
    "0" * 400,
    "-" * 400,
    "ZWJ\u200d",
    "٠١٢",
    "ⅷ ⑧",
    "\u0338\u0336",
    "../../etc/passwd",
    "https://example.org/?q=код&kind=x",
]


def pairs(told: str) -> list[tuple[str, str]]:
    return [
        (query.strip(" \n"), wanted)
        for wanted, queries in re.findall(r"^(\S.*?) ←((?:.*\n)(?: .*\n)*)", told, re.MULTILINE)
        for query in queries.split("|")
    ]


ASKED = [
    *pairs(TOLD),
    *test_search.ASKED,
    *((query, TITLES[key]) for query, key in test_search_questions.ASKED),
]


@layer(below="demo_texts")
def demo_library(site: SiteTree) -> SiteTree:
    """Also its questions and workshops, and some of the English texts."""
    write_questions()
    demo = read("workshops.yaml")
    schedules = {
        home.locale.language_code: publish(home, SchedulePage(title="Занятия", slug="workshops"))
        for home in (site.home, site.home_en)
    }
    for told in demo["workshops"]:
        publish(schedules["ru"], WorkshopPage(**written(told)))
        publish(schedules["en"], WorkshopPage(**told["en"]))
    english = SiteTree(site.site, site.home, site.home_en, site.catalogue_en, site.catalogue_en)
    course = make_course(english, lessons=0, title="Helping older people", slug="helping").page
    for place, name in enumerate(("01-ryadom-a-ne-vmesto", "02-nastroit-vmeste"), start=1):
        make_lesson(course, place, **written(read(f"courses/kak-pomogat-starshim/{name}.en.yaml")))
    publish(site.home_en, GlossaryPage(title="Glossary", slug="glossary"))
    for term in read("glossary_en.yaml"):
        GlossaryTerm.objects.create(locale=site.home_en.locale, **term)
    return site


def titles(client: Client, query: str, prefix: str = "") -> list[str]:
    page = client.get(f"{prefix}/search/", {"q": query})
    assert page.status_code == 200
    return [plain(title) for title in re.findall("<h3>(.*?)</h3>", page.content.decode())]


@pytest.mark.parametrize(("prefix", "asked", "least"), [("", ASKED, 250), ("/en", pairs(ENGLISH), 20)])
def test_people_find(
    client: Client,
    demo_library: SiteTree,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    prefix: str,
    asked: list[tuple[str, str]],
    least: int,
) -> None:
    """Short sheets: most of the time goes into excerpts."""
    monkeypatch.setattr(search, "ON_A_SHEET", FIRST)
    vocabulary.prepare(now)
    assert len({query for query, _wanted in asked}) >= least
    found = {query: titles(client, query, prefix) for query, _wanted in asked}
    missed = {query: (wanted, found[query]) for query, wanted in asked if wanted not in found[query]}
    assert missed == {}


def test_whatever_is_typed_gets_a_page(client: Client, demo_library: SiteTree, now: datetime) -> None:
    vocabulary.prepare(now)
    for query in RUBBISH:
        page = client.get("/search/", {"q": query})
        assert page.status_code == 200, query
        is_asked = bool(query.strip())
        assert ("search-results" in page.content.decode() or "empty-search" in page.content.decode()) == is_asked, query
        told = client.get("/search/suggest/", {"q": query})
        assert told.status_code == 200, query
        assert told.json()["said"], query
