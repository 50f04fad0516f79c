"""Where a recording's bytes lie: asked at each range, answered from memory for half a minute.

So a file whose row is deleted, or about to be, stops being served.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from plans.database import DATABASE_AWAY
from playback.remembered import Lives, Remembered
from playback.tokens import Claims
from recordings.models import Recording
from recordings.playable import PLAYED

PLACES = Lives(fresh=30, at_most=40, pause=2)
KEPT_FILES = 20_000


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


def find_file(recording_id: UUID) -> MediaFile | None:
    """As the database has it now; None for what is not played."""
    row = (
        Recording.objects.filter(pk=recording_id, status__in=PLAYED)
        .values_list("camera__city_id", "camera_id", "volume_id", "volume__root", "file_path")
        .first()
    )
    return MediaFile(*row) if row else None


media_files: Remembered[UUID, MediaFile | None] = Remembered(
    find_file, lives=PLACES, kept=KEPT_FILES, clock=time.monotonic, away=DATABASE_AWAY
)
