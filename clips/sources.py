"""The recorded files that a clip is cut from, as rows and as values."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from clips.cutting import Source
from clips.moving import read_exactly
from recordings.facts import LONGEST_FILE
from recordings.file_parts import open_file
from recordings.growing import growing_files
from recordings.media.codecs import Movie, read_movie
from recordings.models import Camera, Recording
from recordings.playable import PlayableFile, playable_file, playable_rows
from recordings.spans import moment_of


class SourceMissing(Exception):
    """A file that a row tells of is not to be had: its volume is away, or it was taken from it."""


@dataclass(frozen=True, slots=True)
class Footage:
    """What there is of a range by now. `is_growing`: more may come at its end."""

    sources: tuple[Source, ...]
    rows: Mapping[str, Recording]
    is_growing: bool


def footage_of(camera: Camera, start_ms: int, end_ms: int) -> Footage:
    """Raises SourceMissing, and MediaError for a file whose init part is damaged."""
    start, end = moment_of(start_ms), moment_of(end_ms)
    candidates = Recording.objects.filter(camera=camera).overlapping(start, end)
    rows = {}
    sources = []
    is_growing = False
    for row in playable_rows(candidates.filter(start_time__gt=start - LONGEST_FILE)):
        file = playable_file(row)
        if file is None:
            if row.status != Recording.Status.RECORDING and not row.path.is_file():
                raise SourceMissing(row.file_path)
            continue  # nothing in it yet, or nothing that can be read: a gap
        is_growing = is_growing or file.is_open
        if file.end_ms > start_ms and file.start_ms < end_ms:
            rows[str(row.pk)] = row
            sources.append(_source(row, file))
    return Footage(tuple(sources), rows, is_growing)


def _source(row: Recording, file: PlayableFile) -> Source:
    return Source(
        key=str(row.pk),
        run_id=row.run_id,
        columns=file.columns,
        wall=file.wall,
        movie=_movie(row, file),
    )


def _movie(row: Recording, file: PlayableFile) -> Movie:
    if row.status == Recording.Status.RECORDING:
        growth = growing_files.look(row.pk, row.path)
        if growth is not None:
            return growth.scan.movie
    with opened(row) as descriptor:
        return read_movie(read_exactly(descriptor, 0, file.columns.init_size))


@contextmanager
def opened(row: Recording) -> Iterator[int]:
    """A descriptor. Raises SourceMissing."""
    descriptor = open_file(row.path)
    if descriptor is None:
        raise SourceMissing(row.file_path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
