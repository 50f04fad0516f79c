"""What a digest keeps until it is sent: figures, as JSON."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class DayLeft:
    """Of one camera and one day of its city: from when to when footage expires (epoch)."""

    camera: int
    day: date
    start_ms: int
    end_ms: int
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What the cleanup at `due_ms` will delete. `more` days of cameras are left out of `days`."""

    due_ms: int
    cameras: int
    files: int
    bytes: int
    days: list[DayLeft]
    more: int

    @property
    def written(self) -> dict[str, Any]:
        told = asdict(self)
        told["days"] = [{**asdict(left), "day": left.day.isoformat()} for left in self.days]
        return told

    @classmethod
    def read(cls, content: dict[str, Any]) -> "Digest":
        days = [
            DayLeft(**{**left, "day": date.fromisoformat(left["day"])}) for left in content["days"]
        ]
        return cls(**{**content, "days": days})
