"""Telling the workers that a file can be finished, or that room is wanted, without waiting.

The rows are the queue: a message that cannot be sent is dropped here, and a task that comes by
itself does the same (reconcile; relieve, each minute).
"""

import logging
import queue
import threading
from typing import NamedTuple
from uuid import UUID

from celery import current_app

logger = logging.getLogger(__name__)
RELIEF_SECONDS = 10.0  # so long a request for room is worth being heard


class _Message(NamedTuple):
    task: str
    arguments: tuple[str, ...] = ()
    expires_seconds: float | None = None


class Announcer:
    """A thread of its own, because a broker that is away blocks for seconds."""

    def __init__(self) -> None:
        self._messages: queue.SimpleQueue[_Message | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._send_all, name="announcer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def closed(self, recording_id: UUID) -> None:
        self._messages.put(_Message("recordings.finish_recording", (str(recording_id),)))

    def room_wanted(self) -> None:
        self._messages.put(_Message("recordings.relieve", expires_seconds=RELIEF_SECONDS))

    def stop(self) -> None:
        self._messages.put(None)
        self._thread.join(timeout=10)

    def _send_all(self) -> None:
        while (message := self._messages.get()) is not None:
            task, arguments, expires = message
            try:
                current_app.send_task(task, args=arguments, retry=False, expires=expires)
            except Exception as error:
                logger.warning("broker: %s; %s is left to a later task", error, task)
