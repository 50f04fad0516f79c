"""The supervisor's place in a Celery worker started with `--recorder`.

A worker step, not a consumer step: it goes on while the broker is down. A file lock keeps a
node's supervisor single; a second worker stands by and takes over when the first one dies.
"""

import fcntl
import logging
import os
import resource
import socket
import threading
from pathlib import Path
from typing import Any

from celery import bootsteps
from django.conf import settings

from recordings.clock import SystemClock
from recordings.supervisor.supervisor import Supervisor

logger = logging.getLogger(__name__)
STAND_BY_SECONDS = 1.0

_current: Supervisor | None = None


def wake_supervisor() -> None:
    """Ask the supervisor of this process for a pass now; nothing if it has none."""
    if _current is not None:
        _current.wake()


class RecorderStep(bootsteps.StartStopStep):
    """Runs the supervisor's thread for as long as the worker runs."""

    label = "Recorder"

    def __init__(self, parent: Any, recorder: bool = False, **options: Any) -> None:
        super().__init__(parent, **options)
        self.enabled = recorder
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)

    def include_if(self, parent: Any) -> bool:
        return self.enabled

    def start(self, parent: Any) -> None:
        self._thread.start()

    def stop(self, parent: Any) -> None:
        self._stopping.set()
        wake_supervisor()
        if self._thread.is_alive():
            self._thread.join(timeout=15)

    terminate = stop

    def _supervise(self) -> None:
        """Supervise; a fault of our own ends the process, and its launcher starts a new one."""
        try:
            _allow_many_files()
            self._supervise_alone()
        except Exception:
            logger.exception("the supervisor failed; the worker ends so that it is restarted")
            os._exit(70)  # EX_SOFTWARE: a worker without its supervisor must not look alive

    def _supervise_alone(self) -> None:
        global _current
        lock = self._lock(Path(settings.VMS_RUN_DIR) / f"recorder-{settings.VMS_NODE}.lock")
        if lock is None:
            return
        try:
            _current = Supervisor(
                node=settings.VMS_NODE, hostname=socket.gethostname(), clock=SystemClock()
            )
            _current.run(self._stopping)
        finally:
            _current = None
            os.close(lock)

    def _lock(self, path: Path) -> int | None:
        """The lock's descriptor once it is ours; None when the worker stops first."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        told = False
        while not self._stopping.is_set():
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not told:
                    logger.error(
                        "another recorder worker supervises node %s; standing by",
                        settings.VMS_NODE,
                    )
                    told = True
                self._stopping.wait(STAND_BY_SECONDS)
            else:
                return descriptor
        os.close(descriptor)
        return None


def _allow_many_files() -> None:
    """Two descriptors a camera: the usual soft limit of 1024 would end at 500 cameras."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
