"""What the rows say of one camera over a period: what was wanted, what is recorded, why not.

Three queries, whatever the period holds: wishes, recordings, events. Each reaches back past the
period's start to what was in force then. Files that are being written are read on demand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Q, Subquery, Value
from django.db.models.functions import Coalesce

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
from recordings.growing import growing_files
from recordings.media.frames import FRAMES_TO_JUDGE
from recordings.media.timing import media_seconds
from recordings.models import Camera, CameraEvent, RecorderNode, Recording, Wish
from recordings.spans import Span, clip, epoch_ms, moment_of, subtract, union
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
_RECORDED = frozenset({_Status.RECORDING, _Status.COMPLETE, _Status.STOPPED})


class File(NamedTuple):
    """A recording. `closed_ms` is None while it is being written; `lost` None: not knowable."""

    start_ms: int
    end_ms: int
    run_id: str
    status: str
    reason: str
    closed_ms: int | None
    frames: int
    lost: int | None


class Run(NamedTuple):
    """The moment from which a run was seen to record."""

    at_ms: int
    run_id: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """`wanted`, `recorded` and `gaps` reach beyond the period, as far as the rows that were read.

    `known_until_ms` is where the account ends for now: the present, or the end of what has been
    written of a file that grows.
    """

    wishes: tuple[Span, ...]
    wanted: list[Span]
    recorded: list[Span]
    gaps: list[Gap]
    files: tuple[File, ...]
    runs: tuple[Run, ...]
    known_until_ms: int


def gather(camera: Camera, period: Span, now: datetime) -> Evidence:
    """The evidence of a period, and of as much after it as tells the cause of its last gap."""
    start, end = moment_of(period[0]), moment_of(period[1] + SOON_MS)
    wishes = _wishes(camera, start, end, now)
    files = _files(camera, start, end)
    events = _events(camera, start, end)
    until_ms = _known_until(files, epoch_ms(now))
    kept = [file for file in files if file.status in _RECORDED]
    wanted = clip(wishes, _read_from(period, wishes, files), min(until_ms, epoch_ms(end)))
    recorded = union([*(file[:2] for file in kept), *_joints(kept)])
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
            Run(epoch_ms(event.at), event.run_id)
            for event in events
            if event.state == State.RECORDING and event.run_id
        ),
        known_until_ms=until_ms,
    )


def _read_from(period: Span, wishes: Iterable[Span], files: Iterable[File]) -> int:
    """A gap is explained from its beginning, so the account starts at the file before it."""
    starts = [file.start_ms for file in files if file.start_ms < period[0]]
    return min([period[0], *(starts or [first for first, _ in wishes])])


def _wishes(camera: Camera, start: datetime, end: datetime, now: datetime) -> tuple[Span, ...]:
    rows = Wish.objects.filter(camera=camera, started_at__lt=end)
    rows = rows.filter(Q(stopped_at=None) | Q(stopped_at__gt=start)).order_by("started_at", "id")
    times = rows.values_list("started_at", "stopped_at")
    return tuple((epoch_ms(first), epoch_ms(last or now)) for first, last in times)


def _files(camera: Camera, start: datetime, end: datetime) -> tuple[File, ...]:
    """In order; with the last one that began before the period, whose end may explain a gap."""
    rows = Recording.objects.filter(camera=camera)
    before = rows.filter(start_time__lt=start).order_by("-start_time").values("start_time")[:1]
    overlapping = Q(end_time=None) | Q(end_time__gt=start) | Q(start_time=Subquery(before))
    found = rows.filter(overlapping, start_time__lt=end).order_by("start_time", "id")
    columns = found.values_list(
        "id",
        "start_time",
        "end_time",
        "run_id",
        "status",
        "close_reason",
        "closed_at",
        "frames",
        "frames_lost",
        "volume__root",
        "file_path",
        named=True,
    )
    return tuple(_file_of(row) for row in columns)


def _file_of(row: Any) -> File:
    """From its row, or, until that is finished, from the file as it is now."""
    start_ms = epoch_ms(row.start_time)
    closed_ms = epoch_ms(row.closed_at) if row.closed_at else None
    end_ms = start_ms if row.end_time is None else epoch_ms(row.end_time)
    frames, lost = row.frames or 0, row.frames_lost
    if row.status == _Status.RECORDING:
        growth = growing_files.look(row.id, Path(row.volume__root) / row.file_path)
        if growth is not None:
            media = growth.scan
            end_ms = start_ms + int(media_seconds(media) * 1000)
            frames, lost = media.frames, media.meter.lost
    if frames < FRAMES_TO_JUDGE:
        lost = lost or 0  # too short to have a rhythm: it must not hide what the others tell
    return File(start_ms, end_ms, row.run_id, row.status, row.close_reason, closed_ms, frames, lost)


def _events(camera: Camera, start: datetime, end: datetime) -> list[CameraEvent]:
    """In order; from the last moment of recording before the period, or the last event."""
    rows = CameraEvent.objects.filter(camera=camera)
    before = rows.filter(at__lt=start).order_by("-at").values("at")
    since = Coalesce(
        Subquery(before.filter(state=State.RECORDING)[:1]), Subquery(before[:1]), Value(start)
    )
    return list(rows.filter(at__gte=since, at__lt=end).order_by("at", "id"))


def _changes(events: Iterable[CameraEvent]) -> list[Change]:
    changes = (change_of(epoch_ms(event.at), event.state, event.reason) for event in events)
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
