"""A leap of the camera's clock in the last fragment of a file, which only its closing reads."""

import os
from pathlib import Path

import pytest

from recordings.clock import SystemClock
from recordings.supervisor.media_watch import MediaWatch
from tests.unit.media.synthetic import FRAME_TICKS, TIMESCALE, box, file_of_steps

START = 1_773_144_000.0
SECONDS = 5
TRAILER = box(b"mfra")


def write(path: Path, steps: list[int], written: float, trailer: bytes = b"") -> None:
    path.write_bytes(file_of_steps(steps) + trailer)
    os.utime(path, (written, written))


def steady(seconds: int) -> list[int]:
    return [FRAME_TICKS] * (seconds * TIMESCALE // FRAME_TICKS - 1)


@pytest.mark.parametrize(
    ("leap_seconds", "found"),
    [(3600, "media time leapt ahead before the file was closed"), (0, "")],
)
def test_it_is_told_once_at_the_next_file(tmp_path: Path, leap_seconds: int, found: str) -> None:
    first, second = tmp_path / "12-00-00_0a1b2c3d.mp4", tmp_path / "12-00-05_0a1b2c3d.mp4"
    watch = MediaWatch(SystemClock())
    watch.turn_to(first, START)
    write(first, steady(SECONDS - 1), START + SECONDS - 1)
    assert watch.look() == ""

    steps = steady(SECONDS)
    steps[-3] += leap_seconds * TIMESCALE
    write(first, steps, START + SECONDS, TRAILER)
    assert watch.close("rollover") is not None
    watch.turn_to(second, START + SECONDS)
    write(second, steady(1), START + SECONDS + 1)
    assert [watch.look(), watch.look()] == [found, ""]
