"""`start_time` and `end_time` of recordings against the moments their frames were sent."""

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.bench.document import Figure, percentile, spread
from tests.bench.form import minutes, sized
from tests.bench.installation import (
    BenchStack,
    add_cameras,
    files_of,
    programs,
    run_of,
    stop_all,
    wait_until_recording,
    whole_stamps,
)
from tests.waiting import wait_for

SEGMENT_SECONDS = 10
PAUSE_SECONDS = sized(32, 22)
BREAKS = sized(12, 2)  # connections dropped, and recording stopped and started, in turn
# Drift shows in long files only: 500 ppm are 300 ms in 10 minutes, and 1.8 s in an hour.
LONG_SEGMENT_SECONDS = round(60 * minutes("VMS_BENCH_TRUTH_MINUTES", 10, 0))
PROMISED_MS = 100
_EPOCH = datetime.fromtimestamp(0, UTC)
_CLIP = ClipSpec(width=640, height=360, gop_frames=50, fps=25, seconds=10, bitrate=500_000)
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """A camera: what it shows, and how its clock goes."""

    name: str
    spec: ClipSpec
    arguments: tuple[str, ...] = ()


_AAC = replace(_CLIP, audio="aac")
KINDS = (
    Kind("video only", _CLIP),
    Kind("with AAC", _AAC),
    Kind("with PCMU", replace(_CLIP, audio="pcmu")),
    Kind("with B-frames", replace(_CLIP, b_frames=2)),
    Kind("video only, its clock 100 s ahead", _CLIP, ("--ntp-offset", "100")),
    Kind("with AAC, its clock 100 s ahead", _AAC, ("--ntp-offset", "100")),
    Kind("video only, 500 ppm fast", _CLIP, ("--clock-ppm", "500")),
    Kind("with AAC, 500 ppm fast", _AAC, ("--clock-ppm", "500")),
)


@dataclass(frozen=True, slots=True)
class Error:
    """A file's errors, signed: positive is later than the truth. `place` is why it was begun."""

    kind: str
    place: str
    start_ms: float
    end_ms: float


def measure(say: Say) -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vms-bench-")))
        sources = [
            stack.enter_context(CameraProcess(folder / "clips", k.spec, arguments=k.arguments))
            for k in KINDS
        ]
        figures: list[Figure] = []
        for name, program in programs().items():
            errors = _short_files(folder / f"short {name}", program, sources, say)
            figures += _of_places(errors, name)
            figures += _of_kinds(errors, f"{SEGMENT_SECONDS} s files, {name}")
        if LONG_SEGMENT_SECONDS:
            errors = _long_files(folder / "long", sources, say)
            figures += _of_kinds(errors, f"{LONG_SEGMENT_SECONDS} s files")
        return figures


def _short_files(
    data: Path, program: str, sources: Sequence[CameraProcess], say: Say
) -> list[Error]:
    """The delays that the recorder allows for are FFmpeg's, so each FFmpeg is measured."""
    settings = {"VMS_FFMPEG": program}
    with BenchStack(data, segment_seconds=SEGMENT_SECONDS, settings=settings) as stack:
        ids = _record(stack, sources)
        say(f"true time: about {(BREAKS + 1) * (PAUSE_SECONDS + 5)} s\n")
        for turn in range(BREAKS):
            time.sleep(PAUSE_SECONDS)
            if turn % 2:
                stop_all(stack, ids)
                for camera_id in ids:
                    stack.api("POST", "/api/recording/start/", camera_id=camera_id)
            else:
                for source in sources:
                    source.send("drop")
            time.sleep(1)
            wait_until_recording(stack, len(ids))
        time.sleep(PAUSE_SECONDS)
        return _measured(stack, ids)


def _long_files(data: Path, sources: Sequence[CameraProcess], say: Say) -> list[Error]:
    """Until each camera has a first file, and a whole one between two boundaries."""
    seconds = LONG_SEGMENT_SECONDS
    with BenchStack(data, segment_seconds=seconds) as stack:
        ids = _record(stack, sources)
        say(f"true time in long files: up to {2 * seconds / 60:.0f} min\n")
        deadline = time.monotonic() + 2 * seconds + 60
        while min(len(files_of(stack, camera_id)) for camera_id in ids) < 3:
            assert time.monotonic() < deadline, "a camera makes no files"
            time.sleep(1)
        time.sleep(5)
        return _measured(stack, ids)


def _record(stack: BenchStack, sources: Sequence[CameraProcess]) -> list[int]:
    ids = add_cameras(stack, [source.url() for source in sources])
    wait_until_recording(stack, len(ids))
    return ids


def _measured(stack: BenchStack, ids: list[int]) -> list[Error]:
    stop_all(stack, ids)
    errors = []
    for kind, camera_id in zip(KINDS, ids, strict=True):
        rows = wait_for(lambda c=camera_id: _closed_rows(stack, c), "the rows to close")  # type: ignore[misc]
        errors += _errors(stack, kind, rows)
    return errors


def _closed_rows(stack: BenchStack, camera_id: int) -> list[dict[str, str]] | None:
    """Oldest first; None while one is still open, or a file has no row."""
    path = f"/api/recordings/?camera={camera_id}&page_size=500"
    rows: list[dict[str, str]] = stack.api("GET", path)["results"]
    closed = len(rows) == len(files_of(stack, camera_id)) and all(r["end_time"] for r in rows)
    return sorted(rows, key=lambda row: row["file_path"]) if closed else None


def _errors(stack: BenchStack, kind: Kind, rows: list[dict[str, str]]) -> list[Error]:
    errors = []
    before: dict[str, str] | None = None
    for row in rows:
        stamps = whole_stamps(stack.data / "recordings" / row["file_path"])
        if stamps:  # a file that was cut before its first fragment says nothing
            end_ns = stamps[-1].sent_ns + 10**9 // kind.spec.fps
            errors.append(
                Error(
                    kind.name,
                    _place(before, row),
                    (_nanoseconds(row["start_time"]) - stamps[0].sent_ns) / 1e6,
                    (_nanoseconds(row["end_time"]) - end_ns) / 1e6,
                )
            )
        before = row
    return errors


def _place(before: dict[str, str] | None, row: dict[str, str]) -> str:
    if before is None or before["status"] == "STOPPED":
        return "first files after a start"
    if run_of(Path(before["file_path"])) != run_of(Path(row["file_path"])):
        return "first files after a reconnect"
    return "files after a boundary"


def _nanoseconds(moment: str) -> int:
    since = datetime.fromisoformat(moment) - _EPOCH
    return since // timedelta(microseconds=1) * 1000


def _of_places(errors: list[Error], program: str) -> list[Figure]:
    places = dict.fromkeys(error.place for error in errors)
    found = ((place, [e for e in errors if e.place == place]) for place in places)
    return [
        figure
        for place, group in found
        for figure in _both(f"all cameras, {place}, {program}", group)
    ]


def _of_kinds(errors: list[Error], files: str) -> list[Figure]:
    found = ((k.name, [e for e in errors if e.kind == k.name]) for k in KINDS)
    return [f for name, group in found if group for f in _both(f"{name}, {files}", group)]


def _both(what: str, group: list[Error]) -> list[Figure]:
    return [
        _figure(f"`start_time`: {what}", [error.start_ms for error in group]),
        _figure(f"`end_time`: {what}", [error.end_ms for error in group]),
    ]


def _figure(what: str, signed_ms: list[float]) -> Figure:
    """With the signed median too, which tells a constant error from one that scatters."""
    wrong_ms = [abs(value) for value in signed_ms]
    return Figure(
        what,
        f"p95 <= {PROMISED_MS} ms",
        f"{spread(wrong_ms, 'ms')} (signed median {percentile(signed_ms, 50):+.0f} ms)",
        len(wrong_ms),
        percentile(wrong_ms, 95) <= PROMISED_MS,
    )
