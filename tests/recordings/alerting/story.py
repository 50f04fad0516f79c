"""Files of cameras on a real volume, as old as a test wants them, on a clock that it turns."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from recordings.models import Alert, Camera, RecorderNode, RecorderStatus, Recording, StorageVolume
from recordings.states import State
from tests.people import People
from tests.recordings.api.scene import make_camera, make_recording, want

NODE = "north"
MEDIA_BYTES = 20_000
"""More than any header has: taken for media without being read."""


@dataclass
class Turned:
    """Wall time alone is turned; a file's time of writing is on the same clock."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, self.at.tzinfo)

    def later(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at


@dataclass
class Story:
    """Cameras of one city; `write` says that media reached the disk just now."""

    people: People
    volume: StorageVolume
    clock: Turned

    def camera(self, name: str = "Gate", state: State = State.RECORDING) -> Camera:
        camera = make_camera(self.people.city, name, node=NODE)
        wish = want(camera)
        wish.started_at = self.clock.now()
        wish.save()
        RecorderStatus.objects.create(camera=camera, node=NODE, state=state, since=self.clock.now())
        return camera

    def beat(self) -> None:
        now = self.clock.now()
        RecorderNode.objects.update_or_create(
            name=NODE, defaults={"started_at": now, "heartbeat_at": now}
        )

    def opens(self, camera: Camera, run: str = "0000000a") -> Recording:
        """A file with media, begun now."""
        start = self.clock.now()
        row = make_recording(
            camera,
            start,
            volume=self.volume,
            run_id=run,
            file_path=f"{camera.folder}/{start:%Y-%m-%d/%H-%M-%S}_{run}.mp4",
            status=Recording.Status.RECORDING,
            time_source=Recording.TimeSource.ARRIVAL,
            end_time=None,
            wish=camera.wishes.filter(stopped_at=None).first(),
        )
        row.path.parent.mkdir(parents=True, exist_ok=True)
        row.path.write_bytes(bytes(MEDIA_BYTES))
        self.write(row)
        return row

    def write(self, row: Recording) -> None:
        at = self.clock.now().timestamp()
        os.utime(row.path, (at, at))

    def finish(self, row: Recording, reason: str = Recording.CloseReason.ENDED) -> None:
        now = self.clock.now()
        Recording.objects.filter(pk=row.pk).update(
            status=Recording.Status.COMPLETE,
            end_time=now,
            closed_at=now,
            close_reason=reason,
        )

    def state(self, camera: Camera, state: State, fault: str = "") -> None:
        RecorderStatus.objects.filter(camera=camera).update(
            state=state, since=self.clock.now(), error_code=fault
        )


def told(camera: Camera) -> list[tuple[str, str, datetime, datetime | None]]:
    """Kind, cause, from, until of each of the camera's alerts."""
    rows = Alert.objects.filter(camera=camera).order_by("opened_at", "id")
    return [(a.kind, a.details.get("cause", ""), a.opened_at, a.closed_at) for a in rows]
