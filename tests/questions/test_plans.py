"""How databases read many questions: a page takes its rows from an index in their order, and stops."""

import re
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner
from questions.models import Expert
from tests.factories.questions import ask, give_answer

IS_POSTGRES = connection.vendor == "postgresql"
# Few rows are read and sorted faster than any index, so PostgreSQL is kept from it: then it does so only where it must.
KEPT_FROM = ("enable_seqscan", "enable_bitmapscan", "enable_sort")
# An Incremental Sort puts in order what has come in order but for the last field.
READS_ALL = re.compile(
    r"Seq Scan on questions_|(?<!Incremental )Sort  " if IS_POSTGRES else r"SCAN questions_\w+$|FOR ORDER BY",
    re.MULTILINE,
)
PAGES = (
    "/questions/",
    "/questions/?page=2",
    "/questions/?show=answered",
    "/questions/?show=unanswered",
    "/questions/feed.atom",
    "/",
)
QUEUE = "/questions/queue/"


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'' if IS_POSTGRES else 'QUERY PLAN'} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def sheets_read(client: Client, path: str) -> list[str]:
    """Each query that takes some of all the questions."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    asked = [query["sql"] for query in queries]
    taken = [sql for sql in asked if sql.startswith('SELECT "questions_question".') and "LIMIT" in sql]
    return [sql for sql in taken if "GROUP BY" not in sql]


@pytest.mark.parametrize("path", [*PAGES, QUEUE])
def test_no_page_reads_or_sorts_all_questions(
    client: Client, expert: Expert, learner: Learner, now: datetime, path: str
) -> None:
    give_answer(ask(learner, now), expert.user, now)
    ask(learner, now, "Чайник не кипит.")
    if path == QUEUE:
        client.force_login(expert.user)
    if IS_POSTGRES:
        with connection.cursor() as cursor:
            for setting in KEPT_FROM:
                cursor.execute(f"SET LOCAL {setting} = off")
    read = sheets_read(client, path)
    assert read
    assert {sql: plan for sql in read if READS_ALL.search(plan := plan_of(sql))} == {}


def test_a_search_asks_indexes(client: Client, learner: Learner, now: datetime) -> None:
    """PostgreSQL has one of titles and one of texts, none of both together."""
    ask(learner, now)
    with CaptureQueriesContext(connection) as queries:
        client.get("/search/", {"q": "память"})
    (asked,) = [query["sql"] for query in queries if "@@" in query["sql"] or " MATCH " in query["sql"]]
    assert '"title" ||' not in asked
