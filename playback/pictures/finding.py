"""The key frame to show for a moment: which recording, which fragment, which bytes."""

import os
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from uuid import UUID

from playback.pictures.pool import KeySample
from recordings.file_parts import open_file
from recordings.media.errors import MediaError
from recordings.media.fragments import scan_on
from recordings.media.sample_bytes import video_sample_bytes
from recordings.models import Camera, Recording
from recordings.playable import PLAYED, PlayableFile, playable_file, playable_rows
from recordings.spans import moment_of

TRIES = 4
"""Recordings looked at, the newest first: one may hold no whole fragment yet, or be damaged."""

MAX_FRAGMENT_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """The first frame of the fragment that is the bytes `offset` to `end`; `dts` in ticks."""

    recording_id: UUID
    path: Path
    offset: int
    end: int
    dts: int
    at_ms: int


def key_frames(camera: Camera, at_ms: int) -> Iterator[KeyFrame]:
    """The last one at or before the moment in each recording that began by then, newest first."""
    began = Recording.objects.filter(camera=camera, start_time__lt=moment_of(at_ms + 1))
    rows = playable_rows(began).order_by("-start_time", "-id")
    # Two queries, the second hardly ever made: the index (camera, start_time), read backwards.
    for row in chain(rows[:1], rows[1:TRIES]):
        file = playable_file(row)
        frame = None if file is None else _key_frame(file, at_ms)
        if frame is not None:
            yield frame


def is_playable(recording_id: UUID) -> bool:
    return Recording.objects.filter(pk=recording_id, status__in=PLAYED).exists()


def read_sample(frame: KeyFrame) -> KeySample:
    """Raises OSError, or MediaError when the file is not what was indexed."""
    if frame.end - frame.offset > MAX_FRAGMENT_BYTES:
        raise MediaError("too_large", f"fragment at {frame.offset}")
    descriptor = open_file(frame.path)
    if descriptor is None:
        raise FileNotFoundError(frame.path)
    try:
        part = scan_on(descriptor, None, 0)  # the init part alone
        part.offsets.append(frame.offset)
        part.end_offset = frame.end
        samples = next(video_sample_bytes(descriptor, part), None)
        if samples is None or samples.dts != frame.dts or samples.offsets[0] < frame.offset:
            raise MediaError("bad_box", "the file is not what was scanned")
        data = os.pread(descriptor, samples.sizes[0], samples.offsets[0])
    finally:
        os.close(descriptor)
    if len(data) != samples.sizes[0]:
        raise MediaError("bad_box", "the file ends inside the key frame")
    video = part.movie.video
    decoder = "h264" if video.sample_entry in ("avc1", "avc3") else "hevc"
    return KeySample(decoder, video.parameter_sets, data)


def _key_frame(file: PlayableFile, at_ms: int) -> KeyFrame | None:
    columns = file.columns
    # By wall time, as it is told: asked for the moment that it bears, a frame comes again.
    after = bisect_right(columns.decode_times, at_ms, hi=columns.count, key=file.wall.wall_ms)
    key = columns.key_at_or_before(after - 1)
    if key is None:
        return None
    return KeyFrame(
        recording_id=file.recording_id,
        path=file.path,
        offset=columns.offsets[key],
        end=columns.offsets[key + 1],
        dts=columns.decode_times[key],
        at_ms=file.wall.wall_ms(columns.decode_times[key]),
    )
