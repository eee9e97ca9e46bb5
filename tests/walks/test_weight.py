"""A first visit to a lesson costs a cheap phone at most 60 KiB of code in at most 8 requests before pictures."""

import pytest

from tests.walks.conftest import NewDevice
from tests.walks.places import LESSON

pytestmark = pytest.mark.walk

CODE = {"document", "stylesheet", "script", "font"}
MOST_BYTES = 60 * 1024
MOST_REQUESTS = 8


def test_first_visit_to_a_lesson(member: NewDevice) -> None:
    fresh = member("learner")
    loaded: list[tuple[str, str, int]] = []
    fresh.on(
        "requestfinished", lambda one: loaded.append((one.resource_type, one.url, one.sizes()["responseBodySize"]))
    )
    fresh.goto(LESSON, wait_until="networkidle")
    code = [one for one in loaded if one[0] in CODE]
    assert len(code) <= MOST_REQUESTS, code
    total = sum(size for _kind, _url, size in code)
    print(f"first visit to a lesson: {total / 1024:.1f} KiB of code in {len(code)} requests")  # noqa: T201
    assert total <= MOST_BYTES, code
