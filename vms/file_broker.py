"""The broker in files, so that nobody reads what is half written.

Kombu's own writes a message under the name by which it is taken: a worker that looks in that
moment takes an empty file, ends with an error, and the message is lost. It makes the table of an
exchange in the same way: of two programs that start at once one may end, or be missing there.
"""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from json import JSONDecodeError
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """A name begins with the moment: messages are taken in that order. Raises ChannelError."""
        folder, unique = Path(self.data_folder_out), uuid4()
        written = folder / f".{unique}.part"
        try:
            written.write_text(dumps(payload))
            written.rename(folder / f"{time.time_ns():020d}_{unique}.{queue}.msg")
        except OSError as error:
            with suppress(OSError):  # a full disk would be left with one of each try
                written.unlink(missing_ok=True)
            raise ChannelError(f"no message can be written to {folder}: {error}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Raises Empty, also for what lost its content with the power: it is gone by then."""
        try:
            return super()._get(queue)
        except JSONDecodeError:
            logger.warning("a message of %s has no content, and is left out", queue)
            raise Empty from None

    def get_table(self, exchange: str) -> Any:
        with self._table(fcntl.LOCK_SH):
            return super().get_table(exchange)

    def _queue_bind(self, *binding: Any) -> None:
        with self._table(fcntl.LOCK_EX):
            super()._queue_bind(*binding)

    def _delete(self, *binding: Any, **kwargs: Any) -> None:
        with self._table(fcntl.LOCK_EX):
            super()._delete(*binding, **kwargs)

    @contextmanager
    def _table(self, how: int) -> Iterator[None]:
        lock = os.open(self.control_folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)


class Transport(filesystem.Transport):
    Channel = Channel
