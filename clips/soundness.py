"""Whether a finished file is what was planned: read from end to end by a child, then judged."""

import json
import os
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from clips.checking import Checked
from clips.cutting import CutPlan
from clips.outcomes import CutFailed
from recordings.children import Helper, spawn_helper

CHECKER = Path(__file__).with_name("checking.py")
SECONDS = 600.0
MOST_ANSWER_BYTES = 4 << 20
TOLERATED_FRAMES = 2


@dataclass(slots=True)
class Checker:
    """The child is started early: it comes up while FFmpeg works."""

    helper: Helper

    @classmethod
    def start(cls) -> "Checker":
        """Raises OSError."""
        return cls(spawn_helper([sys.executable, "-I", os.fspath(CHECKER)]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    def end(self) -> None:
        self.helper.end()

    def look_at(self, descriptor: int) -> tuple[Checked, bytes]:
        """What it found, and the first picture as a JPEG. Raises CutFailed."""
        connection = self.helper.connection
        connection.settimeout(SECONDS)
        answer = bytearray()
        until = time.monotonic() + SECONDS
        try:
            socket.send_fds(connection, [b"\0"], [descriptor])
            while data := connection.recv(1 << 16):
                answer += data
                if len(answer) > MOST_ANSWER_BYTES or time.monotonic() > until:
                    break
        except OSError as error:
            raise CutFailed("not_sound", "the reader ended") from error
        return _read(bytes(answer))


def _read(answer: bytes) -> tuple[Checked, bytes]:
    line, _, picture = answer.partition(b"\n")
    try:
        found = Checked(**json.loads(line))
    except (ValueError, TypeError):
        raise CutFailed("not_sound", "the reader ended") from None
    if found.picture_bytes != len(picture):
        raise CutFailed("not_sound", "the reader ended")
    return found, picture


def judge(found: Checked, plan: CutPlan) -> None:
    """Raises CutFailed by the first thing that is not as planned.

    A frame that the camera's network lost cannot be decoded in a clip either: that pictures come
    out at both ends is asked for, not that each is without a flaw.
    """
    if found.error:
        raise CutFailed("not_sound", found.error)
    if not found.video_packets or not found.frames_at_start or not found.frames_at_end:
        raise CutFailed("not_sound", "no picture comes out")
    frame = plan.shown_seconds / found.video_packets
    tolerated = max(0.1, TOLERATED_FRAMES * frame)
    if abs(found.first_seconds) > tolerated:
        raise CutFailed("not_sound", f"it begins at {found.first_seconds:.3f} s")
    if abs(found.end_seconds - plan.shown_seconds) > tolerated + _last_frame(found, plan):
        wanted = f"{found.end_seconds:.3f} s instead of {plan.shown_seconds:.3f} s"
        raise CutFailed("not_sound", wanted)


def _last_frame(found: Checked, plan: CutPlan) -> float:
    """Seconds that the last picture is shown, and no longer than its fragment: a camera that sends
    one picture in ten seconds is cut in the middle of one."""
    last = plan.parts[-1]
    times = last.source.columns.decode_times
    fragment = (times[last.stop] - times[last.stop - 1]) / plan.timescale
    return min(found.end_seconds - found.last_seconds, fragment)
