"""For those who watch the machine: alive, ready, and whether the worker works."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Mail
from events.models import Occurrence
from events.models.series import Place
from events.video import servers

WORKER_KEY = "worker-seen"
WORKER_STALE = timedelta(minutes=2)


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, 503 when not. A worker not seen lately, mail that does not move, or dates by video
    without a server for them, is 200 with `degraded`.
    """
    checks = {"database": holds(database_answers), "migrations": holds(migrations_done), "cache": holds(cache_keeps)}
    if not all(checks.values()):
        return JsonResponse({"status": "unavailable", "checks": checks}, status=503)
    now = timezone.now()
    behind = {"worker": worker_is_fresh(now), "mail": mail_moves(now), "video": video_is_there(now)}
    return JsonResponse({"status": "ok" if all(behind.values()) else "degraded", "checks": {**checks, **behind}})


def holds(probe: Callable[[], bool]) -> bool:
    try:
        return probe()
    except Exception:  # whatever is wrong with a part, the answer is: not ready
        return False


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations_done() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def cache_keeps() -> bool:
    moment = timezone.now().isoformat()
    cache.set("readyz", moment, 10)
    # Another process may have written its own moment meanwhile.
    return cache.get("readyz") is not None


def worker_seen(now: datetime) -> None:
    """The worker says that it is alive."""
    cache.set(WORKER_KEY, now, None)


def worker_is_fresh(now: datetime) -> bool:
    seen = cache.get(WORKER_KEY)
    # A clock that was set back has seen it in the future.
    return seen is not None and abs(now - seen) < WORKER_STALE


def mail_moves(now: datetime) -> bool:
    """No mail waits for its turn longer than it may. One that is put off by its own recipient holds up nobody."""
    return not Mail.objects.held_up(now).exists()


def video_is_there(now: datetime) -> bool:
    """A server is named, or no date by video is to come."""
    by_video = Occurrence.objects.planned().to_come(now).exclude(series__place=Place.ROOM)
    return servers.main() is not None or not by_video.exists()
