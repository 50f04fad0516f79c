"""`/healthz` (this process), `/readyz` (what it needs), and the status page at `/`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from celery import current_app
from django.contrib.auth import get_user_model
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from recordings.faults import CameraFault
from recordings.models import Alert, RecorderNode
from recordings.volumes import active_volumes, check_volume
from recordings.words import fault_words

HEARTBEAT_LIMIT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Check:
    """`problem` is empty when all is well."""

    name: str
    label: object
    problem: str


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
    failed = [check.name for check in checks if check.problem]
    body = {
        "status": "unready" if failed else "ready",
        "checks": {check.name: "failed" if check.problem else "ok" for check in checks},
    }
    return _json(body, 503 if failed else 200)


def status_page(request: HttpRequest) -> HttpResponse:
    """What runs and what does not; details of problems only for signed-in staff."""
    checks = [*run_checks(), _made("alerts", _("Critical alerts"), _alerts)]
    context = {"checks": checks, "show_details": _is_staff(request)}
    response = render(request, "status.html", context)
    response["Cache-Control"] = "no-cache"
    return response


def _is_staff(request: HttpRequest) -> bool:
    """False, too, while the database cannot say whose session it is."""
    try:
        return request.user.is_authenticated and request.user.is_staff
    except (DatabaseError, InterfaceError):
        return False


def run_checks() -> list[Check]:
    """All checks; one that fails doesn't keep the others from being made."""
    checks: list[tuple[str, object, Callable[[], str]]] = [
        ("database", _("Database"), _database),
        ("broker", _("Message broker"), _broker),
        ("volumes", _("Storage volumes"), _volumes),
        ("recorder", _("Recorder"), _recorder),
    ]
    return [_made(*check) for check in checks]


def _made(name: str, label: object, check: Callable[[], str]) -> Check:
    try:
        return Check(name, label, check())
    except (DatabaseError, InterfaceError):
        return Check(name, label, str(_("The database does not answer.")))


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


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _broker() -> str:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except Exception as error:
        return f"{type(error).__name__}"
    return ""


def _volumes() -> str:
    volumes = active_volumes()
    if not volumes:
        return str(_("No storage volume is set up."))
    problems = []
    for volume in volumes:
        try:
            check_volume(volume)
        except CameraFault as error:
            problems.append(fault_words(error.fault, error.message))
    return " ".join(problems)


def _alerts() -> str:
    """Open critical ones, by number: their sentences name cities and cameras. Not a part of
    `/readyz`: one camera's trouble does not make the site unready."""
    critical = Alert.objects.open().filter(severity=Alert.Severity.CRITICAL).count()
    if not critical:
        return ""
    return ngettext("%(count)d is open.", "%(count)d are open.", critical) % {"count": critical}


def _recorder() -> str:
    """Every node that has recorded must be alive; before the first one, none is."""
    nodes = list(RecorderNode.objects.all())
    if not nodes:
        return str(_("No recorder has started yet."))
    limit = timezone.now() - HEARTBEAT_LIMIT
    silent = [node.name for node in nodes if node.heartbeat_at < limit]
    return str(_("No sign of life from: ")) + ", ".join(silent) if silent else ""


def _json(body: Mapping[str, object], status: int) -> JsonResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
