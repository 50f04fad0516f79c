"""The proof that this FFmpeg records: short real recordings from simulated cameras, read back."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from recordings.faults import CameraFault
from recordings.ffmpeg.messages import explain
from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan, scan
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess, CameraProcessError
from vms.doctor.rig import Media, Trial, clip_maker, close_trials, end_trials, start_trial

SEGMENT_SECONDS = 2
DEADLINE_SECONDS = 15.0
_SMALL = {"width": 320, "height": 180, "fps": 24, "gop_frames": 12, "seconds": 4}


@dataclass(frozen=True, slots=True)
class Case:
    """`entry` is the sample entry that the file must have."""

    name: str
    spec: ClipSpec
    media: Media
    entry: str


CASES = (
    Case(
        "H.264 + AAC",
        ClipSpec(codec="h264", audio="aac", **_SMALL),
        Media("h264", "copy", SEGMENT_SECONDS),
        "avc1",
    ),
    Case(
        "H.264 + G.711",
        ClipSpec(codec="h264", audio="pcmu", **_SMALL),
        Media("h264", "transcode", SEGMENT_SECONDS),
        "avc1",
    ),
    Case(
        "H.265 + AAC",
        ClipSpec(codec="h265", audio="aac", **_SMALL),
        Media("hevc", "copy", SEGMENT_SECONDS),
        "hvc1",
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`problem` is empty when the case was recorded as it must be; it is FFmpeg's or our words."""

    name: str
    problem: str


def prove(program: str, scratch: Path, tell: Callable[[str], None]) -> list[Outcome]:
    """Record every case at once, over a file boundary, and read the files. Raises OSError."""
    with ExitStack() as stack:
        cameras: dict[str, CameraProcess | str] = {}
        for case in CASES:
            tell(case.name)
            camera = CameraProcess(scratch / "clips", case.spec, ffmpeg=clip_maker(program))
            try:
                cameras[case.name] = stack.enter_context(camera)
            except CameraProcessError as error:
                cameras[case.name] = str(error)
        trials: list[Trial] = []
        stack.callback(lambda: close_trials(trials))
        return _record(program, scratch, cameras, trials)


def _record(
    program: str, scratch: Path, cameras: dict[str, CameraProcess | str], trials: list[Trial]
) -> list[Outcome]:
    outcomes: dict[str, str] = {}
    begun: list[tuple[Case, Trial]] = []
    for number, case in enumerate(CASES, 1):
        camera = cameras[case.name]
        if isinstance(camera, str):
            outcomes[case.name] = camera
            continue
        try:
            trial = start_trial(program, camera.url(), scratch, number, case.media)
        except CameraFault as fault:
            outcomes[case.name] = fault.message
            continue
        trials.append(trial)
        begun.append((case, trial))
    _wait_for_second_files(trials)
    end_trials(trials)
    outcomes |= {case.name: _problem(case, trial) for case, trial in begun}
    return [Outcome(case.name, outcomes[case.name]) for case in CASES]


def _wait_for_second_files(trials: Sequence[Trial]) -> None:
    """Until each has a fragment in its second file, has ended, or takes too long."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    waiting = list(trials)
    while waiting and time.monotonic() < deadline:
        waiting = [t for t in waiting if not t.process.has_ended() and not _is_enough(t.files())]
        time.sleep(0.05)


def _is_enough(files: Sequence[Path]) -> bool:
    try:
        return len(files) > 1 and read_file(files[1]).count > 0
    except (OSError, MediaError):
        return False


def _problem(case: Case, trial: Trial) -> str:
    files = trial.files()
    if len(files) < 2:
        return explain(trial.process.messages(), ()) or "no files of 2 s appeared"
    try:
        scans = [read_file(path) for path in files[:2]]
    except (OSError, MediaError) as error:
        return str(error)
    movie = scans[0].movie
    if movie.video.sample_entry != case.entry:
        return f"written as {movie.video.sample_entry}, not {case.entry}"
    if movie.audio is None:
        return "without its sound"
    # A file of half a second has too few frames to judge (None).
    if sum(s.meter.lost or 0 for s in scans) or scans[0].tail != "closed":
        return "frames are missing, or a file was not finished"
    return ""


def read_file(path: Path) -> FragmentScan:
    """Raises OSError, MediaError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return scan(descriptor)
    finally:
        os.close(descriptor)
