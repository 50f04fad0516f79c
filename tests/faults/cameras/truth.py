"""What the files of a camera hold, against what the camera sent: losses from stamps alone."""

from dataclasses import dataclass
from pathlib import Path

import av

from recordings.models import Camera, Recording
from recordings.simulator.process import CameraProcess
from recordings.simulator.stamp import Stamp
from tests.recordings.supervision.bench import Bench, stamps_of
from tests.waiting import wait_for

Run = list[Recording]


@dataclass(frozen=True)
class Loss:
    """Frames that the camera sent and no file holds."""

    seconds: float
    frames: int


def runs_of(rows: list[Recording]) -> list[Run]:
    """The rows of each run, in the order in which the runs began."""
    ids = list(dict.fromkeys(row.run_id for row in rows))
    return [[row for row in rows if row.run_id == run_id] for run_id in ids]


def loss_between(before: Run, after: Run) -> Loss:
    """What was sent after the end of one run and before the begin of the next."""
    last, first = stamps_of(before)[-1], stamps_of(after)[0]
    return Loss((first.sent_ns - last.sent_ns) / 1e9, first.frame - last.frame - 1)


def listed_stamps(rows: list[Recording]) -> list[Stamp]:
    """Of the frames that the rows count: a file may end before the last one it holds."""
    return [stamp for row in rows for stamp in stamps_of([row])[: row.frames]]


def lost_since(stamps: list[Stamp], frame: int, fps: int) -> Loss:
    """Frames from this one to the last recorded one that are in no file."""
    last = max(stamp.frame for stamp in stamps)
    gone = set(range(frame, last)) - {stamp.frame for stamp in stamps}
    return Loss(len(gone) / fps, len(gone))


def wait_for_new_run(bench: Bench, camera: Camera, known: int, seconds: float = 30) -> str:
    """The id of the run that follows the first `known` ones, once its picture is on the disk."""

    def begun() -> str | None:
        runs = runs_of(bench.rows(camera))
        return runs[-1][0].run_id if len(runs) > known and stamps_of(runs[-1]) else None

    return wait_for(begun, f"run {known + 1}", seconds)


def wait_for_stamps(
    bench: Bench, camera: Camera, frame: int = 0, seconds: float = 30
) -> list[Stamp]:
    """All stamps of the camera's files, once they reach beyond the frame."""

    def reached() -> list[Stamp] | None:
        stamps = stamps_of(bench.rows(camera))
        return stamps if stamps and stamps[-1].frame > frame else None

    return wait_for(reached, f"a picture after frame {frame}", seconds)


def record_for(camera: CameraProcess, frames: int) -> int:
    """Lets the camera go on for so many frames; the number of the next one."""
    until = camera.status()["next_frame"] + frames
    return wait_for(lambda: n if (n := camera.status()["next_frame"]) >= until else 0, "frames", 90)


def sizes_in(path: Path) -> list[tuple[int, int]]:
    """Width and height of each frame that decodes, in order."""
    with av.open(path) as container:
        return [(frame.width, frame.height) for frame in container.decode(video=0)]
