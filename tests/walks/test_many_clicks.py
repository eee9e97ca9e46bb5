"""Each button of questions is pressed many times at the same moment, in a running portal: one row, and no error.

How many: fifty at full size, else a few, which race as well. What a press makes besides is counted too: letters, acts,
what was laid on whose desk.
"""

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.signing import Signer

from questions import tokens
from questions.urls import urlpatterns
from tests.walks.conftest import Portal, link_in_a_letter, today

TIMES = 50 if os.environ.get("PROSVET_STRESS") == "1" else 10
ADDRESS = "clicks@example.org"
MISTYPED = f"o{ADDRESS}"
STORY = "Холодильник пишет мне письма о доставке. Можно ли их открывать?"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Button:
    """The name of its address in `questions.urls`, who presses it, what is sent, and the rows that are there after."""

    name: str
    who: str
    path: str
    sent: dict[str, str]
    grows: dict[str, int]


ONE = "/questions/{question}/{slug}/"
NAME = "/questions/order/names/{whose}/"
# In the order of a question's life. {…} is what the portal has given by then. Letters are those to whoever asked.
BUTTONS = [
    Button(
        "ask",
        "guest",
        "/questions/ask/",
        {
            "happened": STORY,
            "email": MISTYPED,
            "visibility": "public",
            "agrees": "on",
            "key": "{key}",
            "once": "{once}",
            "begun": "{begun}",
        },
        {"question": 1, "guest": 1},
    ),
    Button("check_question", "guest", "/questions/ask/{key}/", {}, {"mail": 1}),
    Button("readdress", "guest", ONE + "address/", {"email": ADDRESS}, {"mail": 1}),
    Button("confirm_question", "guest", "{confirm}", {}, {"revision": 1, "assignment": 1}),
    Button("same", "newcomer", ONE + "same/", {}, {"reaction": 1}),
    Button("hand_over", "host", ONE + "over/", {"note": "Не моё."}, {"assignment": 1}),
    Button("claim_question", "expert", ONE + "claim/", {}, {"claim": 1}),
    Button("save_draft", "expert", ONE + "draft/", {"source": "Не"}, {"draft": 1}),
    Button("preview_answer", "expert", "/questions/preview/", {"source": "Не **открывайте**."}, {}),
    Button(
        "answer",
        "expert",
        ONE + "answer/",
        {"do": "answer", "source": "Не открывайте.", "check_again": "180", "key": "{other_key}"},
        {"answer": 1, "revision": 1, "mail": 1, "draft": -1},
    ),
    Button("helped", "newcomer", ONE + "helped/{answer}/", {"helped": "yes"}, {"reaction": 1}),
    Button("helped", "newcomer", ONE + "helped/{answer}/", {"helped": "no"}, {}),
    Button("helped", "newcomer", ONE + "helped/{answer}/", {"helped": "undo"}, {"reaction": -1}),
    Button("hand_check_over", "host", ONE + "answer/{answer}/over/", {}, {"handed": 1}),
    Button("confirm_answer", "host", ONE + "answer/{answer}/confirm/", {}, {"confirmed": 1}),
    Button(
        "change_answer",
        "expert",
        ONE + "answer/{answer}/",
        {"do": "answer", "source": "Не открывайте. Удалите.", "check_again": "180"},
        {"revision": 1, "confirmed": -1, "mail": 1},
    ),
    Button("flag_question", "newcomer", ONE + "flag/", {"reason": "advert"}, {"flag": 1}),
    Button(
        "order_of_question",
        "moderator",
        "/questions/order/{question}/",
        {"do": "hide", "why": "Похоже на рекламу."},
        {"act": 1, "mail": 1},
    ),
    Button("appeal_question", "guest", ONE + "appeal/", {"words": "Это не реклама."}, {"appeal": 1}),
    Button("order_of_question", "admin", "/questions/order/{question}/", {"do": "grant"}, {"act": 1, "mail": 1}),
    Button("flag_name", "newcomer", "/questions/experts/andrey-belov/flag/", {"words": "Выдуман."}, {"flag": 1}),
    Button("order_of_name", "moderator", NAME, {"do": "hide", "why": "Проверим."}, {"act": 1}),
    Button("hidden_of_mine", "expert", "/questions/hidden/", {"words": "Так меня зовут."}, {"appeal": 1}),
    Button("order_of_name", "admin", NAME, {"do": "grant", "why": "Проверили."}, {"act": 1}),
    Button("follow", "newcomer", "/questions/follow/", {"topic": "fraud"}, {"follow": 1, "newschoice": 1}),
    Button("stop_news", "newcomer", "/questions/unsubscribe/{stop}/", {}, {"stopped": 1}),
    Button("my_following", "newcomer", "/my/following/", {"do": "drop", "follow": "{follow}"}, {"follow": -1}),
    Button(
        "expert_settings",
        "expert",
        "/questions/queue/settings/",
        {"do": "away", "starts_on": "{day}", "ends_on": "{day}"},
        {"absence": 1},
    ),
]
# Buttons that are pressed many times by another test: their names, and the file of that test.
ELSEWHERE = dict.fromkeys(("copy_offered", "offer_copy"), "tests/stress/test_questions.py")

OURS = "question_id = :question"
# Rows of the question, by what is said of their table.
COUNTED = {
    **dict.fromkeys(("answer", "assignment", "claim", "draft", "reaction"), OURS),
    **dict.fromkeys(("act", "appeal", "flag"), f"{OURS} OR whose_id = :whose"),
    "absence": "starts_on = :day",
    "follow": "topic_id IS NOT NULL AND learner_id = :newcomer",
    "newschoice": "learner_id = :newcomer",
    "revision": f"{OURS} OR answer_id IN (SELECT id FROM questions_answer WHERE {OURS})",  # noqa: S608
    "question": "happened = :story",
}


@dataclass
class Person:
    """A browser that shows nothing: its cookies, and forms that it sends many times at once."""

    home: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask_for(self, path: str, sent: dict[str, str] | None = None) -> tuple[int, str, list[str]]:
        """Status, text and cookies of the answer; `sent` makes it a POST."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **FORM}
        body = (
            urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **sent}) if sent is not None else None
        )
        with closing(HTTPConnection(urlsplit(self.home).netloc, timeout=60)) as line:
            line.request("GET" if body is None else "POST", path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode(), answer.msg.get_all("Set-Cookie") or []

    def keep(self, cookies: list[str]) -> None:
        for one in cookies:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(one).items()}

    def read(self, path: str) -> str:
        _status, text, cookies = self.ask_for(path)
        self.keep(cookies)
        return text

    def press(self, path: str, sent: dict[str, str]) -> Counter[int]:
        """How many of TIMES were answered in which way."""
        start = Barrier(TIMES)

        def one(_number: int) -> tuple[int, str, list[str]]:
            start.wait(60)
            return self.ask_for(path, sent)

        with ThreadPoolExecutor(TIMES) as threads:
            answers = list(threads.map(one, range(TIMES)))
        self.keep(answers[0][2])
        return Counter(status for status, _text, _cookies in answers)


def ask_rows(portal: Portal, statement: str, **values: object) -> Any:
    with closing(sqlite3.connect(f"file:{portal.data}/prosvet.sqlite3?mode=ro", uri=True, timeout=20)) as database:
        return database.execute(statement, values).fetchone()


def rows(portal: Portal, given: dict[str, Any]) -> dict[str, int]:
    def many(what: str, where: str) -> int:
        return ask_rows(portal, f"SELECT count({what}) FROM {where}", **given, story=STORY)[0]  # noqa: S608

    return {
        **{name: many("*", f"questions_{name} WHERE {which}") for name, which in COUNTED.items()},
        "guest": many("DISTINCT learner_id", "questions_question WHERE happened = :story"),
        "confirmed": many("*", f"questions_answer WHERE {OURS} AND confirmed_at IS NOT NULL"),
        "handed": many("*", f"questions_assignment WHERE {OURS} AND answer_id IS NOT NULL AND outcome = 'not_mine'"),
        "stopped": many("*", "questions_newschoice WHERE learner_id = :newcomer AND rhythm = 'never'"),
        "mail": many("*", f"accounts_mail WHERE \"to\" IN ('{ADDRESS}', '{MISTYPED}')"),
    }


def hidden(html: str, name: str) -> str:
    """What a form brings back without showing it."""
    given = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', html)
    assert given, name
    return given[1]


@pytest.mark.walk
def test_pressed_many_times_at_once(portal: Portal, signed_in: Callable[[str], Any]) -> None:
    def person(who: str) -> Person:
        return Person(portal.url, {one["name"]: one["value"] for one in signed_in(who)["cookies"]})

    people = {who: person(who) for who in ("newcomer", "expert", "host", "moderator", "admin")}
    people["guest"] = Person(portal.url)
    form = people["guest"].read("/questions/ask/")
    given: dict[str, Any] = {name: hidden(form, name) for name in ("key", "once", "begun")}
    given |= {"other_key": hidden(people["guest"].read("/questions/ask/"), "key"), "question": 0}
    given |= dict(known(portal))
    wrong = []
    for button in BUTTONS:
        before = rows(portal, given)
        sent = {name: value.format(**given) for name, value in button.sent.items()}
        answers = people[button.who].press(button.path.format(**given), sent)
        assert max(answers) < 500, (button, answers)
        after = rows(portal, given)
        grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
        if grown != button.grows:
            wrong.append(f"{button.name}: {grown} instead of {button.grows}, {answers}")
        given |= dict(learn(portal, button.name))
    assert not wrong, "\n".join(wrong)


def known(portal: Portal) -> Iterator[tuple[str, object]]:
    """What stands in the demo, and a day far from all other walks."""
    yield "whose", ask_rows(portal, "SELECT user_id FROM questions_expert WHERE slug = 'andrey-belov'")[0]
    of_newcomer = (
        "SELECT id, key FROM accounts_learner WHERE user_id = (SELECT id FROM accounts_user WHERE email = :email)"
    )
    learner, key = ask_rows(portal, of_newcomer, email="newcomer@demo.example")
    yield "newcomer", learner
    signer = tokens.STOP_SIGNER
    secret = (portal.data / "secret-key").read_text().strip()
    yield "stop", Signer(key=secret, sep=signer.sep, salt=signer.salt).sign(key)
    yield "day", (today() + timedelta(days=200)).isoformat()


def learn(portal: Portal, name: str) -> Iterator[tuple[str, object]]:
    """What the portal has given by this press."""
    if name in ("ask", "check_question"):
        found = "SELECT id, slug FROM questions_question WHERE happened = :story"
        yield from zip(("question", "slug"), ask_rows(portal, found, story=STORY), strict=True)
    if name == "readdress":
        yield "confirm", link_in_a_letter(portal, ADDRESS, "Это ваша почта?")
    if name == "follow":
        yield "follow", ask_rows(portal, "SELECT max(id) FROM questions_follow")[0]
    if name == "answer":
        yield "answer", (answer := ask_rows(portal, "SELECT max(id) FROM questions_answer")[0])
        lay_to_check(portal, answer, "host@demo.example")


def lay_to_check(portal: Portal, answer: int, email: str) -> None:
    """As the worker would in half a year."""
    with closing(sqlite3.connect(portal.data / "prosvet.sqlite3", timeout=20)) as database, database:
        database.execute(
            "INSERT INTO questions_assignment (question_id, answer_id, user_id, assigned_at, outcome, note) "
            "SELECT answer.question_id, answer.id, person.id, answer.made_at, '', '' "
            "FROM questions_answer AS answer, accounts_user AS person WHERE answer.id = ? AND person.email = ?",
            (answer, email),
        )


def methods_of(view: Callable[..., Any] | None) -> set[str]:
    """Those that its `require_…` lets through."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            if isinstance(cell.cell_contents, list):
                return set(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return set()


def test_each_button_has_its_turn() -> None:
    methods = {pattern.name: methods_of(pattern.callback) for pattern in urlpatterns if pattern.name}
    assert [name for name, known in methods.items() if not known] == []
    posts = {name for name, known in methods.items() if "POST" in known}
    assert posts == {button.name for button in BUTTONS} | set(ELSEWHERE)
    assert all(Path(file).exists() for file in ELSEWHERE.values())
