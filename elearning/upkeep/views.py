"""What programs ask that look after an installation: is it alive, is it ready, does work go on, and in what figures.

These are answered before anything else (`middleware.Watched`): whatever host name is asked for, without https, without a
session, and even if the database does not answer.
"""

import hmac
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from elearning.jobs import watching
from elearning.upkeep import disks, measuring
from elearning.upkeep.lateness import late

_SEEN: list[bool] = []  # that this process has found every migration: they do not go away again


def live(request: HttpRequest) -> HttpResponse:
    """The process answers; the database is not asked."""
    return HttpResponse("alive\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Whether requests can be sent here: the database answers and has every table. 503 if not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        is_whole = is_migrated()
    except DatabaseError:
        return JsonResponse({"ready": False, "why": "The database does not answer."}, status=503)
    if not is_whole:
        return JsonResponse({"ready": False, "why": "Migrations are missing: call manage.py migrate."}, status=503)
    return JsonResponse({"ready": True, **_work()})


def work(request: HttpRequest) -> HttpResponse:
    """Whether background work goes on and there is room: 503 if the clock stands still, a job or a letter has waited too long,
    or a disk is nearly full."""
    try:
        told = _work()
    except DatabaseError:
        return JsonResponse({"late": ["database"]}, status=503)
    return JsonResponse(told, status=503 if told["late"] or told["nearly_full"] else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for whoever brings the token; 404 for everybody else."""
    brought = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(
        brought.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()
    ):
        raise Http404
    return HttpResponse(measuring.told(), content_type=CONTENT_TYPE_LATEST)


def is_migrated() -> bool:
    """Whether every migration has been applied; reads all of them, so only until it is true."""
    if not _SEEN:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _SEEN.append(True)
    return True


def _work() -> dict[str, Any]:
    health, shares = watching.health(), disks.used()
    return {
        "queue_seconds": _seconds(health.waiting),
        "tick_seconds": _seconds(health.ticked),
        "lags": {name: _seconds(lag) for name, lag in health.lags.items()},
        "failing": list(health.failing),
        "late": late(health),
        "disks": shares,
        "nearly_full": disks.nearly_full(shares),
    }


def _seconds(lag: timedelta | None) -> float | None:
    return None if lag is None else round(lag.total_seconds(), 1)
