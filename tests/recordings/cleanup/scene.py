"""Volumes with small files on a real disk, their rows and holds, and a clock turned by hand."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from plans.models import City
from recordings.models import (
    Camera,
    CleanupRun,
    FragmentIndex,
    Hold,
    PendingDeletion,
    Recording,
    StorageVolume,
)
from recordings.usage.counters import Weight, usage_add
from recordings.volumes import (
    VOLUME_IDENTITY,
    VolumeRef,
    ensure_camera_folder,
    ensure_first_volume,
    write_identity,
)
from tests.people import make_city

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RUN = "1a2b3c4d"
FILE_BYTES = 5000
Status = Recording.Status


@dataclass
class TurnedClock:
    """Wall time and the monotonic seconds that go with it; `step` moves wall time alone."""

    at: datetime = NOW
    seconds: float = 50_000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, UTC)

    def turn(self, by: timedelta) -> None:
        self.step(by)
        self.seconds += by.total_seconds()

    def step(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Scene:
    """`volume` is the first of possibly more; `city` has the basic plan: 7 days."""

    folder: Path
    volume: StorageVolume
    city: City
    clock: TurnedClock = field(default_factory=TurnedClock)

    def another_volume(self, name: str) -> StorageVolume:
        root = self.folder / name
        root.mkdir()
        volume = StorageVolume.objects.create(name=name, root=str(root))
        write_identity(root / VOLUME_IDENTITY, {"volume": str(volume.uuid)})
        return volume

    def camera(self, name: str = "Gate", city: City | None = None, **fields: Any) -> Camera:
        """With its folder and identity file on the first volume."""
        camera = Camera.objects.create(city=city or self.city, name=name, **fields)
        ref = VolumeRef(self.volume.pk, self.volume.uuid, self.volume.path, 0)
        ensure_camera_folder(ref, camera.folder, camera.uuid, camera.city.uuid, [])
        return camera

    def ago(self, days: float = 0, hours: float = 0) -> datetime:
        return self.clock.now() - timedelta(days=days, hours=hours)

    def recording(
        self,
        camera: Camera,
        start: datetime,
        *,
        length: timedelta = HOUR,
        size_bytes: int = FILE_BYTES,
        volume: StorageVolume | None = None,
        run: str = RUN,
        **fields: Any,
    ) -> Recording:
        """A finished hour with its file, index and usage; `status` among the fields for others."""
        volume = volume or self.volume
        path = f"{camera.folder}/{start:%Y-%m-%d/%H-%M-%S}_{run}.mp4"
        place(volume, path, size_bytes, start + length)
        values = {"status": Status.COMPLETE, "end_time": start + length, **fields}
        row = Recording.objects.create(
            camera=camera,
            volume=volume,
            run_id=run,
            file_path=path,
            start_time=start,
            file_size=size_bytes,
            **values,
        )
        if row.status != Status.RECORDING:
            usage_add([Weight(camera.pk, volume.pk, start, size_bytes)])
            FragmentIndex.objects.create(recording=row, **EMPTY_INDEX)
        return row

    def hours(self, camera: Camera, first: datetime, count: int, **options: Any) -> list[Recording]:
        """`count` recordings that follow one another."""
        return [self.recording(camera, first + n * HOUR, **options) for n in range(count)]

    def open_recording(self, camera: Camera, start: datetime, **options: Any) -> Recording:
        """One that a recorder is still writing, as far as its row says."""
        return self.recording(camera, start, status=Status.RECORDING, end_time=None, **options)

    def hold(
        self, camera: Camera, start: datetime, end: datetime, until: datetime | None = None
    ) -> Hold:
        return Hold.objects.create(
            camera=camera,
            start_time=start,
            end_time=end,
            reason="evidence",
            until=until or self.clock.now() + 30 * DAY,
            created_at=self.clock.now(),
        )

    def run(self, kind: CleanupRun.Kind = CleanupRun.Kind.RETENTION) -> CleanupRun:
        return CleanupRun.objects.create(kind=kind, started_at=self.clock.now())

    def files(self, volume: StorageVolume | None = None) -> list[str]:
        return media_on(volume or self.volume)

    def rows(self) -> list[str]:
        return sorted(Recording.objects.values_list("file_path", flat=True))

    def assert_settled(self) -> None:
        """Nothing is half deleted: a file has its row, a row its file, and nothing is pending."""
        assert not PendingDeletion.objects.exists()
        assert not Recording.objects.filter(status=Status.DOOMED).exists()
        for volume in StorageVolume.objects.all():
            rows = Recording.objects.filter(volume=volume)
            assert media_on(volume) == sorted(rows.values_list("file_path", flat=True))


EMPTY_INDEX: dict[str, Any] = {
    "init_size": 0,
    "first_offset": 0,
    "timescale": 90_000,
    "first_dts": 0,
    "sizes": b"",
    "durations": b"",
}


def make_scene(folder: Path) -> Scene:
    """In an empty folder."""
    return Scene(folder, ensure_first_volume(folder / "volume-1"), make_city("Cedar"))


def place(volume: StorageVolume, path: str, size_bytes: int, written_at: datetime) -> Path:
    """A file of that size, last written at that time."""
    file = volume.path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"\xa5" * size_bytes)
    os.utime(file, (written_at.timestamp(), written_at.timestamp()))
    return file


def media_on(volume: StorageVolume) -> list[str]:
    """Relative paths of the media files."""
    found = volume.path.glob("city_*/cam_*/*/*.mp4")
    return sorted(str(path.relative_to(volume.path)) for path in found)
