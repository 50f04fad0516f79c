"""Addresses of cameras and of notice targets, encrypted at rest.

The key file (0600) holds one Fernet key a line: the first encrypts, all decrypt. Rotation:

1. A new key is put first; a crash from here on leaves a file that still decrypts every row.
2. Every row is encrypted again with it.
3. The old keys are dropped, only after all rows were done.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db.models import QuerySet

from recordings.faults import CameraFault, Fault
from recordings.models import Camera, NoticeTarget

Keeper = type[Camera] | type[NoticeTarget]
KEEPERS: tuple[Keeper, ...] = (Camera, NoticeTarget)


def encrypt(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Raises CameraFault(INTERNAL) when no key of the file fits, or the file cannot be read."""
    try:
        return _cipher().decrypt(token.encode()).decode()
    except InvalidToken:
        message = "The address cannot be decrypted: the key file is another's or damaged."
        raise CameraFault(Fault.INTERNAL, message) from None


def rotate_keys() -> int:
    """Put a new key in force, encrypt every address again, drop the old keys; rows changed."""
    with _locked_key_file() as path:
        key = Fernet.generate_key().decode()
        _write_keys(path, [key, *_keys_in(path)])
        changed = 0
        # Again, until nothing is left: an edit may have been encrypted before the new key came.
        while found := _encrypted_with_other_than(Fernet(key)):
            changed += sum(_encrypt_again(*row) for row in found)
        _write_keys(path, [key])
    return changed


def _encrypted_with_other_than(newest: Fernet) -> list[tuple[Keeper, int]]:
    """Models and ids of the rows."""
    return [
        (keeper, row_id)
        for keeper in KEEPERS
        for row_id, token in _rows(keeper)
        .exclude(address_encrypted="")
        .values_list("id", "address_encrypted")
        .iterator()
        if not _fits(newest, token)
    ]


def _rows(keeper: Keeper) -> QuerySet[Any]:
    return keeper._default_manager.all()


def _fits(key: Fernet, token: str) -> bool:
    try:
        key.decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def _encrypt_again(keeper: Keeper, row_id: int) -> int:
    """Compare and set, tried until it holds: an address edited meanwhile is not put back."""
    while True:
        rows = _rows(keeper).filter(pk=row_id)
        old = rows.values_list("address_encrypted", flat=True).first()
        if not old:
            return 0
        new = encrypt(decrypt(old))
        if rows.filter(address_encrypted=old).update(address_encrypted=new):
            return 1


def _cipher() -> MultiFernet:
    path: Path = settings.VMS_CAMERA_KEY_FILE
    try:
        stamp = path.stat()
    except FileNotFoundError:
        with _locked_key_file() as locked:
            if not _keys_in(locked):
                _write_keys(locked, [Fernet.generate_key().decode()])
        stamp = path.stat()
    try:
        return _cipher_of(path, stamp.st_mtime_ns, stamp.st_ino)
    except (OSError, ValueError):
        message = f"The key file {path.name} cannot be read, or holds what is no key."
        raise CameraFault(Fault.INTERNAL, message) from None


@lru_cache(maxsize=4)
def _cipher_of(path: Path, mtime_ns: int, inode: int) -> MultiFernet:
    keys = path.read_text().split()
    if not keys:
        raise CameraFault(Fault.INTERNAL, f"The key file {path.name} is empty.")
    return MultiFernet([Fernet(key) for key in keys])


@contextlib.contextmanager
def _locked_key_file() -> Iterator[Path]:
    """The key file, held against a second rotation and a second first use.

    It need not be there yet, and is never there empty: others read it without the lock.
    """
    path: Path = settings.VMS_CAMERA_KEY_FILE
    lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path
    finally:
        os.close(lock)


def _keys_in(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def _write_keys(path: Path, keys: list[str]) -> None:
    """Replace the file whole and synced: a lost key is every address lost."""
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
