"""A zip of footage as it stands on its volumes, with a signed account of what is inside.

Files are stored as they are: they are compressed already, and one that is only stored can be taken
out of a damaged archive. Each is hashed while it is copied, so that the account tells of the bytes
that were read and not of what a row says of them.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from clips.sealing import sealed
from recordings.file_parts import open_file

CHUNK_BYTES = 1 << 20
MANIFEST = "manifest.json"
FORMAT = "vms-footage-export/1"
OLDEST_YEAR, NEWEST_YEAR = 1980, 2107
"""That a zip's dates can tell."""


class Missing(Exception):
    """The file is not on its volume any more."""


class Unreadable(Exception):
    """The disk stopped reading in the middle; what was read stands in the archive."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that goes in: `stem` is readable and safe, `told` what the account says of it.

    `sha256` is what it was sealed with, if it was; `manifest` its own signed one.
    """

    city_id: int
    path: Path
    stem: str
    start: datetime
    told: Mapping[str, Any]
    sha256: str = ""
    manifest: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Archive:
    """Of one zip that is being written. `sign(bytes)` is called with each chunk that was copied."""

    zip_file: ZipFile
    sign: Callable[[int], None]
    files: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)
    cities: set[int] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)

    def add(self, piece: Piece) -> bool:
        """Whether its bytes are those that it was sealed with. Raises Missing and Unreadable."""
        descriptor = open_file(piece.path)
        if descriptor is None:
            raise Missing
        stem = self._free_stem(piece.stem)
        entry = {"name": f"{stem}.mp4", **piece.told}
        try:
            size, sha256, is_whole = self._copy(descriptor, _info(f"{stem}.mp4", piece.start))
        finally:
            os.close(descriptor)
        is_same = is_whole and piece.sha256 in ("", sha256)
        entry |= {"bytes": size, "sha256": sha256, "is_whole": is_same}
        if piece.manifest is not None:
            entry["manifest"] = f"{stem}.{MANIFEST}"
            self._write_json(entry["manifest"], piece.start, piece.manifest)
        self.files.append(entry)
        self.cities.add(piece.city_id)
        if not is_whole:
            raise Unreadable
        return is_same

    def leave_out(self, key: str, reason: str) -> None:
        self.left_out.append({"id": key, "reason": reason})

    def finish(self, made_by: str, made_at: datetime) -> None:
        """Raises KeyUnusable."""
        account = {
            "format": FORMAT,
            "made_by": made_by,
            "made_at": made_at.isoformat(timespec="milliseconds"),
            "files": self.files,
            "left_out": self.left_out,
        }
        self._write_json(MANIFEST, made_at, sealed(account))

    def _copy(self, descriptor: int, info: ZipInfo) -> tuple[int, str, bool]:
        """Bytes, hash, and whether the disk gave all of them."""
        digest = hashlib.sha256()
        size, is_whole = 0, True
        with self.zip_file.open(info, "w", force_zip64=True) as inside:
            while True:
                try:
                    chunk = os.read(descriptor, CHUNK_BYTES)
                except OSError:
                    is_whole = False
                    break
                if not chunk:
                    break
                digest.update(chunk)
                inside.write(chunk)
                size += len(chunk)
                self.sign(len(chunk))
        return size, digest.hexdigest(), is_whole

    def _free_stem(self, stem: str) -> str:
        free, number = stem, 1
        while free in self._names:
            number += 1
            free = f"{stem}_{number}"
        self._names.add(free)
        return free

    def _write_json(self, name: str, at: datetime, content: Mapping[str, Any]) -> None:
        self.zip_file.writestr(_info(name, at), json.dumps(content, ensure_ascii=False, indent=2))


def open_archive(path: Path, sign: Callable[[int], None]) -> Archive:
    return Archive(ZipFile(path, "w", ZIP_STORED, allowZip64=True), sign)


def _info(name: str, at: datetime) -> ZipInfo:
    year = min(max(at.year, OLDEST_YEAR), NEWEST_YEAR)
    info = ZipInfo(name, (year, at.month, at.day, at.hour, at.minute, at.second))
    info.external_attr = 0o644 << 16
    return info
