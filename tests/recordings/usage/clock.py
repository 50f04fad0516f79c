"""A clock that goes on only when it is told to."""

from datetime import UTC, datetime, timedelta


class StandingClock:
    def __init__(self) -> None:
        self._now = datetime(2026, 3, 20, 15, 20, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, UTC)

    def pass_by(self, **period: float) -> None:
        self._now += timedelta(**period)
