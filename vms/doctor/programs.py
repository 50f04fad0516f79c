"""The programs of the installation: broker, workers, beat, recorder nodes."""

from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django_celery_beat.models import PeriodicTask
from kombu import Queue

from recordings.models import Camera, RecorderNode
from recordings.tasks import recorder_queue
from vms.doctor.figures import number
from vms.doctor.findings import Finding, error, ok, warning
from vms.health import HEARTBEAT_LIMIT
from vms.launching.processes import is_component, own_processes

ANSWER_SECONDS = 2
MANY_TASKS = 1000
# Beat notes in the database what it has sent every 3 minutes; the shortest task comes each minute.
BEAT_LIMIT = timedelta(minutes=6)


def look_at_broker() -> tuple[bool, list[Finding]]:
    """Whether it answers, and what is to be said of it. Needs no database."""
    broker = current_app.connection_for_write()
    # as_uri() masks the password.
    address = str(settings.VMS_DATA_DIR / "broker") if is_embedded() else broker.as_uri()
    try:
        with broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=ANSWER_SECONDS)
    except Exception as failure:  # each transport raises errors of its own
        words = {"address": address, "said": type(failure).__name__}
        what = _("The message broker %(address)s does not answer (%(said)s).") % words
        do = _("Start it, and look at VMS_BROKER_URL. Cameras that record go on meanwhile.")
        return False, [error("broker.away", what, do)]
    return True, [ok("broker.reachable", _("Message broker: %(address)s.") % {"address": address})]


def look_at_workers() -> list[Finding]:
    """Who answers a message; only once the broker does."""
    names = _names_that_answer()
    found = []
    if any(name.startswith("worker@") for name in names):
        found.append(ok("programs.worker", _("A worker answers.")))
    else:
        what = _("No worker answers: finished recordings are not indexed.")
        found.append(error("programs.worker", what, _how_to_start("worker")))
    if f"recorder@{settings.VMS_NODE}" in names:
        found.append(ok("programs.recorder", _("This node's recorder worker answers.")))
    else:
        what = _("This node's recorder worker does not answer messages.")
        found.append(warning("programs.recorder", what, _how_to_start("recorder")))
    if not any(name.startswith("jobs@") for name in names):
        what = _("The jobs worker does not answer: bulk actions and exports wait.")
        found.append(warning("programs.jobs", what, _how_to_start("jobs")))
    return [*found, *_waiting_tasks()]


def _names_that_answer() -> set[str]:
    """Celery's names of the workers, such as recorder@node-1."""
    if is_embedded() and not _local("celery", "worker"):
        return set()  # questions that nobody takes would stay in the broker's folder
    answers = current_app.control.ping(timeout=ANSWER_SECONDS) or []
    return {name for answer in answers for name in answer}


def is_embedded() -> bool:
    """Whether messages are files below the data folder, for this machine alone."""
    return bool(settings.CELERY_BROKER_URL.startswith("filesystem"))


def _local(*words: str) -> bool:
    """Whether such a program of this installation runs on this machine."""
    return any(is_component(process, *words) for process in own_processes(settings.VMS_DATA_DIR))


def _waiting_tasks() -> list[Finding]:
    waiting = {name: _length(name) for name in ("default", recorder_queue(settings.VMS_NODE))}
    long = {name: count for name, count in waiting.items() if count > MANY_TASKS}
    if not long:
        return []
    words = {"queues": ", ".join(f"{name}: {number(count)}" for name, count in long.items())}
    what = _("Tasks pile up (%(queues)s).") % words
    return [warning("broker.queue", what, _("See worker.log; a worker may be stuck or too slow."))]


def _length(queue: str) -> int:
    """Messages waiting; 0 for a queue that is not there yet."""
    try:
        with current_app.connection_for_read() as broker:
            # Passive: told, and not made. (A tuple of name, messages and consumers.)
            declared: Any = Queue(queue, channel=broker.channel()).queue_declare(passive=True)
            return int(declared.message_count)
    except Exception:  # each transport says "there is none" in its own way
        return 0


def look_at_beat(now: datetime) -> Finding:
    """Raises DatabaseError."""
    runs = PeriodicTask.objects.filter(enabled=True, last_run_at__isnull=False)
    last = runs.order_by("-last_run_at").values_list("last_run_at", flat=True).first()
    if last is not None and now - last <= BEAT_LIMIT:
        return ok("programs.beat", _("The scheduler (beat) sends its tasks."))
    # One that has just started has noted nothing yet.
    if _local("celery", "beat"):
        return ok("programs.beat", _("The scheduler (beat) runs."))
    what = _("The scheduler (beat) does not run: cleanup, audit and repairs are not started.")
    return error("programs.beat", what, _how_to_start("beat"))


def look_at_nodes(now: datetime) -> list[Finding]:
    """Raises DatabaseError."""
    nodes = list(RecorderNode.objects.all())
    if not nodes:
        what = _("No recorder has ever run here.")
        return [warning("nodes.none", what, _how_to_start("recorder"))]
    return [_node(node, now) for node in nodes]


def _node(node: RecorderNode, now: datetime) -> Finding:
    silent = now - node.heartbeat_at
    words = {"node": node.name, "host": node.hostname or "?"}
    if silent <= HEARTBEAT_LIMIT:
        what = _("Recorder node %(node)s (%(host)s) gives signs of life.") % words
        return ok("nodes.heartbeat", what, node.name)
    local = timezone.localtime(node.heartbeat_at)
    what = _("Recorder node %(node)s (%(host)s) is silent since %(time)s.") % {
        **words,
        "time": f"{local:%d/%m/%Y %H:%M:%S}",
    }
    wanted = Camera.objects.filter(recording_enabled=True, node=node.name).count()
    if not wanted:
        do = _("If the machine is gone, delete the node in the administration.")
        return warning("nodes.heartbeat", what, do, node.name)
    return error("nodes.heartbeat", what, _how_to_start("recorder"), node.name)


def _how_to_start(component: str) -> str:
    words = {"component": component, "log": settings.VMS_LOG_DIR / f"{component}.log"}
    return _("Start it (make run, or systemctl start vms); if it ends again, see %(log)s.") % words
