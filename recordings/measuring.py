"""Broken frames: finished recordings are decoded, once, when there is time for it.

A file comes from a stranger's camera, so it is decoded in children with limits on memory and time.

1. The file is cut into parts of whole GOPs. Each is decoded by a child of its own, from one GOP
   before it, so that pictures that lean on the GOP before are not called broken.
2. A child that dies, hangs or grows too large is started again for either half of its part, down
   to the GOP that does it. All frames of that GOP are broken: no player will show them.
3. When every child died it is not the file: nothing is said.
4. The number is stored if none has been stored meanwhile. A crash before that leaves a recording
   that is not decoded yet.
"""

import json
import logging
import os
import sys
from array import array
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from django.db.models import Count, Q, Sum

from recordings.children import run_limited
from recordings.clock import Clock
from recordings.media.codecs import VideoTrack
from recordings.media.errors import MediaError
from recordings.media.fragments import scan
from recordings.media.frames import FRAMES_TO_JUDGE
from recordings.media.loss import Loss
from recordings.media.sample_bytes import video_sample_bytes
from recordings.models import Recording, RecordingQuerySet
from recordings.volumes import has_its_disk

logger = logging.getLogger(__name__)

PART_FRAMES = 1500
MEMORY_BYTES = 1_500_000_000
START_SECONDS = 10.0
SECONDS_PER_FRAME = 0.1  # of a processor; 4K takes 0.03
WAITING_FACTOR = 4  # decoding gives way to everybody else
MOST_AT_ONCE = 1000
GIVING_WAY = ("nice", "-n", "19")
DECODER = Path(__file__).parent / "media" / "decode_samples.py"
FINISHED = (Recording.Status.COMPLETE, Recording.Status.STOPPED)


@dataclass(frozen=True, slots=True)
class Measured:
    """Frames in the file; of these, those that decode cleanly, and the others."""

    present: int
    decoded: int
    broken: int


@dataclass(frozen=True, slots=True)
class MeasuredRecording:
    recording_id: UUID
    measured: Measured


@dataclass(frozen=True, slots=True)
class _Samples:
    """Of one file: where each sample lies, and with which of them the fragments begin that begin
    with a key frame (ending with the number of samples)."""

    path: Path
    video: VideoTrack
    offsets: "array[int]"
    sizes: "array[int]"
    gops: list[int]

    @property
    def count(self) -> int:
        return len(self.sizes)


def measure_recordings(seconds_budget: float, clock: Clock) -> list[MeasuredRecording]:
    """Decode finished recordings, newest first; what was measured and stored.

    None is begun after the budget; one that is under way is finished, which takes some minutes for
    an hour of video. What cannot be measured now is left as it is.
    """
    until = clock.monotonic() + seconds_budget
    done: list[MeasuredRecording] = []
    waiting = _undecoded().order_by("-start_time", "-id").values_list("id", flat=True)
    for recording_id in list(waiting[:MOST_AT_ONCE]):
        if clock.monotonic() >= until:
            break
        measured = _measure(recording_id)
        if measured is not None:
            done.append(MeasuredRecording(recording_id, measured))
    return done


def loss_of(recordings: RecordingQuerySet) -> dict[int, Loss]:
    """Sums over the finished ones among them, by camera.

    A file of a few frames has no rhythm to judge by and does not hide what the others tell.
    """
    finished = recordings.filter(status__in=FINISHED).order_by()
    unknown = Q(frames_lost=None, frames__gte=FRAMES_TO_JUDGE)
    sums = finished.values("camera_id").annotate(
        present=Sum("frames", default=0),
        lost=Sum("frames_lost", default=0),
        broken=Sum("frames_broken", default=0),
        unknown=Count("pk", filter=unknown),
        undecoded=Count("pk", filter=Q(frames_broken=None)),
    )
    return {
        row["camera_id"]: Loss(
            present=row["present"],
            lost=None if row["unknown"] else row["lost"],
            broken=None if row["undecoded"] else row["broken"],
        )
        for row in sums
    }


def decode_file(path: Path, frames: int | None = None) -> Measured | None:
    """Of the whole fragments that hold the first ``frames``, or of all; None when no child
    survived. Raises OSError, or MediaError for what is no recording."""
    samples = _read_samples(path, frames)
    parts = _parts(samples)
    broken = decoded_parts = 0
    while parts:
        first, end = parts.pop()
        found = _broken_in(samples, first, end)
        if found is not None:
            decoded_parts += 1
            broken += found
        elif end - first > 1:
            middle = (first + end) // 2
            parts += [(first, middle), (middle, end)]
        else:
            broken += samples.gops[end] - samples.gops[first]
    if not decoded_parts:
        return None
    return Measured(samples.count, samples.count - broken, broken)


def _undecoded() -> RecordingQuerySet:
    return Recording.objects.filter(status__in=FINISHED, frames_broken=None)


def _measure(recording_id: UUID) -> Measured | None:
    recording = _undecoded().select_related("volume").filter(pk=recording_id).first()
    if recording is None or not has_its_disk(recording.volume):
        return None
    try:
        measured = decode_file(recording.path, recording.frames)
    except (OSError, MediaError) as error:
        logger.warning("%s cannot be decoded: %s", recording.file_path, error)
        return None
    if measured is None:
        logger.warning("%s cannot be decoded: every attempt was ended", recording.file_path)
        return None
    stored = _undecoded().filter(pk=recording_id).update(frames_broken=measured.broken)
    return measured if stored else None


def _read_samples(path: Path, frames: int | None) -> _Samples:
    offsets, sizes, gops = array("Q"), array("I"), array("L")
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        progress = scan(descriptor)
        fragments = video_sample_bytes(descriptor, progress)
        for is_key, samples in zip(progress.keys, fragments, strict=True):
            if frames is not None and len(sizes) >= frames:
                break
            if is_key or not gops:
                gops.append(len(sizes))
            offsets.extend(samples.offsets)
            sizes.extend(samples.sizes)
    finally:
        os.close(descriptor)
    if not sizes:
        raise MediaError("no_fragment")
    gops.append(len(sizes))
    return _Samples(path, progress.movie.video, offsets, sizes, gops.tolist())


def _parts(samples: _Samples) -> list[tuple[int, int]]:
    """GOPs ``first`` to ``end``, as few as hold ``PART_FRAMES`` frames."""
    bounds = [0]
    for gop, at in enumerate(samples.gops):
        if at - samples.gops[bounds[-1]] >= PART_FRAMES:
            bounds.append(gop)
    last = len(samples.gops) - 1
    if bounds[-1] != last:
        bounds.append(last)
    return list(pairwise(bounds))


def _broken_in(samples: _Samples, first: int, end: int) -> int | None:
    """Frames of these GOPs that do not decode; None when the child did not survive them."""
    start = samples.gops[first]
    found = _decode(samples, samples.gops[max(first - 1, 0)], samples.gops[end])
    if found is None and first and end - first == 1:
        # The GOP before may have done it.
        found = _decode(samples, start, samples.gops[end])
    return None if found is None else sum(at >= start for at in found)


def _decode(samples: _Samples, first: int, end: int) -> list[int] | None:
    """Which of the samples do not decode; None when the child did not survive them."""
    is_avc = samples.video.sample_entry in ("avc1", "avc3")
    configuration = samples.video.parameter_sets
    request = {
        "path": os.fspath(samples.path),
        "codec": "h264" if is_avc else "hevc",
        "configuration": configuration.hex(),
        "length_bytes": (configuration[4 if is_avc else 21] & 3) + 1,
        "offsets": samples.offsets[first:end].tolist(),
        "sizes": samples.sizes[first:end].tolist(),
    }
    seconds = START_SECONDS + SECONDS_PER_FRAME * (end - first)
    limits = ["prlimit", f"--cpu={round(seconds)}", "--core=0", "--"]
    output = run_limited(
        [*GIVING_WAY, *limits, sys.executable, "-I", os.fspath(DECODER)],
        json.dumps(request).encode(),
        seconds=WAITING_FACTOR * seconds,
        memory_bytes=MEMORY_BYTES,
    )
    try:
        broken = json.loads(output)
    except ValueError:
        return None
    return [first + int(index) for index in broken]
