"""What every benchmark does with an installation: add cameras, record them, read the disk."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg

from recordings.ffmpeg.layout import parse_file_name
from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan, scan
from recordings.processes import find_recorders
from recordings.simulator.stamp import Stamp, find_stamps, missing_frames
from tests.system.stack import Stack
from tests.waiting import wait_for


@dataclass
class BenchStack(Stack):
    """A whole installation with further settings of its own."""

    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, **self.settings}


@dataclass(frozen=True, slots=True)
class LivingRun:
    run_id: str
    pid: int


@dataclass(frozen=True, slots=True)
class Continuity:
    """How the frames of a camera's files follow one another, by the numbers in them.

    `breaks` counts boundaries where a file does not begin with the frame after the last one of
    the file before.
    """

    files: int
    frames: int
    lost: int
    doubled: int
    breaks: int


def add_cameras(stack: Stack, urls: Sequence[str], *, record: bool = True) -> list[int]:
    """Their ids, in the order of `urls`."""
    city = stack.api("POST", "/api/cities/", name="Bench", plan="basic")
    added = []
    for at, url in enumerate(urls, 1):
        camera = stack.api(
            "POST",
            "/api/cameras/",
            city=city["id"],
            name=f"Bench {at}",
            rtsp_url=url,
            recording_enabled=record,
        )
        added.append(int(camera["id"]))
    return added


def wait_until_recording(stack: Stack, count: int, seconds: float = 120) -> None:
    """Until the API calls `count` cameras recording."""
    path = "/api/cameras/?state=recording&page_size=500"
    wait_for(
        lambda: len(stack.api("GET", path)["results"]) >= count,
        f"{count} cameras that record",
        seconds,
    )


def stop_all(stack: Stack, camera_ids: Iterable[int]) -> None:
    """Until no recorder is left."""
    for camera_id in camera_ids:
        stack.api("POST", "/api/recording/stop/", camera_id=camera_id)
    wait_for(lambda: not living_runs(stack), "the stop")


def living_runs(stack: Stack) -> dict[int, LivingRun]:
    """By camera."""
    found = find_recorders([stack.data / "recordings"])
    return {p.camera_id: LivingRun(p.run_id, pid) for pid, p in found}


def files_of(stack: Stack, camera_id: int) -> list[Path]:
    """Oldest first: names sort by the second they were opened in."""
    return sorted((stack.data / "recordings").glob(f"city_*/cam_{camera_id}/*/*.mp4"))


def run_of(path: Path) -> str:
    name = parse_file_name(str(path))
    assert name is not None, path
    return name.run_id


def whole_part(path: Path) -> FragmentScan | None:
    """The scan of a file's whole fragments; None when it has none."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        found = scan(descriptor)
    except MediaError:
        return None
    finally:
        os.close(descriptor)
    return found if found.count else None


def whole_stamps(path: Path) -> list[Stamp]:
    """Stamps of the frames in whole fragments only: what can be played."""
    found = whole_part(path)
    if found is None:
        return []
    with path.open("rb") as file:
        return find_stamps(file.read(found.end_offset))


def continuity(files: Sequence[list[Stamp]]) -> Continuity:
    """Of consecutive files, each given by its stamps; at least one must have any."""
    stamps = [stamp for file in files for stamp in file]
    present = {stamp.frame for stamp in stamps}
    wrong = missing_frames(stamps)
    lost = sum(frame not in present for frame in wrong)
    breaks = sum(
        not before or not after or after[0].frame != before[-1].frame + 1
        for before, after in pairwise(files)
    )
    return Continuity(len(files), len(stamps), lost, len(wrong) - lost, breaks)


def programs() -> dict[str, str]:
    """The system's FFmpeg and the one in the Python wheel, by their versions."""
    system = shutil.which("ffmpeg")
    assert system is not None
    found = (system, imageio_ffmpeg.get_ffmpeg_exe())
    return {f"FFmpeg {_version(program)}": program for program in found}


def _version(program: str) -> str:
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=True)
    return said.stdout.split()[2]
