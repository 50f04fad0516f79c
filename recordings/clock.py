"""The clock that is passed in, so that tests can turn it."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Wall time for names and rows, monotonic seconds for waiting."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    def of_file(self, modified_at: float) -> datetime:
        """A file's time of writing (as os.stat gives it), on this clock."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, UTC)
