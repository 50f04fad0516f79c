"""Incremental scan of a recording: where its fragments are, read while FFmpeg still writes it.

A file is ``ftyp moov``, then ``(prft? moof mdat)*``, then ``mfra`` if it was closed cleanly. A
fragment is a moof that holds samples of the video track, and it counts once its whole mdat lies
inside the file. Its bytes reach to the next fragment's moof, so that fragments tile the file: a
prft, and a moof with audio only, belong to the fragment before them. A moof with audio only that
comes before any video begins the first fragment.

Nothing in a file makes the scan loop, grow or fail once the moov is read: it stops at the first
box that makes no sense and says so in ``tail``.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from recordings.media.boxes import MAX_MOOF_BYTES, MAX_MOOV_BYTES, BoxHeader
from recordings.media.codecs import Movie, read_movie
from recordings.media.errors import MediaError
from recordings.media.frames import FrameMeter
from recordings.media.samples import VideoSamples, read_video_samples
from recordings.media.window import FileWindow

Tail = Literal["open", "closed", "torn", "broken"]
"""What follows the last whole fragment: nothing; an mfra that ends the file; the beginning of
something that is not whole; or something that is no fragment at all."""

MAX_FRAGMENTS = 1 << 18
"""In one file, moofs with audio only included. An hour of a 60 fps camera that sends only key
frames has 216,000."""

MAX_FRAGMENT_BYTES = (1 << 31) - 1
MAX_FRAGMENT_TICKS = (1 << 32) - 1

_MAX_SKIPPED = 16
_BETWEEN_FRAGMENTS = frozenset({b"prft", b"styp", b"sidx", b"emsg", b"free", b"skip", b"uuid"})
_BEFORE_MOOV = _BETWEEN_FRAGMENTS | {b"ftyp"}


def _column(code: Literal["I", "Q"]) -> "array[int]":
    return array(code)


@dataclass(slots=True)
class FragmentScan:
    """What is known of a file so far: a value that ``scan`` continues from and never changes.

    One element a fragment: ``offsets`` (of its moof, bytes), ``decode_times`` (of its first video
    sample, ticks of the video track), ``frame_counts`` (video samples), ``keys`` (1 where the
    first video sample is a sync sample). ``end_offset`` is where the last whole moof+mdat ends.
    ``audio_moofs`` counts those without video, ``audio_before_video`` is the offset of a first one.
    """

    movie: Movie
    init_size: int
    end_offset: int
    offsets: "array[int]" = field(default_factory=lambda: _column("Q"))
    decode_times: "array[int]" = field(default_factory=lambda: _column("Q"))
    frame_counts: "array[int]" = field(default_factory=lambda: _column("I"))
    keys: bytearray = field(default_factory=bytearray)
    last_duration: int = 0
    meter: FrameMeter = field(default_factory=lambda: FrameMeter(timescale=1))
    audio_moofs: int = 0
    audio_before_video: int | None = None
    tail: Tail = "open"

    @property
    def count(self) -> int:
        return len(self.offsets)

    @property
    def timescale(self) -> int:
        """Ticks a second of the video track."""
        return self.movie.video.timescale

    @property
    def first_offset(self) -> int:
        """Of the first moof; the end of the init part while there is no fragment."""
        return self.offsets[0] if self.offsets else self.init_size

    @property
    def first_dts(self) -> int:
        return self.decode_times[0] if self.decode_times else 0

    @property
    def duration(self) -> int:
        """From the first video sample to the end of the last, in ticks."""
        if not self.decode_times:
            return 0
        return self.decode_times[-1] + self.last_duration - self.decode_times[0]

    @property
    def frames(self) -> int:
        return self.meter.frames

    @property
    def closed_cleanly(self) -> bool:
        return self.tail == "closed"

    def sizes(self) -> Iterator[int]:
        """Bytes of each fragment up to the next moof; of the last, up to the end of its mdat."""
        return (after - at for at, after in pairwise([*self.offsets, self.end_offset]))

    def durations(self) -> Iterator[int]:
        """Ticks of each fragment up to the next; of the last, by its own sample table."""
        if not self.decode_times:
            return iter(())
        end = self.decode_times[-1] + self.last_duration
        return (after - at for at, after in pairwise([*self.decode_times, end]))

    def copy(self) -> "FragmentScan":
        return FragmentScan(
            movie=self.movie,
            init_size=self.init_size,
            end_offset=self.end_offset,
            offsets=self.offsets[:],
            decode_times=self.decode_times[:],
            frame_counts=self.frame_counts[:],
            keys=self.keys[:],
            last_duration=self.last_duration,
            meter=self.meter.copy(),
            audio_moofs=self.audio_moofs,
            audio_before_video=self.audio_before_video,
            tail=self.tail,
        )


def scan(fd: int, state: FragmentScan | None = None) -> FragmentScan:
    """Everything whole in the file now; with ``state``, only what came since is read.

    ``state`` is left as it was, so threads may share it. A file that became shorter than what
    ``state`` saw is read anew. Raises MediaError while the moov is missing or when it cannot be
    used, OSError when the disk fails.
    """
    window = FileWindow(fd)
    if state is None or window.size < state.end_offset:
        progress = _read_init(window)
    else:
        progress = state.copy()
    progress.tail = _take_fragments(window, progress, MAX_FRAGMENTS + 1)
    return progress


def scan_on(fd: int, progress: FragmentScan | None, most: int) -> FragmentScan:
    """Like ``scan``, for one owner: ``progress`` itself goes on, by ``most`` moofs at most.

    What it costs does not grow with the file. When it stops at ``most``, the tail is ``open``.
    Raises as ``scan`` does.
    """
    window = FileWindow(fd)
    if progress is None or window.size < progress.end_offset:
        progress = _read_init(window)
    progress.tail = _take_fragments(window, progress, most)
    return progress


def _read_init(window: FileWindow) -> FragmentScan:
    at = 0
    for _ in range(_MAX_SKIPPED):
        header = window.header(at)
        if header is None:
            break
        if header.kind == b"moov":
            return _read_moov(window, at, header)
        if header.kind in (b"moof", b"mdat"):
            raise MediaError("no_moov", "media comes first")
        if header.kind not in _BEFORE_MOOV or header.size == 0:
            raise MediaError("bad_box", f"{header.kind!r} before the moov")
        at += header.size
    raise MediaError("no_moov", permanent=False)


def _read_moov(window: FileWindow, at: int, header: BoxHeader) -> FragmentScan:
    if header.size == 0:
        raise MediaError("bad_box", "moov without a size")
    if header.size > MAX_MOOV_BYTES:
        raise MediaError("too_large", f"moov of {header.size} bytes")
    index = window.locate(at, header.size)
    if index is None:
        raise MediaError("no_moov", permanent=False)
    movie = read_movie(window.data[index : index + header.size])
    end = at + header.size
    meter = FrameMeter(timescale=movie.video.timescale)
    return FragmentScan(movie=movie, init_size=end, end_offset=end, meter=meter)


def _take_fragments(window: FileWindow, progress: FragmentScan, most: int) -> Tail:
    try:
        for _ in range(most):
            tail = _take_fragment(window, progress)
            if tail is not None:
                return tail
    except MediaError:
        return "broken"
    return "open"


def _take_fragment(window: FileWindow, progress: FragmentScan) -> Tail | None:
    """Adds the next moof+mdat; says what is there instead when it cannot."""
    at = progress.end_offset
    if at == window.size:
        return "open"
    for _ in range(_MAX_SKIPPED):
        header = window.header(at)
        if header is None:
            return "torn"
        if header.kind == b"moof":
            return _take_moof(window, progress, at, header)
        if header.size == 0:
            return "broken"
        end = at + header.size
        if header.kind == b"mfra" and end <= window.size:
            return "closed" if end == window.size else "broken"
        if header.kind != b"mfra" and header.kind not in _BETWEEN_FRAGMENTS:
            return "broken"
        at = end
    return "broken"


def _take_moof(
    window: FileWindow, progress: FragmentScan, at: int, header: BoxHeader
) -> Tail | None:
    if not 0 < header.size <= MAX_MOOF_BYTES:
        return "broken"
    index = window.locate(at, header.size)
    if index is None:
        return "torn"
    samples = read_video_samples(
        window.data, index + header.header_bytes, index + header.size, progress.movie.video
    )
    mdat_at = at + header.size
    mdat = window.header(mdat_at)
    if mdat is None:
        return "torn"
    if mdat.kind != b"mdat" or mdat.size == 0:
        return "broken"
    end = mdat_at + mdat.size
    if end > window.size:
        return "torn"
    _append(progress, at, end, samples)
    return None


def _append(progress: FragmentScan, at: int, end: int, samples: VideoSamples | None) -> None:
    """Raises MediaError, with ``progress`` unchanged, when a number does not fit the columns or
    decode times do not grow."""
    if len(progress.offsets) + progress.audio_moofs >= MAX_FRAGMENTS:
        raise MediaError("too_large", f"more than {MAX_FRAGMENTS} fragments")
    if samples is None:
        _append_audio(progress, at, end)
        return
    if progress.offsets:
        start = at
        step = samples.dts - progress.decode_times[-1]
        if not 0 < step <= MAX_FRAGMENT_TICKS or at - progress.offsets[-1] > MAX_FRAGMENT_BYTES:
            raise MediaError("bad_box", f"decode time {samples.dts} at {at}")
    else:
        start = at if progress.audio_before_video is None else progress.audio_before_video
    duration = sum(samples.durations)
    if end - start > MAX_FRAGMENT_BYTES or duration > MAX_FRAGMENT_TICKS:
        raise MediaError("too_large", f"fragment at {at}")
    progress.offsets.append(start)
    progress.decode_times.append(samples.dts)
    progress.frame_counts.append(len(samples.durations))
    progress.keys.append(samples.starts_with_key)
    progress.last_duration = duration
    progress.end_offset = end
    progress.meter.add(samples.dts, samples.durations, duration)


def _append_audio(progress: FragmentScan, at: int, end: int) -> None:
    if progress.offsets:
        if end - progress.offsets[-1] > MAX_FRAGMENT_BYTES:
            raise MediaError("too_large", f"audio at {at}")
    elif progress.audio_before_video is None:
        progress.audio_before_video = at
    progress.audio_moofs += 1
    progress.end_offset = end
