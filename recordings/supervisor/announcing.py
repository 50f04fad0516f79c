"""Telling the workers that a file can be finished, without waiting for the broker.

The row is the queue: a message that cannot be sent is dropped here, and the reconcile task
sends it again.
"""

import logging
import queue
import threading
from uuid import UUID

from celery import current_app

logger = logging.getLogger(__name__)


class Announcer:
    """A thread of its own, because a broker that is away blocks for seconds."""

    def __init__(self) -> None:
        self._ids: queue.SimpleQueue[UUID | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._send_all, name="announcer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def closed(self, recording_id: UUID) -> None:
        self._ids.put(recording_id)

    def stop(self) -> None:
        self._ids.put(None)
        self._thread.join(timeout=10)

    def _send_all(self) -> None:
        while (recording_id := self._ids.get()) is not None:
            try:
                current_app.send_task(
                    "recordings.finish_recording", args=[str(recording_id)], retry=False
                )
            except Exception as error:
                logger.warning("broker: %s; a later task will finish the file", error)
