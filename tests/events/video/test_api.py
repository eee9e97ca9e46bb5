"""What the portal tells Prosody's mod_reservations: open, shut, unknown, and nothing to strangers."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from events import dates
from events.models import VideoRoom
from events.models.series import Place
from events.video import entering, rooms
from tests.events.video.conftest import OTHER_SECRET, Evening
from tests.events.video.prosody import Prosody
from tests.factories.events import make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hook(settings: Settings, jitsi: Prosody) -> None:
    settings.JITSI_HOOK_SECRET = OTHER_SECRET


def headers(secret: str = OTHER_SECRET) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def ask(name: str, at: datetime, secret: str = OTHER_SECRET) -> tuple[int, Any]:
    """As mod_reservations asks: a form, without cookies or a CSRF token."""
    with time_machine.travel(at, tick=False):
        form = {"name": name, "start_time": "2026-12-01T14:50:00.000Z", "mail_owner": "abc@meet.example.org"}
        answer = Client(enforce_csrf_checks=True).post("/video/conference", form, headers=headers(secret))
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, answer.json()


def test_an_open_room_opens_until_its_window_ends(evening: Evening) -> None:
    name = rooms.ensure(evening.date, evening.opens).name
    status, told = ask(name, evening.begun)
    assert status == 201
    assert told == {
        "id": name,
        "name": name,
        "mail_owner": "abc@meet.example.org",
        "start_time": "2026-12-01T14:45:00Z",
        "duration": 135 * 60,
    }
    ends = datetime.fromisoformat(told["start_time"]) + timedelta(seconds=told["duration"])
    assert ends == evening.closes
    assert ask(name.upper(), evening.begun) == (status, told)


def test_the_table_of_refusals(evening: Evening, now: datetime) -> None:
    name = rooms.ensure(evening.date, evening.opens).name
    second = timedelta(seconds=1)
    for asked, at, words in (
        (name, evening.opens - second, "закрыта"),
        (name, evening.closes, "закрыта"),
        (f"{name}0", evening.begun, "нет"),
        ("prosvet", evening.begun, "нет"),
        ("*", evening.begun, "нет"),
        ("", evening.begun, "нет"),
        ("комната", evening.begun, "нет"),
        ("x" * 3000, evening.begun, "нет"),
    ):
        status, told = ask(asked, at)
        assert (status, words in told["message"]) == (403, True), asked
    assert ask(name, evening.opens)[0] == 201
    assert ask(name, evening.closes - second)[0] == 201
    dates.cancel(evening.date.pk, "ремонт", now)
    assert ask(name, evening.begun)[0] == 403


def test_an_old_name_and_a_date_without_video_any_more(evening: Evening) -> None:
    old = rooms.ensure(evening.date, evening.opens).name
    rooms.rotate(evening.date, evening.host, evening.begun)
    assert ask(old, evening.begun)[0] == 403
    new = VideoRoom.objects.get().name
    assert ask(new, evening.begun)[0] == 201
    series = evening.date.series
    series.place, series.venue = Place.ROOM, make_venue()
    series.save()
    assert ask(new, evening.begun)[0] == 403


def test_rehearsal_rooms_open_in_their_hours_and_only_ours(evening: Evening) -> None:
    day_before = evening.date.local_start.replace(hour=9) - timedelta(days=1)
    name = entering.rehearsal_for(evening.date, evening.learner, None, day_before).room
    assert ask(name, day_before)[0] == 201
    assert ask(name, day_before - timedelta(days=1))[0] == 403
    assert ask(name, evening.date.ends_at)[0] == 403
    for made_up in (f"{name[:-1]}{'0' if name[-1] != '0' else '1'}", f"proba-{uuid.uuid4().hex}-{name[-32:]}"):
        assert ask(made_up, day_before)[0] == 403


def test_asked_again_by_its_id_and_forgotten(evening: Evening) -> None:
    name = rooms.ensure(evening.date, evening.opens).name
    with time_machine.travel(evening.begun, tick=False):
        client, address = Client(enforce_csrf_checks=True), f"/video/conference/{name}"
        assert client.get(address, headers=headers()).json()["name"] == name
        assert client.delete(address, headers=headers()).status_code == 200
        assert client.get(address, headers=headers()).status_code == 200
        assert client.delete("/video/conference/unknown", headers=headers()).status_code == 403
        assert client.put(address, headers=headers()).status_code == 405
        assert client.get("/video/conference", headers=headers()).status_code == 405


def test_strangers_learn_nothing_and_are_counted(evening: Evening) -> None:
    name = rooms.ensure(evening.date, evening.opens).name
    for secret in ("", "guess", OTHER_SECRET[:-1]):
        assert ask(name, evening.begun, secret) == (401, {"message": "Wrong secret"})
    statuses = [ask(name, evening.begun, "guess")[0] for _number in range(20)]
    assert statuses[-1] == 429
    assert ask(name, evening.begun)[0] == 429
    cache.clear()
    assert [ask(name, evening.begun)[0] for _number in range(25)] == [201] * 25


def test_without_the_setting_there_is_no_such_address(evening: Evening, settings: Settings) -> None:
    settings.JITSI_HOOK_SECRET = ""
    assert Client().post("/video/conference", {"name": "x"}, headers=headers("")).status_code == 404
