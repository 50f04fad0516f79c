"""One installation with what a browser is to show: recorded files, and a camera that records."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from recordings.simulator.stamp import read_stamps
from recordings.spans import moment_of
from tests.bench.installation import BenchStack, add_cameras, files_of, wait_until_recording
from tests.browser.coded_clip import frames_of, make_coded_clip, record_files
from tests.browser.recorded_scene import Placed, in_time, place
from tests.unit.media.ffmpeg_samples import SECONDS, record
from tests.waiting import wait_for

GAP_MS = 90_000
APART_MS = 5 * 3_600_000  # the same window never holds both
LONGEST_BEHIND_MS = 30_000
ZONE = ZoneInfo("America/Sao_Paulo")  # the city's, unless it chose another


@dataclass(frozen=True)
class Scene:
    """Cameras: `recorded` has the files, `hevc` a few seconds of its own, `living` records."""

    stack: BenchStack
    clip: ClipSpec
    recorded: int
    hevc: int
    living: int
    files: list[Placed]

    def wait_for_living(self) -> None:
        """Until the living camera's second file is being written."""
        wait_until_recording(self.stack, 1)
        wait_for(lambda: len(files_of(self.stack, self.living)) > 1, "a second file")

    def counted_on(self, first: int, codes: Iterable[int]) -> list[int]:
        """How many frames after the first each one came; a browser may leave some out."""
        return [(code - first) % frames_of(self.clip) for code in codes]

    def behind(self, frames: Iterable[tuple[float, int]]) -> list[tuple[Path, float]]:
        """For each painted frame of the living camera: the file it is in, and how many
        milliseconds before the camera had sent it, by the stamp beside it in the file."""
        sent: dict[int, list[tuple[float, Path]]] = {}
        for path in files_of(self.stack, self.living):
            for stamp in read_stamps(path):
                code = stamp.frame % frames_of(self.clip)
                sent.setdefault(code, []).append((stamp.sent_ns / 1e6, path))
        return [_latest(sent[code], painted_ms) for painted_ms, code in frames]


def _latest(sent: Iterable[tuple[float, Path]], painted_ms: float) -> tuple[Path, float]:
    """The clip begins anew after a while, so the number comes more than once."""
    sent_ms, path = max((at_ms, path) for at_ms, path in sent if at_ms < painted_ms)
    assert painted_ms - sent_ms < LONGEST_BEHIND_MS
    return path, painted_ms - sent_ms


@contextmanager
def running_scene(
    folder: Path, clip: ClipSpec, lengths: Sequence[int], segment_seconds: int
) -> Iterator[Scene]:
    """`lengths` in seconds of four files: two that touch, one after a gap, one hours later."""
    video = make_coded_clip(folder / "clips", clip)
    made = record_files(video, clip, folder, lengths)
    files = in_time(made, lengths, _starts_ms(lengths), clip.fps)
    hevc = Placed(str(_hevc(folder)), files[0].start_ms, SECONDS * 1000, 0)
    with (
        CameraProcess(folder / "clips", clip) as camera,
        BenchStack(folder / "data", segment_seconds=segment_seconds) as stack,
    ):
        urls = ["rtsp://127.0.0.1/none", "rtsp://127.0.0.1/none", camera.url()]
        recorded, other, living = add_cameras(stack, urls, record=False)
        stack.api("POST", "/api/recording/start/", camera_id=living)
        place(stack, recorded, files)
        place(stack, other, [hevc])
        yield Scene(stack, clip, recorded, other, living, files)


def _starts_ms(lengths: Sequence[int]) -> list[int]:
    """The last one ends ten minutes ago, or an hour before where midnight would lie in the midst
    of files that lie together: tests look at them on one day."""
    ended_ms = int(time.time()) * 1000 - 600_000
    for end_ms in (ended_ms, ended_ms - 3_600_000):
        fourth = end_ms - lengths[3] * 1000
        gap_ms = fourth - APART_MS
        third = gap_ms - lengths[2] * 1000
        second = third - GAP_MS - lengths[1] * 1000
        first = second - lengths[0] * 1000
        if _day(first) == _day(gap_ms) and _day(fourth) == _day(end_ms):
            break
    return [first, second, third, fourth]


def _day(at_ms: int) -> date:
    return moment_of(at_ms).astimezone(ZONE).date()


def _hevc(folder: Path) -> Path:
    made = folder / "hevc"
    made.mkdir()
    return record(made, "h265")


def codes_of(played: dict[str, Any]) -> list[int]:
    """Of the painted frames, in order."""
    return [code for _, code in played["frames"] if code is not None]
