"""Alive, ready, and what each says when a part is gone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import mail
from portal import health
from tests.factories.events import make_date


def test_alive_asks_nothing_of_the_database(client: Client) -> None:
    """No `db` fixture here: a query would be an error."""
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_with_a_working_worker(client: Client, now: datetime) -> None:
    health.worker_seen(now)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {"database": True, "migrations": True, "cache": True, "worker": True, "mail": True, "video": True},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seen", [None, timedelta(minutes=3)])
def test_a_worker_not_seen_lately_degrades(client: Client, now: datetime, seen: timedelta | None) -> None:
    if seen is not None:
        health.worker_seen(now - seen)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["worker"] is False


@pytest.mark.django_db
def test_a_clock_set_back_does_not_hide_a_dead_worker(client: Client, now: datetime) -> None:
    health.worker_seen(now + timedelta(hours=1))
    assert client.get("/readyz").json()["checks"]["worker"] is False


@pytest.mark.django_db
def test_mail_that_does_not_move_degrades(client: Client, now: datetime) -> None:
    health.worker_seen(now)
    letter = {"kind": "news", "to": "nina@example.org", "subject": "s", "text": "t"}
    mail.post(**letter, now=now - timedelta(minutes=14))
    assert client.get("/readyz").json()["status"] == "ok"
    mail.post(**letter, now=now - timedelta(minutes=16))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["checks"]["mail"] is False
    mail.send_due(now)
    assert client.get("/readyz").json()["status"] == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["database_answers", "migrations_done", "cache_keeps"])
@pytest.mark.parametrize("how", ["false", "error"])
def test_not_ready_without_a_part(client: Client, monkeypatch: pytest.MonkeyPatch, part: str, how: str) -> None:
    def broken() -> bool:
        if how == "error":
            raise OperationalError("gone")
        return False

    monkeypatch.setattr(health, part, broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"
    assert list(response.json()["checks"].values()).count(False) == 1


@pytest.mark.django_db
def test_an_unapplied_migration_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert health.migrations_done()
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: ["one"])
    assert not health.migrations_done()


def test_a_cache_that_keeps_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert health.cache_keeps()
    monkeypatch.setattr(cache, "get", lambda *args: None)
    assert not health.cache_keeps()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading(client: Client, path: str) -> None:
    answer: Any = client.post(path)
    assert answer.status_code == 405


@pytest.mark.django_db
def test_dates_by_video_want_a_server(client: Client, now: datetime, settings: Settings) -> None:
    settings.DEMO = False
    assert client.get("/readyz").json()["checks"]["video"] is True
    make_date(now)
    assert client.get("/readyz").json()["checks"]["video"] is False
    settings.JITSI_DOMAIN = "meet.example.org"
    assert client.get("/readyz").json()["checks"]["video"] is True
