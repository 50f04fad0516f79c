"""Two small disks that can be filled, taken away and swapped while a test goes on.

A disk is a folder; what it says of its room (`os.statvfs`) is made up: a hundred pages, less what
lies on it and a filler. Files are whole pages, as a real disk gives and takes them.
"""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from recordings.models import StorageVolume
from recordings.volumes import VOLUME_IDENTITY, write_identity

PAGE = 4096
PAGES = 100
RESERVE_PAGES = 2
SHORT_PAGES, EASED_PAGES, ROOMY_PAGES = 5, 8, 14  # with the reserve; the rate is unknown
DECOY = "city_1/cam_1/2026-01-01/00-00-00_00000001.mp4"


@dataclass
class SmallDisk:
    """`away` while it is not mounted where its row expects it; `decoys` lie on the other disk
    that is there instead."""

    volume: StorageVolume
    filler_pages: int = 0
    away: bool = False
    decoys: set[str] = field(default_factory=set)

    @property
    def root(self) -> Path:
        return self.volume.path

    @property
    def aside(self) -> Path:
        return self.root.with_name(f"{self.root.name}-aside")

    @property
    def location(self) -> Path:
        return self.aside if self.away else self.root

    def begin(self) -> None:
        """Empty, there, and known by its identity."""
        for folder in (self.root, self.aside):
            shutil.rmtree(folder, ignore_errors=True)
        self.root.mkdir()
        self.away, self.filler_pages = False, 0
        self.decoys = set()
        write_identity(self.root / VOLUME_IDENTITY, {"volume": str(self.volume.uuid)})

    def take_away(self, decoys: set[str] | None) -> None:
        """An empty mount point is left, or another disk with files under the same paths."""
        self.root.rename(self.aside)
        self.root.mkdir()
        self.away = True
        if decoys is None:
            return
        write_identity(self.root / VOLUME_IDENTITY, {"volume": "another"})
        self.decoys = {*decoys, DECOY}
        for path in self.decoys:
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"theirs")

    def bring_back(self) -> None:
        shutil.rmtree(self.root)
        self.aside.rename(self.root)
        self.away = False
        self.decoys = set()

    def media(self) -> set[str]:
        """Relative paths of what looks like media, wherever the disk is now."""
        return _media_below(self.location)

    def theirs(self) -> set[str]:
        """Of the other disk that is there instead."""
        return _media_below(self.root) if self.away else set()

    def free_pages(self) -> int:
        sizes = ((self.location / path).stat().st_size for path in self.media())
        return max(0, PAGES - self.filler_pages - sum(-(-size // PAGE) for size in sizes))

    def fill(self, free_pages: int) -> None:
        """Something else takes all but so many pages; or gives some back."""
        self.filler_pages += self.free_pages() - free_pages

    def told(self) -> os.statvfs_result:
        free = self.free_pages()
        return os.statvfs_result((PAGE, PAGE, PAGES, free, free, 0, 0, 0, 0, 255))


def _media_below(root: Path) -> set[str]:
    found = set()
    for folder, _folders, names in os.walk(root):
        below = os.path.relpath(folder, root)
        found |= {f"{below}/{name}" for name in names if name.endswith(".mp4")}
    return found
