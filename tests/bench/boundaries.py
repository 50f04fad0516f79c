"""Frames lost or doubled at file boundaries: each kind of stream, each FFmpeg."""

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psutil

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.bench.document import Figure
from tests.bench.form import sized
from tests.bench.installation import (
    BenchStack,
    add_cameras,
    continuity,
    files_of,
    living_runs,
    programs,
    run_of,
    stop_all,
    wait_until_recording,
    whole_stamps,
)

SEGMENT_SECONDS = 5
BOUNDARIES = sized(24, 3)
_CLIP = ClipSpec(width=640, height=360, gop_frames=50, fps=25, seconds=10, bitrate=1_000_000)
KINDS = {
    "H.264 + AAC": replace(_CLIP, audio="aac"),
    "H.264 + PCMU (to AAC)": replace(_CLIP, audio="pcmu"),
    "H.265": replace(_CLIP, codec="h265"),
    "H.264 with B-frames": replace(_CLIP, b_frames=2),
}
Say = Callable[[str], object]


def measure(say: Say) -> list[Figure]:
    figures: list[Figure] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vms-bench-")))
        sources = {
            kind: stack.enter_context(CameraProcess(folder / "clips", spec))
            for kind, spec in KINDS.items()
        }
        for name, program in programs().items():
            say(f"boundaries on {name}: about {BOUNDARIES * SEGMENT_SECONDS + 30} s\n")
            figures += _on_program(folder / f"data {name}", name, program, sources)
            for figure in figures[-len(KINDS) :]:
                say(f"  {figure.what}: {figure.seen}\n")
    return figures


def _on_program(
    data: Path, name: str, program: str, sources: dict[str, CameraProcess]
) -> list[Figure]:
    settings = {"VMS_FFMPEG": program}
    with BenchStack(data, segment_seconds=SEGMENT_SECONDS, settings=settings) as stack:
        ids = add_cameras(stack, [source.url() for source in sources.values()])
        wait_until_recording(stack, len(ids))
        used = {psutil.Process(run.pid).cmdline()[0] for run in living_runs(stack).values()}
        assert used == {program}, used
        _wait_for_files(stack, ids)
        stop_all(stack, ids)
        return [
            _figure(stack, f"{kind}, {name}", camera_id)
            for kind, camera_id in zip(sources, ids, strict=True)
        ]


def _wait_for_files(stack: BenchStack, camera_ids: list[int]) -> None:
    """Until each camera has a boundary more than is wanted; a camera that hangs ends the wait."""
    wanted = BOUNDARIES + 2
    deadline = time.monotonic() + 2 * wanted * SEGMENT_SECONDS + 30
    while min(len(files_of(stack, camera_id)) for camera_id in camera_ids) < wanted:
        assert time.monotonic() < deadline, "a camera makes no files"
        time.sleep(1)


def _figure(stack: BenchStack, what: str, camera_id: int) -> Figure:
    files = files_of(stack, camera_id)
    runs = {run_of(path) for path in files}
    seen = continuity([whole_stamps(path) for path in files])
    boundaries = seen.files - 1
    return Figure(
        f"{what}: frames lost, frames doubled, files that do not go on where the last ended",
        "0, 0, 0",
        f"{seen.lost}, {seen.doubled}, {seen.breaks} of {seen.frames} frames"
        f" over {boundaries} boundaries in {len(runs)} run",
        boundaries,
        (seen.lost, seen.doubled, seen.breaks) == (0, 0, 0)
        and len(runs) == 1
        and boundaries >= BOUNDARIES,
    )
