"""What the facts of a period come to: what was wanted, what is recorded, why the rest is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from recordings.facts import Event, File, events_in, files_in, wishes_in
from recordings.gaps import (
    SLACK_MS,
    SOON_MS,
    Cause,
    Change,
    Ending,
    Gap,
    Witness,
    change_of,
    explain,
)
from recordings.models import Camera, RecorderNode, Recording
from recordings.spans import Span, clip, epoch_ms, subtract, union
from recordings.states import STALL_SECONDS, State

JOINT_MS = SLACK_MS
"""Files of one run lose nothing where they meet: a smaller distance is how well it is measured."""
NAMED_JOINT_MS = 2_000
"""The same while one of them is unfinished: its start may be no more than the second it names."""
SILENT_SECONDS = 60
"""A recorder node without a sign of life for this long is down."""

_Status, _Reason = Recording.Status, Recording.CloseReason
_CAUSE_OF_ENDING = {
    _Reason.ENDED: Cause.CAMERA_OFFLINE,
    _Reason.STALLED: Cause.CAMERA_OFFLINE,
    _Reason.RENEWED: Cause.RENEWED,
    _Reason.RECORDER_DOWN: Cause.RECORDER_DOWN,
    _Reason.STOPPED: Cause.STARTING,  # what follows it is the next wish
}


class Run(NamedTuple):
    """The moment from which a run was seen to record."""

    at_ms: int
    run_id: str


@dataclass(frozen=True, slots=True)
class Footage:
    """What is recorded of a period and of a little after it, and the file before it.

    `known_until_ms` is where the account ends for now: the present, or the end of what has been
    written of a file that grows.
    """

    files: tuple[File, ...]
    recorded: list[Span]
    known_until_ms: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """`wanted`, `recorded` and `gaps` reach beyond the period, as far as the rows that were read.

    `known_until_ms` is that of the footage.
    """

    wishes: tuple[Span, ...]
    wanted: list[Span]
    recorded: list[Span]
    gaps: list[Gap]
    files: tuple[File, ...]
    runs: tuple[Run, ...]
    known_until_ms: int


def footage_in(camera: Camera, period: Span, now: datetime) -> Footage:
    """What there is of the period, from the rows of its recordings alone."""
    files = files_in(camera, (period[0], period[1] + SOON_MS))
    kept = [file for file in files if file.is_footage]
    return Footage(
        files=files,
        recorded=union([*(file[:2] for file in kept), *_joints(kept)]),
        known_until_ms=_known_until(files, epoch_ms(now)),
    )


def gather(camera: Camera, period: Span, now: datetime) -> Evidence:
    """The evidence of a period, and of as much after it as tells the cause of its last gap.

    Three queries, whatever the period holds: wishes, files, events.
    """
    read = period[0], period[1] + SOON_MS
    wishes = wishes_in(camera, read, epoch_ms(now))
    footage = footage_in(camera, period, now)
    files, recorded, until_ms = footage.files, footage.recorded, footage.known_until_ms
    events = events_in(camera, read)
    wanted = clip(wishes, _read_from(period, wishes, files), min(until_ms, read[1]))
    witness = Witness(
        changes=_changes(events),
        endings=_endings(camera, files, now),
        wish_starts_ms=[first for first, _ in wishes],
        deleted=union(file[:2] for file in files if file.status == _Status.DOOMED),
        kept_from_ms=epoch_ms(now - timedelta(days=camera.retention_in_force_days)),
    )
    return Evidence(
        wishes=wishes,
        wanted=wanted,
        recorded=recorded,
        gaps=explain(subtract(wanted, recorded), witness),
        files=files,
        runs=tuple(
            Run(event.at_ms, event.run_id)
            for event in events
            if event.state == State.RECORDING and event.run_id
        ),
        known_until_ms=until_ms,
    )


def _read_from(period: Span, wishes: Iterable[Span], files: Iterable[File]) -> int:
    """A gap is explained from its beginning, so the account starts at the file before it."""
    starts = [file.start_ms for file in files if file.start_ms < period[0]]
    return min([period[0], *(starts or [first for first, _ in wishes])])


def _changes(events: Iterable[Event]) -> list[Change]:
    changes = (change_of(event.at_ms, event.state, event.reason) for event in events)
    return [change for change in changes if change is not None]


def _endings(camera: Camera, files: Sequence[File], now: datetime) -> list[Ending]:
    endings = []
    for file in files:
        cause = _CAUSE_OF_ENDING.get(_Reason(file.reason)) if file.reason else None
        if _stands_still(file, epoch_ms(now)) and _is_down(camera.node, now):
            cause = Cause.RECORDER_DOWN
        endings.append(Ending(file.end_ms, cause))
    return sorted(endings, key=lambda ending: ending.at_ms)


def _stands_still(file: File, now_ms: int) -> bool:
    is_open = file.status == _Status.RECORDING and file.closed_ms is None
    return is_open and now_ms - file.end_ms > SILENT_SECONDS * 1000


def _is_down(node: str, now: datetime) -> bool:
    alive_since = now - timedelta(seconds=SILENT_SECONDS)
    return not RecorderNode.objects.filter(name=node, heartbeat_at__gt=alive_since).exists()


def _known_until(files: Iterable[File], now_ms: int) -> int:
    """What a growing file lacks is not missing yet: it is written a fragment at a time."""
    growing = [file.end_ms for file in files if file.status == _Status.RECORDING]
    latest = max(growing, default=0)
    return latest if 0 <= now_ms - latest <= STALL_SECONDS * 1000 else now_ms


def _joints(files: Sequence[File]) -> list[Span]:
    """Between files of one run that follow each other closely."""
    return [
        (before.end_ms, after.start_ms)
        for before, after in pairwise(files)
        if before.run_id == after.run_id
        and 0 < after.start_ms - before.end_ms < _joint_ms(before, after)
    ]


def _joint_ms(before: File, after: File) -> int:
    return NAMED_JOINT_MS if _Status.RECORDING in (before.status, after.status) else JOINT_MS
