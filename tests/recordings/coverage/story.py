"""What happened to a camera, told in a few lines: wishes, files, events."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from recordings.faults import Fault
from recordings.models import Camera, CameraEvent, Recording, Wish
from recordings.states import State
from tests.recordings.api.scene import make_recording

Reason = Recording.CloseReason


def wish(camera: Camera, start: datetime, end: datetime | None = None) -> Wish:
    return Wish.objects.create(camera=camera, started_at=start, stopped_at=end)


def event(
    camera: Camera, at: datetime, state: State, fault: Fault | str = "", run: str = ""
) -> CameraEvent:
    return CameraEvent.objects.create(camera=camera, at=at, state=state, reason=fault, run_id=run)


def hours(camera: Camera, start: datetime, count: int, run: str, **values: Any) -> list[Recording]:
    """Files of an hour each, of one run."""
    given = {"run_id": run, "close_reason": Reason.ROLLOVER, **values}
    return [
        make_recording(camera, start + timedelta(hours=number), 3600, **given)
        for number in range(count)
    ]


@dataclass(frozen=True)
class Clock:
    """Moments of one day, by hours and seconds after its start."""

    start: datetime

    def at(self, hour: float, second: float = 0) -> datetime:
        return self.start + timedelta(hours=hour, seconds=second)
