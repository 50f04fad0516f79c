"""The long-running programs: one command line each, the same on a machine and in a container."""

import sys

from django.conf import settings

from recordings.tasks import recorder_queue

PYTHON = sys.executable
WEB_WORKERS, WEB_THREADS = 2, 32
COMPONENTS = ("recorder", "worker", "background", "jobs", "beat", "web")


def argv_of(component: str) -> list[str]:
    """Raises KeyError for a component there is not."""
    return {
        "web": _web,
        "recorder": _recorder,
        "worker": _worker,
        "background": _background,
        "jobs": _jobs,
        "beat": _beat,
    }[component]()


def bind_address() -> str:
    """Host and port as in a URL: IPv6 in brackets."""
    host = f"[{settings.VMS_BIND}]" if ":" in settings.VMS_BIND else settings.VMS_BIND
    return f"{host}:{settings.VMS_PORT}"


def _web() -> list[str]:
    # Clients ask every few seconds. A connection that ends sooner costs the next question a new
    # one, or, ending just as it is asked, its answer.
    keep_alive = ("--keep-alive", "75")
    return [
        *(PYTHON, "-m", "gunicorn", "vms.wsgi", "--no-control-socket"),
        *("--worker-class", "gthread", "--workers", str(WEB_WORKERS)),
        *("--threads", str(WEB_THREADS), "--graceful-timeout", "5", *keep_alive),
        *("--bind", bind_address()),
    ]


def _celery_worker(name: str, queue: str) -> list[str]:
    return [
        *(PYTHON, "-m", "celery", "-A", "vms", "worker", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--queues", queue),
        *("--hostname", f"{name}@{settings.VMS_NODE}"),
    ]


def _recorder() -> list[str]:
    # Threads, so that the supervisor and the tasks that wake it share one process.
    queue = recorder_queue(settings.VMS_NODE)
    return [*_celery_worker("recorder", queue), "--recorder", "--pool", "threads", "-c", "4"]


def _worker() -> list[str]:
    return [*_celery_worker("worker", "default"), "--pool", "prefork", "-c", "3"]


def _background() -> list[str]:
    # Gives way to everything else: what it does may take hours.
    worker = _celery_worker("background", "background")
    return ["nice", "-n", "15", *worker, "--pool", "prefork", "-c", "1"]


def _jobs() -> list[str]:
    # What people asked for, and look on: two at a time, so that a long export keeps nobody waiting.
    worker = _celery_worker("jobs", "jobs")
    return ["nice", "-n", "10", *worker, "--pool", "threads", "-c", "2"]


def _beat() -> list[str]:
    return [PYTHON, "-m", "celery", "-A", "vms", "beat", "--loglevel", "INFO", "--pidfile="]
