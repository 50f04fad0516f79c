"""Where a recording's bytes lie: asked at each range, answered from memory for half a minute.

So a file whose row is deleted, or about to be, stops being served. A file whose place another took
(compression) is served under its version to those whose playlist describes it, while it lasts.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

from plans.database import DATABASE_AWAY
from playback.remembered import Lives, Remembered
from playback.tokens import Claims
from recordings.models import Recording, ReplacedFile
from recordings.playable import PLAYED

PLACES = Lives(fresh=30, at_most=40, pause=2)
KEPT_FILES = 20_000


class FileKey(NamedTuple):
    """A recording's file, or one that it had before."""

    recording_id: UUID
    file_version: int


@dataclass(frozen=True, slots=True)
class MediaFile:
    city_id: int
    camera_id: int
    volume_id: int
    root: str
    file_path: str

    @property
    def path(self) -> Path:
        return Path(self.root, self.file_path)

    @property
    def path_by_volume(self) -> str:
        """As nginx names it to itself, percent-encoded."""
        return f"{self.volume_id}/{quote(self.file_path)}"

    def is_meant_by(self, claims: Claims) -> bool:
        return (self.city_id, self.camera_id) == (claims.city_id, claims.camera_id)


_PLACE = ("volume_id", "volume__root", "file_path")


def find_file(key: FileKey) -> MediaFile | None:
    """As the database has it now; None for what is not played."""
    current = Recording.objects.filter(
        pk=key.recording_id, file_version=key.file_version, status__in=PLAYED
    )
    row = current.values_list("camera__city_id", "camera_id", *_PLACE).first()
    return MediaFile(*row) if row else _replaced(key)


def _replaced(key: FileKey) -> MediaFile | None:
    rows = ReplacedFile.objects.filter(**key._asdict(), recording__status__in=PLAYED)
    camera = ("recording__camera__city_id", "recording__camera_id")
    row = rows.values_list(*camera, *_PLACE).first()
    return MediaFile(*row) if row else None


media_files: Remembered[FileKey, MediaFile | None] = Remembered(
    find_file, lives=PLACES, kept=KEPT_FILES, clock=time.monotonic, away=DATABASE_AWAY
)
