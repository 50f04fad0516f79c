"""A clock that stands still until a test turns it."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass
class TurnedClock:
    """`at` is monotonic seconds; wall time goes with it."""

    at: float = 1000.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    def monotonic(self) -> float:
        return self.at

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, UTC)
