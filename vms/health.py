"""`/healthz` (this process) and `/readyz` (what it needs)."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from celery import current_app
from django.contrib.auth import get_user_model
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from recordings.faults import CameraFault
from recordings.models import RecorderNode
from recordings.volumes import active_volumes, check_volume

HEARTBEAT_LIMIT = timedelta(seconds=30)


def healthz(request: HttpRequest) -> JsonResponse:
    """200 once migrations are applied and somebody can sign in."""
    try:
        ready = _is_set_up()
    except (DatabaseError, InterfaceError):
        ready = False
    return _json({"status": "ok" if ready else "starting"}, 200 if ready else 503)


def readyz(request: HttpRequest) -> JsonResponse:
    """Names of what is not well, without details: this page needs no sign-in."""
    checks = run_checks()
    is_ready = all(checks.values())
    body = {
        "status": "ready" if is_ready else "unready",
        "checks": {name: "ok" if is_well else "failed" for name, is_well in checks.items()},
    }
    return _json(body, 200 if is_ready else 503)


def run_checks() -> dict[str, bool]:
    """Whether each is well; one that fails doesn't keep the others from being made."""
    checks = {
        "database": _database,
        "broker": _broker,
        "volumes": _volumes,
        "recorder": _recorder,
    }
    return {name: _is_well(check) for name, check in checks.items()}


def _is_well(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, InterfaceError):
        return False


_set_up = False


def _is_set_up() -> bool:
    """Remembered once true: migrations and people do not go away."""
    global _set_up
    if not _set_up:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        people = get_user_model().objects.filter(is_superuser=True, is_active=True)
        _set_up = not pending and people.exists()
    return _set_up


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _broker() -> bool:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except Exception:
        return False
    return True


def _volumes() -> bool:
    """Each can be recorded to, and there is one."""
    volumes = active_volumes()
    try:
        for volume in volumes:
            check_volume(volume)
    except CameraFault:
        return False
    return bool(volumes)


def _recorder() -> bool:
    """Every node that has recorded must be alive, and one has."""
    limit = timezone.now() - HEARTBEAT_LIMIT
    heartbeats = list(RecorderNode.objects.values_list("heartbeat_at", flat=True))
    return bool(heartbeats) and min(heartbeats) >= limit


def _json(body: Mapping[str, object], status: int) -> JsonResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
