"""A recording as it can be played: its fragments, and when they were.

From the stored index once the file is finished, from the file itself while it is written.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from recordings.growing import growing_files
from recordings.media.errors import MediaError
from recordings.media.index import FragmentColumns, PackedIndex, columns_of, unpack
from recordings.media.timing import lead_of
from recordings.media.wall import WallClock
from recordings.models import FragmentIndex, Recording, RecordingQuerySet
from recordings.spans import epoch_ms

PLAYED = (Recording.Status.RECORDING, Recording.Status.COMPLETE, Recording.Status.STOPPED)
"""Not the unreadable, nor what is being deleted."""


@dataclass(frozen=True, slots=True)
class PlayableFile:
    """``is_open``: more fragments may come. ``codecs`` as RFC 6381 writes them, comma separated."""

    recording_id: UUID
    path: Path
    columns: FragmentColumns
    wall: WallClock
    codecs: str
    is_open: bool
    start_is_known: bool

    @property
    def start_ms(self) -> int:
        return self.wall.start_ms

    @property
    def end_ms(self) -> int:
        """Of what there is by now."""
        return self.wall.wall_ms(self.columns.decode_times[-1])


def playable_rows(rows: RecordingQuerySet) -> RecordingQuerySet:
    """With all that `playable_file` reads, in one query, in order of time."""
    return (
        rows.filter(status__in=PLAYED)
        .select_related("volume", "fragment_index")
        .order_by("start_time", "id")
    )


def playable_file(row: Recording) -> PlayableFile | None:
    """None while it holds no whole fragment, or when its index or file is gone or damaged."""
    if row.status == Recording.Status.RECORDING:
        return _growing(row)
    try:
        index = row.fragment_index
        columns = _unpacked(packed_index(index))
    except (FragmentIndex.DoesNotExist, MediaError):
        return None
    end_ms = epoch_ms(row.end_time) if row.end_time is not None else None
    codecs = ",".join(codec for codec in (row.video_codec, row.audio_codec) if codec)
    return _file(row, columns, index.lead, end_ms, codecs)


_unpacked = lru_cache(maxsize=128)(unpack)  # 60 kB an hour: a window is asked for again and again


def _growing(row: Recording) -> PlayableFile | None:
    growth = growing_files.look(row.pk, row.path)
    if growth is None:
        return None
    codecs = growth.scan.movie.codecs
    return _file(row, columns_of(growth.scan), lead_of(growth.scan), None, codecs)


def _file(
    row: Recording, columns: FragmentColumns, lead: int, end_ms: int | None, codecs: str
) -> PlayableFile:
    wall = WallClock(
        timescale=columns.timescale,
        begin=columns.decode_times[0] + lead,
        end=columns.decode_times[-1],
        start_ms=epoch_ms(row.start_time),
        end_ms=end_ms,
    )
    is_growing = row.status == Recording.Status.RECORDING
    return PlayableFile(
        recording_id=row.pk,
        path=row.path,
        columns=columns,
        wall=wall,
        codecs=codecs,
        is_open=is_growing and row.closed_at is None,
        start_is_known=not is_growing or row.time_source != Recording.TimeSource.NAME,
    )


def packed_index(index: FragmentIndex) -> PackedIndex:
    """As it was packed: a database may hand its bytes out as a view."""
    return PackedIndex(
        init_size=index.init_size,
        first_offset=index.first_offset,
        timescale=index.timescale,
        first_dts=index.first_dts,
        sizes=bytes(index.sizes),
        durations=bytes(index.durations),
    )
