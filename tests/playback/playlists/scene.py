"""Real files of a camera, as a recorder leaves them, and their playlists."""

import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from plans.models import User
from playback.models import PlaybackSession
from playback.services import media_path
from recordings.indexing import finish_recording
from recordings.media.fragments import FragmentScan, scan
from recordings.models import Camera, Recording, StorageVolume
from recordings.spans import epoch_ms
from recordings.times import FileTimes, append_times
from tests.people import api_client
from tests.recordings.api.scene import growing

LASTS = timedelta(seconds=4)
HEAD = """\
#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-TARGETDURATION:1
"""
_URI = re.compile(r"^/media/\S+$", re.MULTILINE)


@dataclass(frozen=True)
class Sample:
    """A recorder's file of 4 s: eight fragments of a GOP each, and one of 0.16 s."""

    content: bytes
    scan: FragmentScan

    def until(self, fragments: int) -> bytes:
        """The file when it held so many, and the beginning of the next."""
        ends = [*self.scan.offsets[1:], len(self.content)]
        return self.content[: ends[fragments - 1]]

    def entries(self, name: str, shown: range, *, is_closed: bool = True) -> str:
        """Their lines: two GOPs of 12 frames each, the file's last entry what is left."""
        count = self.scan.count
        bounds = [*range(0, count, 2), *([count] if is_closed else [])]
        offsets = [*self.scan.offsets, self.scan.end_offset]
        lines = ""
        for entry in shown:
            first, last = bounds[entry], bounds[entry + 1]
            seconds = 0.96 if last - first == 2 else 0.16
            size = offsets[last] - offsets[first]
            lines += f"#EXTINF:{seconds:.3f},\n#EXT-X-BYTERANGE:{size}@{offsets[first]}\n{name}\n"
        return lines

    def beginning(self, name: str, at: datetime) -> str:
        """The tags before a file's first entry."""
        return (
            f'#EXT-X-MAP:URI="{name}",BYTERANGE="{self.scan.init_size}@0"\n'
            f"#EXT-X-PROGRAM-DATE-TIME:{iso(at)}\n"
        )


def sample_of(path: Path) -> Sample:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return Sample(path.read_bytes(), scan(descriptor))
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Recorder:
    """What becomes of a camera's files, without the hours that it takes."""

    camera: Camera
    volume: StorageVolume
    sample: Sample

    def opens(self, start: datetime, fragments: int = 9, **values: Any) -> Recording:
        """A file that is being written, its start known by the arrival of its frames."""
        given = {"time_source": Recording.TimeSource.ARRIVAL, **values}
        content = self.sample.until(fragments) if fragments else b""
        return growing(self.camera, self.volume, content, start=start, **given)

    def writes(self, row: Recording, fragments: int) -> None:
        row.path.write_bytes(self.sample.until(fragments))

    def closes(self, row: Recording, at: datetime, content: bytes | None = None) -> None:
        row.path.write_bytes(self.sample.content if content is None else content)
        Recording.objects.filter(pk=row.pk).update(
            closed_at=at, close_reason=Recording.CloseReason.ROLLOVER
        )

    def finishes(self, row: Recording) -> Recording:
        """As the supervisor and the worker do it: the times stand beside the file."""
        found = sample_of(row.path).scan
        start_ms = epoch_ms(row.start_time)
        end_ms = start_ms + round(found.duration * 1000 / found.timescale)
        source = Recording.TimeSource.ARRIVAL
        append_times(row.path.parent, FileTimes(row.path.name, start_ms, end_ms, source, ""))
        assert finish_recording(row.pk)
        return Recording.objects.select_related("volume").get(pk=row.pk)

    def recorded(self, start: datetime, content: bytes | None = None, **values: Any) -> Recording:
        """A finished file."""
        row = self.opens(start, **values)
        self.closes(row, start + LASTS, content)
        return self.finishes(row)


@dataclass
class StandingClock:
    """In the place of `timezone.now`."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def window_of(user: User | None, camera: Camera, **query: Any) -> Any:
    """The answer for a window; moments among the values are written as ISO."""
    given = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in query.items()
    }
    return api_client(user).get(f"/api/playback/cameras/{camera.pk}/index.m3u8", given)


def live_of(user: User | None, camera: Camera) -> Any:
    return api_client(user).get(f"/api/playback/cameras/{camera.pk}/live.m3u8")


def text_of(answer: Any, **names: Recording) -> str:
    """The playlist, with `a.mp4` for the media URL of the recording that is called `a`."""
    assert answer.status_code == 200, answer.content
    text = str(answer.content.decode())
    found = PlaybackSession.objects.order_by("-id").select_related("user").first()
    if found is not None:
        for name, row in names.items():
            text = text.replace(media_path(found, row.camera, row.pk), f"{name}.mp4")
    assert not _URI.search(text), "a file that was not expected"
    return text


def iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
