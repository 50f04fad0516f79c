"""What the rows say of one camera over a period: wishes, files, events; one query for each.

Each reaches back past the period's start to what was in force then and no further, so that it
costs the same however many older rows the camera has. Files that are being written are read on
demand.
"""

from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, Subquery, Value
from django.db.models.functions import Coalesce, Least

from recordings.epochs import EpochMilliseconds
from recordings.growing import growing_files
from recordings.media.frames import FRAMES_TO_JUDGE
from recordings.media.timing import media_seconds
from recordings.models import Camera, CameraEvent, Recording, Wish
from recordings.spans import Span, moment_of
from recordings.states import State

LONGEST_FILE = timedelta(hours=2)
"""No file is longer: it is cut each hour, at the key frame after it."""

_Status = Recording.Status
_FOOTAGE = frozenset({_Status.RECORDING, _Status.COMPLETE, _Status.STOPPED})


class File(NamedTuple):
    """A recording. `closed_ms` is None while it is being written; `lost` None: not knowable.

    `codecs` as RFC 6381 writes them, comma separated; empty while there is no whole fragment.
    """

    start_ms: int
    end_ms: int
    run_id: str
    status: str
    reason: str
    closed_ms: int | None
    frames: int
    lost: int | None
    codecs: str

    @property
    def is_footage(self) -> bool:
        """Not what is unreadable or being deleted."""
        return self.status in _FOOTAGE


class Event(NamedTuple):
    at_ms: int
    state: str
    reason: str
    run_id: str


class _Row(NamedTuple):
    """A recording's columns; `end_ms` None until it is finished."""

    id: UUID
    start_ms: int
    end_ms: int | None
    closed_ms: int | None
    run_id: str
    status: str
    reason: str
    frames: int | None
    lost: int | None
    video_codec: str
    audio_codec: str
    volume_root: str
    path: str


_COLUMNS = (
    "id",
    EpochMilliseconds("start_time"),
    EpochMilliseconds("end_time"),
    EpochMilliseconds("closed_at"),
    "run_id",
    "status",
    "close_reason",
    "frames",
    "frames_lost",
    "video_codec",
    "audio_codec",
    "volume__root",
    "file_path",
)


def wishes_in(camera: Camera, period: Span, now_ms: int) -> tuple[Span, ...]:
    """From the one that was in force when the period began: a camera has one at a time."""
    start, end = map(moment_of, period)
    rows = Wish.objects.filter(camera=camera)
    in_force = rows.filter(started_at__lte=start).order_by("-started_at").values("started_at")[:1]
    rows = rows.filter(started_at__gte=Coalesce(Subquery(in_force), Value(start)))
    rows = rows.filter(Q(stopped_at=None) | Q(stopped_at__gt=start), started_at__lt=end)
    times = rows.order_by("started_at", "id").values_list(
        EpochMilliseconds("started_at"), EpochMilliseconds("stopped_at")
    )
    return tuple((first, now_ms if last is None else last) for first, last in times)


def files_in(camera: Camera, period: Span) -> tuple[File, ...]:
    """In order; with the last one that began before the period, whose end may explain a gap."""
    start, end = map(moment_of, period)
    rows = Recording.objects.filter(camera=camera).order_by("start_time", "id")
    before = rows.filter(start_time__lt=start).order_by("-start_time").values("start_time")[:1]
    reach = Value(start - LONGEST_FILE)
    since = Least(reach, Coalesce(Subquery(before), reach))
    columns = rows.filter(start_time__gte=since, start_time__lt=end).values_list(*_COLUMNS)
    found = [_Row(*row) for row in columns]
    last_before = max((row.start_ms for row in found if row.start_ms < period[0]), default=None)
    return tuple(
        _file_of(row)
        for row in found
        if row.end_ms is None or row.end_ms > period[0] or row.start_ms == last_before
    )


def events_in(camera: Camera, period: Span) -> list[Event]:
    """In order; from the last moment of recording before the period, or the last event."""
    start, end = map(moment_of, period)
    rows = CameraEvent.objects.filter(camera=camera)
    before = rows.filter(at__lt=start).order_by("-at").values("at")
    since = Coalesce(
        Subquery(before.filter(state=State.RECORDING)[:1]), Subquery(before[:1]), Value(start)
    )
    columns = (
        rows.filter(at__gte=since, at__lt=end)
        .order_by("at", "id")
        .values_list(EpochMilliseconds("at"), "state", "reason", "run_id")
    )
    return [Event(*row) for row in columns]


def _file_of(row: _Row) -> File:
    """From its row, or, until that is finished, from the file as it is now."""
    end_ms = row.start_ms if row.end_ms is None else row.end_ms
    frames, lost = row.frames or 0, row.lost
    codecs = ",".join(codec for codec in (row.video_codec, row.audio_codec) if codec)
    if row.status == _Status.RECORDING:
        growth = growing_files.look(row.id, Path(row.volume_root) / row.path)
        if growth is not None:
            media = growth.scan
            end_ms = row.start_ms + int(media_seconds(media) * 1000)
            frames, lost = media.frames, media.meter.lost
            codecs = media.movie.codecs
    if frames < FRAMES_TO_JUDGE:
        lost = lost or 0  # too short to have a rhythm: it must not hide what the others tell
    return File(
        row.start_ms,
        end_ms,
        row.run_id,
        row.status,
        row.reason,
        row.closed_ms,
        frames,
        lost,
        codecs,
    )
