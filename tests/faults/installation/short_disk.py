"""Small disks that real recorders fill, and a worker that finishes files and relieves volumes.

What stands in for the workers of an installation is one thread; what it reads of each file before
it may be deleted is the truth about frames.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connections

from plans.models import City, User
from recordings.cleanup.files import JUST_WRITTEN
from recordings.cleanup.pressure import relieve
from recordings.clock import Clock, SystemClock
from recordings.faults import CameraFault
from recordings.indexing import finish_recording, unfinished_recordings
from recordings.models import Camera, Deletion, Hold, Recording, StorageVolume
from recordings.services.cameras import camera_create
from recordings.services.recording import recording_start
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.stamp import Stamp
from recordings.states import State
from recordings.volumes import ensure_first_volume, free_bytes
from tests.bench.installation import Continuity, continuity
from tests.faults.installation.conftest import VolumesBench
from tests.faults.installation.truth import stamps_in

FULL = ClipSpec(width=1280, height=720, gop_frames=12, fps=24, bitrate=8_000_000)
"""About 0.9 MB a second, in groups of half a second."""
THIRD = ClipSpec(width=640, height=360, gop_frames=12, fps=24, bitrate=4_000_000)
FINISH_SECONDS = 0.5


class LaterClock(SystemClock):
    """A minute ahead: cleanup takes no file written within one, and tests do not wait for it."""

    def now(self) -> datetime:
        return datetime.now(UTC) + JUST_WRITTEN + timedelta(seconds=1)


@dataclass
class Worker:
    """`frames` are of the files that ended, by their camera and path; `least` the free bytes."""

    clock: Clock
    relief_seconds: float
    also: Callable[[], None] = lambda: None
    frames: dict[int, dict[str, list[Stamp]]] = field(default_factory=dict)
    least: dict[int, int] = field(default_factory=dict)
    failure: BaseException | None = None

    def go_on(self, stopping: threading.Event) -> None:
        try:
            relieved_at = 0.0
            while not stopping.wait(FINISH_SECONDS):
                self.finish_files()
                self._measure()
                if time.monotonic() - relieved_at >= self.relief_seconds:
                    relieved_at = time.monotonic()
                    relieve(self.clock)
                    self.also()
        except BaseException as error:
            self.failure = error
        finally:
            connections.close_all()

    def finish_files(self) -> None:
        """And read them before they may go."""
        for recording_id in unfinished_recordings(datetime.now(UTC)):
            finish_recording(recording_id)
            self.read(Recording.objects.select_related("volume").get(pk=recording_id))

    def read(self, row: Recording) -> None:
        files = self.frames.setdefault(row.camera_id, {})
        if row.file_path not in files and row.path.exists():
            files[row.file_path] = stamps_in([row.path])

    def _measure(self) -> None:
        for volume in StorageVolume.objects.all():
            try:
                free = free_bytes(volume.path)
            except CameraFault:
                continue
            self.least[volume.pk] = min(free, self.least.get(volume.pk, free))

    def continuity(self, camera: Camera) -> Continuity:
        """Of every file that there ever was."""
        files = self.frames[camera.pk]
        names = sorted(files, key=lambda path: path.rsplit("/", 2)[-2:])
        return continuity([files[name] for name in names if files[name]])


@contextmanager
def working(
    relief_seconds: float, *, clock: Clock | None = None, also: Callable[[], None] = lambda: None
) -> Iterator[Worker]:
    """Raises what the worker's thread raised. `also` is called after each relief."""
    worker = Worker(clock or LaterClock(), relief_seconds, also)
    stopping = threading.Event()
    thread = threading.Thread(target=worker.go_on, args=(stopping,), name="relief")
    thread.start()
    try:
        yield worker
    finally:
        stopping.set()
        thread.join()
    if worker.failure is not None:
        raise worker.failure


def set_reserve(reserve_bytes: int) -> None:
    StorageVolume.objects.update(reserve_bytes=reserve_bytes)


def add_volume(bench: VolumesBench, root: Path, reserve_bytes: int) -> StorageVolume:
    """Another one, while recording goes on."""
    volume = ensure_first_volume(root)
    StorageVolume.objects.filter(pk=volume.pk).update(reserve_bytes=reserve_bytes)
    bench.others = (*bench.others, root)
    return volume


def other_citys_camera(bench: VolumesBench, url: str, **values: Any) -> Camera:
    """Recorded from now on, in the city that the bench's owner has no part in."""
    city = City.objects.exclude(pk=bench.city.pk).get()
    owner = User.objects.get(username="stranger")
    camera = camera_create(user=owner, city_id=city.pk, name="Ponte", rtsp_url=url, **values)
    recording_start(user=owner, camera_id=camera.pk)
    bench.wake()
    return camera


def stop_all(bench: VolumesBench, worker: Worker, cameras: Sequence[Camera]) -> None:
    """End what is recorded, and read the last files. The worker's thread has ended."""
    Camera.objects.filter(pk__in=[camera.pk for camera in cameras]).update(recording_enabled=False)
    bench.wake()
    for camera in cameras:
        bench.wait_for_state(camera, State.STOPPED)
    closed = Recording.objects.filter(status=Recording.Status.RECORDING)
    deadline = time.monotonic() + 10
    while closed.filter(closed_at=None).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.finish_files()
    for row in Recording.objects.select_related("volume"):
        worker.read(row)


def held_for_good(camera: Camera, rows: list[Recording]) -> Hold:
    first, last = rows[0], rows[-1]
    return Hold.objects.create(
        camera=camera,
        start_time=first.start_time,
        end_time=last.start_time + timedelta(milliseconds=1),
        reason="evidence",
        until=first.start_time + timedelta(days=30),
        created_at=first.start_time,
    )


def digests(rows: list[Recording]) -> dict[str, str]:
    return {row.file_path: hashlib.sha256(row.path.read_bytes()).hexdigest() for row in rows}


def deleted_files() -> int:
    """What emergencies took, by the ledger."""
    return sum(len(entry.files) for entry in Deletion.objects.filter(reason="emergency"))


def finished_files(camera: Camera) -> list[Recording]:
    rows = Recording.objects.filter(camera=camera, status=Recording.Status.COMPLETE)
    return list(rows.select_related("volume").order_by("start_time"))
