"""Key frames of sample files, as they go to a child."""

from itertools import compress
from pathlib import Path
from uuid import UUID

from playback.pictures.finding import KeyFrame, read_sample
from playback.pictures.pool import KeySample
from tests.playback.pictures.scene import scanned


def key_frames_of(path: Path) -> list[KeyFrame]:
    media = scanned(path)
    ends = [*media.offsets[1:], media.end_offset]
    found = [
        KeyFrame(UUID(int=0), path, offset, end, dts, at_ms=0)
        for offset, end, dts in zip(media.offsets, ends, media.decode_times, strict=True)
    ]
    return list(compress(found, media.keys))


def key_samples_of(path: Path) -> list[KeySample]:
    return [read_sample(frame) for frame in key_frames_of(path)]
