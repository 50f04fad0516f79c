"""When a closed file began and ended: the procedure of docs/design/time.md.

What the supervisor wrote beside the file stands, as it saw the frames arrive. For a file that no
supervisor saw, a source is believed only where it agrees with the second in the file's name.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recordings.birth import born_at
from recordings.ffmpeg.layout import parse_file_name
from recordings.media.fragments import FragmentScan
from recordings.media.timing import Sound, arrival_delay, media_seconds
from recordings.models import Recording
from recordings.times import read_times

Source = Recording.TimeSource

# FFmpeg opens a run's first file when it has looked at the stream, up to 7 s after the first
# frame if sound was announced that never comes; other files within a frame's delay.
BEFORE_NAME_SECONDS = 10.0
AFTER_NAME_SECONDS = 2.0
TRANSCODED_RATES_HZ = 8000


@dataclass(frozen=True, slots=True)
class WallTimes:
    """`reason` is a value of Recording.CloseReason, empty where nobody wrote it down."""

    start: datetime
    end: datetime
    source: str
    reason: str = ""


def wall_times(
    path: Path, progress: FragmentScan, modified_at: float, *, first_of_run: bool
) -> WallTimes:
    """Of a closed file with at least one fragment; `modified_at` is its last write (os.stat)."""
    media = media_seconds(progress)
    told = read_times(path.parent).get(path.name)
    reason = told.reason if told else ""
    if told is not None and told.start_ms is not None and _is_near_name(path, told.start_ms / 1000):
        start = told.start_ms / 1000
        end = told.end_ms / 1000 if told.end_ms is not None else None
        end = _end(start, media, modified_at) if end is None else max(end, start)
        source = told.source if told.source in Source.values else Source.ARRIVAL
        return _times(start, end, source, reason)
    start, source = _refined(path, progress, modified_at, first_of_run=first_of_run)
    return _times(start, _end(start, media, modified_at), source, reason)


def _end(start: float, media: float, modified_at: float) -> float:
    """By the media, but not after the last write: a camera's clock may be fast, or have leapt.

    A file that was copied by someone who did not keep its time is older than it says.
    """
    return min(start + media, modified_at) if modified_at > start else start + media


def _refined(
    path: Path, progress: FragmentScan, modified_at: float, *, first_of_run: bool
) -> tuple[float, str]:
    """The start by the file's birth, its last write or its name, the first that is believable."""
    delay = arrival_delay(progress, _sound(progress))
    born = None if first_of_run else born_at(path)
    if born is not None and _is_near_name(path, born - delay):
        return born - delay, Source.BORN
    written = modified_at - media_seconds(progress) - delay
    if _is_near_name(path, written):
        return written, Source.WRITTEN
    name = parse_file_name(str(path))
    return (name.opened_at.timestamp() if name else written), Source.NAME


def _is_near_name(path: Path, start: float) -> bool:
    name = parse_file_name(str(path))
    if name is None:
        return True
    past = start - name.opened_at.timestamp()
    return -BEFORE_NAME_SECONDS <= past <= AFTER_NAME_SECONDS


def _sound(progress: FragmentScan) -> Sound:
    """G.711 is sampled at 8 kHz, and stays so when it is made AAC."""
    audio = progress.movie.audio
    if audio is None:
        return "none"
    return "transcoded" if audio.sample_rate <= TRANSCODED_RATES_HZ else "copied"


def _times(start: float, end: float, source: str, reason: str) -> WallTimes:
    begun = datetime.fromtimestamp(round(start, 3), UTC)
    return WallTimes(begun, begun + timedelta(seconds=round(end - start, 3)), source, reason)
