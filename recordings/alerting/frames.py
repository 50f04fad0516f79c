"""Cameras that lose frames: more than one in a hundred of those of the last five minutes.

The frame meter reads the last five minutes of each camera's files, in turn: a camera about once a
minute while there are some hundreds of them, and some hundreds a look when there are more. One
whose alert is open is looked at each time, as long as there are no more than that. Where the meter
cannot tell (no constant rate), nothing is said to be lost.
"""

import math
import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.db.models import Q

from recordings.alerting.cameras import subject_of
from recordings.alerting.judging import Findings, Problem, stays_true
from recordings.alerting.looks import Look, Memory
from recordings.alerting.tail import scan_tail
from recordings.clock import Clock
from recordings.facts import LONGEST_FILE
from recordings.media.errors import MediaError
from recordings.media.frames import FRAMES_TO_JUDGE
from recordings.models import Alert, Recording, Wish

KINDS = (Alert.Kind.FRAME_LOSS,)
WINDOW = timedelta(minutes=5)
OPENS_ABOVE_PERCENT = 1.0
CLOSES_BELOW_PERCENT = 0.5
FEWEST_A_LOOK = 8
MOST_A_LOOK = 500
LOOKS_A_ROUND = 4
_Status = Recording.Status
_READABLE = (_Status.RECORDING, _Status.COMPLETE, _Status.STOPPED)


class Piece(NamedTuple):
    """A part of the window. `lost` None: not knowable."""

    frames: int
    lost: int | None
    seconds: float


class _Row(NamedTuple):
    camera_id: int
    start: datetime
    end: datetime | None
    frames: int | None
    lost: int | None
    root: str
    path: str


def look_at_frames(look: Look) -> Findings:
    """One query for the cameras and one for their files, and reading for a few hundred cameras."""
    alerts = {alert.camera_id: alert for alert in look.alerts_of(KINDS)}
    cities = dict(
        Wish.objects.filter(stopped_at=None, camera__archived_at=None)
        .order_by("camera_id")
        .values_list("camera_id", "camera__city_id")
    )
    turn = next_in_turn(list(cities), look.memory)
    asked = {*turn, *sorted(cities.keys() & alerts.keys())[:MOST_A_LOOK]}
    held = {alert.place for key, alert in alerts.items() if key not in asked and key in cities}
    pieces = _pieces(asked, look.clock)
    problems = []
    for camera_id in sorted(asked):
        percent = lost_percent(pieces[camera_id])
        is_open = camera_id in alerts
        if percent is not None and _is_too_much(percent, is_open=is_open):
            problems.append(_problem(camera_id, cities[camera_id], percent, pieces[camera_id]))
    return Findings(tuple(problems), frozenset(held))


def next_in_turn(cameras: list[int], memory: Memory) -> list[int]:
    """The next of the cameras (in order), and the memory moved on behind them."""
    wanted = math.ceil(len(cameras) / LOOKS_A_ROUND)
    count = min(len(cameras), max(FEWEST_A_LOOK, min(MOST_A_LOOK, wanted)))
    first = bisect_right(cameras, memory.frames_after)
    turn = [cameras[(first + step) % len(cameras)] for step in range(count)]
    memory.frames_after = turn[-1] if turn else 0
    return turn


def lost_percent(pieces: Iterable[Piece]) -> float | None:
    """Of the frames that a whole window has at the rate of these pieces; None: not knowable.

    So that one second of trouble in the first minute of a run is not yet a hundredth of anything.
    """
    frames = lost = 0
    seconds = 0.0
    for piece in pieces:
        if piece.lost is None:
            return None
        frames += piece.frames
        lost += piece.lost
        seconds += piece.seconds
    if not frames or not seconds:
        return None
    share = lost / (frames + lost)
    return 100 * share * min(1.0, seconds / WINDOW.total_seconds())


def _is_too_much(percent: float, *, is_open: bool) -> bool:
    above = math.nextafter(OPENS_ABOVE_PERCENT, math.inf)  # one in a hundred is not yet too much
    return stays_true(percent, above, CLOSES_BELOW_PERCENT, is_open=is_open)


def _pieces(cameras: Collection[int], clock: Clock) -> dict[int, list[Piece]]:
    now = clock.now()
    since = now - WINDOW
    rows = Recording.objects.filter(
        Q(end_time=None) | Q(end_time__gt=since),
        camera_id__in=cameras,
        start_time__gte=since - LONGEST_FILE,
        start_time__lt=now,
        status__in=_READABLE,
    ).order_by()
    columns = rows.values_list(
        *("camera_id", "start_time", "end_time", "frames", "frames_lost"),
        *("volume__root", "file_path"),
    )
    found: dict[int, list[Piece]] = defaultdict(list)
    for row in map(_Row._make, columns):
        piece = _piece(row, since, clock)
        if piece is not None:
            found[row.camera_id].append(piece)
    return found


def _piece(row: _Row, since: datetime, clock: Clock) -> Piece | None:
    """From the row when it is finished and lies in the window, else from the file; None when it
    cannot be read, or was written before."""
    if row.end is not None and row.start >= since:
        seconds = (row.end - row.start).total_seconds()
        return _judged(row.frames or 0, row.lost, seconds)
    try:
        descriptor = os.open(Path(row.root) / row.path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        written = clock.of_file(os.fstat(descriptor).st_mtime)
        end = row.end or min(written, clock.now())
        seconds = (end - max(row.start, since)).total_seconds()
        return _read(descriptor, seconds, (end - row.start).total_seconds())
    except (OSError, MediaError):
        return None
    finally:
        os.close(descriptor)


def _read(descriptor: int, seconds: float, of_seconds: float) -> Piece | None:
    """The last `seconds` of a file that lasts `of_seconds`."""
    if seconds <= 0:
        return None
    share = min(1.0, seconds / of_seconds)
    guess_bytes = int(os.fstat(descriptor).st_size * share * 1.1) + (1 << 16)
    found = scan_tail(descriptor, seconds, guess_bytes)
    return _judged(found.frames, found.meter.lost, found.duration / found.timescale)


def _judged(frames: int, lost: int | None, seconds: float) -> Piece:
    """A few frames have no rhythm to judge by, and do not hide what the others tell."""
    return Piece(frames, (lost or 0) if frames < FRAMES_TO_JUDGE else lost, seconds)


def _problem(camera_id: int, city_id: int, percent: float, pieces: Iterable[Piece]) -> Problem:
    return Problem(
        kind=Alert.Kind.FRAME_LOSS,
        subject=subject_of(camera_id),
        severity=Alert.Severity.WARNING,
        details={
            "lost_percent": round(percent, 1),
            "lost": sum(piece.lost or 0 for piece in pieces),
            "minutes": int(WINDOW.total_seconds() // 60),
        },
        city_id=city_id,
        camera_id=camera_id,
    )
