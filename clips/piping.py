"""The bytes of a cut on their way into FFmpeg: the init part, then each part with its times moved.

What is read is hashed as it stands in the recordings' files.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from clips.cutting import CutPlan, Part
from clips.ffmpeg import ORIGIN_SECONDS
from clips.moving import moved_bytes, read_exactly


@dataclass(slots=True)
class Piping:
    """Iterated once. `digests` then hold the SHA-256 of each part's byte range, in order;
    `advance` is called with the bytes read so far. `opened` gives a source's file by its key, one
    at a time: a camera that comes and goes leaves hundreds in an hour."""

    plan: CutPlan
    opened: Callable[[str], AbstractContextManager[int]]
    advance: Callable[[int], None]
    digests: list[str] = field(default_factory=list)
    _read: int = 0

    def __iter__(self) -> Iterator[bytes]:
        """Raises MediaError when a file is no longer what was indexed, OSError."""
        for number, part in enumerate(self.plan.parts):
            digest = hashlib.sha256()
            with self.opened(part.source.key) as descriptor:
                if number == 0:
                    yield read_exactly(descriptor, 0, part.source.columns.init_size)
                yield from self._moved(descriptor, part, digest.update)
            self.digests.append(digest.hexdigest())

    def _moved(
        self, descriptor: int, part: Part, update: Callable[[bytes], None]
    ) -> Iterator[bytes]:
        def note(data: bytes) -> None:
            update(data)
            self._read += len(data)
            self.advance(self._read)

        return moved_bytes(descriptor, *part.byte_range, shifts_of(part), note)


def shifts_of(part: Part) -> dict[int, int]:
    """Ticks by track id: the sound moves by as much time as the pictures."""
    video, audio = part.source.movie.video, part.source.movie.audio
    shift = part.shift + ORIGIN_SECONDS * video.timescale
    shifts = {video.track_id: shift}
    if audio is not None:
        shifts[audio.track_id] = round(shift * audio.timescale / video.timescale)
    return shifts
