"""A camera's recordings whose frames carry their numbers, and clips that are cut from them."""

import itertools
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from clips.cutter import cut
from clips.models import Clip
from clips.services import Asked, clip_create
from recordings.indexing import finish_recording
from recordings.models import Camera, Recording, StorageVolume
from recordings.simulator.clip_media import ClipSpec
from recordings.spans import moment_of
from recordings.times import FileTimes, append_times
from recordings.volumes import VolumeRef, ensure_camera_folder
from tests.browser.coded_clip import BITS, STRIP_HEIGHT
from tests.people import People

SPEC = ClipSpec(width=384, height=216, gop_frames=50, fps=25, seconds=120, bitrate=300_000)
FRAME_MS = 1000 // SPEC.fps
LENGTHS = (30, 30, 20, 40)  # seconds of each file, whole GOPs
FIRST = datetime(2026, 11, 20, 12, 59, 30, tzinfo=UTC)
NOW = FIRST + timedelta(hours=2)


@dataclass
class StandingClock:
    """Wall time stands where a test puts it; monotonic time is the machine's."""

    at: datetime = NOW
    ticks: Any = field(default_factory=itertools.count)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return float(next(self.ticks))  # each sign of life is due

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, UTC)


@dataclass
class Scene:
    people: People
    camera: Camera
    volume: StorageVolume
    samples: Sequence[Path]
    clock: StandingClock = field(default_factory=StandingClock)

    def record(
        self, sample: Path, start: datetime, *, run: str = "1a2b3c4d", lasts_ms: int | None = None
    ) -> Recording:
        """A finished recording of a copy of the file; `lasts_ms` by the wall clock, if the
        camera's differs."""
        ref = VolumeRef(self.volume.pk, self.volume.uuid, self.volume.path, 0)
        city, camera = self.camera.city, self.camera
        ensure_camera_folder(ref, camera.folder, camera.uuid, city.uuid, [])
        name = f"{camera.folder}/{start:%Y-%m-%d/%H-%M-%S}_{run}.mp4"
        path = self.volume.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sample, path)
        start_ms = round(start.timestamp() * 1000)
        end_ms = None if lasts_ms is None else start_ms + lasts_ms
        reason = Recording.CloseReason.ROLLOVER
        append_times(path.parent, FileTimes(path.name, start_ms, end_ms, "arrival", reason))
        row = Recording.objects.create(
            camera=camera,
            volume=self.volume,
            run_id=run,
            file_path=name,
            start_time=start,
            closed_at=start + timedelta(seconds=1),
            close_reason=reason,
        )
        assert finish_recording(row.pk)
        return Recording.objects.get(pk=row.pk)

    def record_all(self) -> list[Recording]:
        """The samples one after the other, without a gap: one run."""
        starts = itertools.accumulate(LENGTHS, initial=0)
        return [
            self.record(sample, FIRST + timedelta(seconds=at))
            for sample, at in zip(self.samples, starts, strict=False)
        ]

    def ask(self, start_ms: int, end_ms: int, **values: Any) -> Clip:
        """Milliseconds after `FIRST`; pending."""
        asked = Asked(self.people.operator, "192.0.2.7", self.clock.now())
        wanted = {"name": "Portaria", "mode": "exact", **values}
        first_ms = round(FIRST.timestamp() * 1000)
        return clip_create(
            asked,
            camera_id=self.camera.pk,
            start_time=moment_of(first_ms + start_ms),
            end_time=moment_of(first_ms + end_ms),
            **wanted,
        )

    def cut(self, start_ms: int, end_ms: int, **values: Any) -> Clip:
        """As `ask`, and then what a worker makes of it."""
        clip = self.ask(start_ms, end_ms, **values)
        cut(clip.pk, self.clock)
        return Clip.objects.get(pk=clip.pk)


def codes_in(path: Path) -> list[int | None]:
    """The number in each picture that a player shows, in order; None where there is none."""
    width, height = BITS, 2
    strip = f"crop=iw:{STRIP_HEIGHT}:0:0,scale={width}:{height}:flags=area,format=gray"
    argv = [
        *("ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-vf", strip),
        *("-fps_mode", "passthrough", "-f", "rawvideo", "-"),
    ]
    data = subprocess.run(argv, check=True, capture_output=True, timeout=120).stdout
    size = width * height
    return [_code(data[at : at + size]) for at in range(0, len(data), size)]


def _code(cells: bytes) -> int | None:
    bits = [cell > 127 for cell in cells[:BITS]]
    inverted = [cell > 127 for cell in cells[BITS:]]
    if any(bit == other for bit, other in zip(bits, inverted, strict=True)):
        return None
    return sum(bit << place for place, bit in enumerate(reversed(bits)))
