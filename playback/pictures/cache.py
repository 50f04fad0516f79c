"""Pictures on disk, below a bound, shared by the web server's processes.

`FOLDER/ab/abcd.../OFFSET_WIDTH` is a JPEG and its digest: a folder a recording, so that its
pictures go with it. A picture is written under a name of its own and renamed, so a crash leaves
at most such a name, which a sweep removes. No lock: whoever finds a file gone has nothing cached.

Each process sweeps when it has written an eighth of the bound, down to three quarters of it; so
two processes stay below it. What nobody has looked at for a day goes too.

Nothing here decides who may see a picture: callers have found the recording's row first.
"""

import contextlib
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

KEPT_SECONDS = 24 * 3600.0
TOUCHED_SECONDS = 3600.0
ABANDONED_SECONDS = 600.0
_DIGEST_BYTES = 16
_BLOCK_BYTES = 4096


@dataclass(frozen=True, slots=True)
class PictureKey:
    """`dts`, the key frame's decode time in ticks, is the same in a compressed file."""

    recording_id: UUID
    dts: int
    width: int

    @property
    def name(self) -> str:
        return f"{self.dts}_{self.width}"


@dataclass(frozen=True, slots=True)
class _Stored:
    path: Path
    size_bytes: int
    used_at: float


class PictureCache:
    """A limit of 0 keeps nothing. A disk that is full, read-only or gone keeps nothing either."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._unswept_bytes = limit_bytes  # nobody knows what an earlier process has left

    def get(self, key: PictureKey) -> bytes | None:
        """One that is damaged is thrown away."""
        if not self._limit_bytes:
            return None
        path = self._folder_of(key.recording_id) / key.name
        try:
            picture = _checked(path.read_bytes())
        except OSError:
            return None
        with contextlib.suppress(OSError):
            if picture is None:
                path.unlink()
            elif time.time() - path.stat().st_mtime > TOUCHED_SECONDS:
                os.utime(path)
        return picture

    def put(self, key: PictureKey, picture: bytes) -> None:
        if not self._limit_bytes:
            return
        folder = self._folder_of(key.recording_id)
        temporary = folder / f".{key.name}.{os.getpid()}.{threading.get_ident()}"
        try:
            for each in (self._folder, folder.parent, folder):
                each.mkdir(mode=0o700, exist_ok=True)
            temporary.touch(mode=0o600)
            temporary.write_bytes(picture + _digest(picture))
            temporary.rename(folder / key.name)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink()
            return
        if self._is_sweep_due(_on_disk(len(picture) + _DIGEST_BYTES)):
            self.sweep()

    def forget(self, recording_ids: Iterable[UUID]) -> None:
        """Delete all pictures of these recordings."""
        for recording_id in recording_ids:
            shutil.rmtree(self._folder_of(recording_id), ignore_errors=True)

    def recording_ids(self) -> list[UUID]:
        """Of all recordings that have pictures."""
        found = []
        for folder in self._folders():
            with contextlib.suppress(ValueError):  # something that nobody here has made
                found.append(UUID(hex=folder.name))
        return found

    def sweep(self) -> None:
        now = time.time()
        kept = 0
        for stored in sorted(self._stored(now), key=lambda stored: -stored.used_at):
            is_old = now - stored.used_at > KEPT_SECONDS
            if is_old or kept + stored.size_bytes > self._limit_bytes * 3 // 4:
                with contextlib.suppress(OSError):
                    stored.path.unlink()
            else:
                kept += stored.size_bytes
        for folder in self._folders():
            with contextlib.suppress(OSError):
                folder.rmdir()  # only if nothing is in it

    def _is_sweep_due(self, size_bytes: int) -> bool:
        with self._lock:
            self._unswept_bytes += size_bytes
            if self._unswept_bytes < self._limit_bytes / 8:
                return False
            self._unswept_bytes = 0
            return True

    def _folder_of(self, recording_id: UUID) -> Path:
        return self._folder / recording_id.hex[:2] / recording_id.hex

    def _folders(self) -> Iterator[Path]:
        for outer in _entries(self._folder):
            for inner in _entries(Path(outer)):
                yield Path(inner)

    def _stored(self, now: float) -> Iterator[_Stored]:
        """Removes what a crash has left half written."""
        for folder in self._folders():
            for entry in _entries(folder):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if not entry.name.startswith("."):
                        yield _Stored(Path(entry), _on_disk(status.st_size), status.st_mtime)
                    elif now - status.st_mtime > ABANDONED_SECONDS:
                        Path(entry).unlink()


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        return list(found)
    return []


def _digest(picture: bytes) -> bytes:
    return hashlib.blake2b(picture, digest_size=_DIGEST_BYTES).digest()


def _checked(stored: bytes) -> bytes | None:
    picture, digest = stored[:-_DIGEST_BYTES], stored[-_DIGEST_BYTES:]
    return picture if picture and digest == _digest(picture) else None


def _on_disk(size_bytes: int) -> int:
    return -(-size_bytes // _BLOCK_BYTES) * _BLOCK_BYTES
