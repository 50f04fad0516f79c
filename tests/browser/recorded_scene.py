"""Recordings put into a running installation, as if its recorder had made them.

`python -m tests.browser.recorded_scene` in the installation's environment reads what `place`
writes: Django's settings are those of one process.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from recordings.simulator.clip_media import ClipSpec
from tests.browser.coded_clip import frames_of
from tests.system.stack import PROJECT, Stack

RUN = "1a2b3c4d"


@dataclass(frozen=True)
class Placed:
    """A file of `record_files`; it is moved away. `first_frame` is its first frame's number."""

    file: str
    start_ms: int
    length_ms: int
    first_frame: int

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.length_ms

    def frames(self, spec: ClipSpec) -> int:
        return self.length_ms * spec.fps // 1000

    def moment(self, frame: int, spec: ClipSpec) -> dict[str, int]:
        """The middle of the file's n-th frame, counted back from the end below 0, and its code."""
        frame %= self.frames(spec)
        frame_ms = 1000 // spec.fps
        code = (self.first_frame + frame) % frames_of(spec)
        return {"at_ms": self.start_ms + frame * frame_ms + frame_ms // 2, "code": code}

    def codes(self, frame: int, count: int, spec: ClipSpec) -> list[int]:
        """Of so many frames from the n-th on."""
        return [self.moment(frame + at, spec)["code"] for at in range(count)]


def in_time(
    files: Iterable[Path], lengths: Iterable[int], starts_ms: Iterable[int], fps: int
) -> list[Placed]:
    """Files whose frames count on, each from a moment of its own; lengths in seconds."""
    placed, frame = [], 0
    for file, seconds, start_ms in zip(files, lengths, starts_ms, strict=True):
        placed.append(Placed(str(file), start_ms, seconds * 1000, frame))
        frame += seconds * fps
    return placed


def place(stack: Stack, camera_id: int, placed: Iterable[Placed]) -> None:
    told = {"camera": camera_id, "files": [asdict(file) for file in placed]}
    subprocess.run(
        [sys.executable, "-m", "tests.browser.recorded_scene"],
        cwd=PROJECT,
        env={**stack.environment, "DJANGO_SETTINGS_MODULE": "vms.settings"},
        input=json.dumps(told).encode(),
        check=True,
        timeout=120,
    )


def _place(told: dict[str, Any]) -> None:
    from recordings.models import Camera, StorageVolume  # noqa: PLC0415  after django.setup()
    from recordings.volumes import VolumeRef, ensure_camera_folder  # noqa: PLC0415

    camera = Camera.objects.select_related("city").get(pk=told["camera"])
    volume = StorageVolume.objects.get()
    ref = VolumeRef(volume.pk, volume.uuid, volume.path, 0)
    ensure_camera_folder(ref, camera.folder, camera.uuid, camera.city.uuid, [])
    for file in told["files"]:
        _place_file(Placed(**file), camera, volume)


def _place_file(placed: Placed, camera: Any, volume: Any) -> None:
    from recordings.indexing import finish_recording  # noqa: PLC0415
    from recordings.models import Recording  # noqa: PLC0415
    from recordings.spans import moment_of  # noqa: PLC0415
    from recordings.times import FileTimes, append_times  # noqa: PLC0415

    opened = moment_of(placed.start_ms)
    name = f"{camera.folder}/{opened:%Y-%m-%d/%H-%M-%S}_{RUN}.mp4"
    path = volume.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Path(placed.file).rename(path)
    reason = Recording.CloseReason.ROLLOVER
    times = FileTimes(path.name, placed.start_ms, placed.end_ms, "arrival", reason)
    append_times(path.parent, times)
    row = Recording.objects.create(
        camera=camera,
        volume=volume,
        run_id=RUN,
        file_path=name,
        start_time=opened,
        closed_at=opened + timedelta(milliseconds=placed.length_ms),
        close_reason=reason,
    )
    assert finish_recording(row.pk)


if __name__ == "__main__":
    django.setup()
    _place(json.load(sys.stdin))
