"""Storage volumes: added and edited by those who run the installation."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from plans.entitlements import GB
from plans.errors import InvalidInput
from recordings.faults import CameraFault
from recordings.models import StorageVolume
from recordings.services.volume_places import (
    check_place,
    disk_of,
    folder_of,
    identity_in,
    make_folder,
    sign,
    volume_elsewhere,
)
from recordings.volumes import room_on

LONGEST_NAME = 64
USUAL_RESERVE_BYTES = 2 * GB
USUAL_RESERVE_PART = 20  # of a small disk: a twentieth
SMALLEST_RESERVE_BYTES = 10_000_000
HIGHEST_PERCENT = 99
PERCENTS = ("warning_percent", "high_percent", "critical_percent")
EDITABLE = frozenset({"name", "reserve_bytes", "is_active", *PERCENTS})


def volume_add(
    *, root: str, name: str = "", reserve_bytes: int | None = None, **values: Any
) -> StorageVolume:
    """The row and identity file of a new volume; `values`: thresholds, `is_active`.

    1. The folder is looked at, and made if it is missing.
    2. The row is written. 3. Its UUID goes to the disk. 4. The row is committed.
    A crash after 3 leaves an identity that we wrote and no row has; the next attempt takes it
    over. A known volume whose disk is mounted here now moves to `root`, and stays as it is else.
    Raises InvalidInput, Conflict.
    """
    path = folder_of(root)
    with transaction.atomic():
        # One at a time, so that the checks see what others add at this moment.
        list(StorageVolume.objects.select_for_update().order_by("pk"))
        check_place(path)
        make_folder(path)
        identity = identity_in(path)
        known = volume_elsewhere(identity)
        if known is not None:
            known.root = str(path)
            known.save(update_fields=["root"])
            return known
        row = StorageVolume(uuid=identity or uuid.uuid4(), root=str(path), **values)
        row.name = check_name(name or _free_name())
        row.reserve_bytes = _usual_reserve(path) if reserve_bytes is None else reserve_bytes
        check_reserve(row.reserve_bytes, path)
        check_percents({field: getattr(row, field) for field in PERCENTS})
        _save(row, {"force_insert": True})
        if identity is None:
            sign(path, row.uuid)
    return row


def volume_update(*, volume: StorageVolume, **values: Any) -> StorageVolume:
    """Change what is given and nothing beside it: other columns are written each minute."""
    changed = values.keys() & EDITABLE
    if "name" in changed:
        values["name"] = check_name(values["name"])
    if "reserve_bytes" in changed:
        check_reserve(values["reserve_bytes"], volume.path)
    check_percents({field: values.get(field, getattr(volume, field)) for field in PERCENTS})
    for field in changed:
        setattr(volume, field, values[field])
    _save(volume, {"update_fields": sorted(changed)})
    return volume


def check_name(name: str) -> str:
    text = name.strip()
    if not text or not text.isprintable() or len(text) > LONGEST_NAME:
        raise _wrong("name", _("Write a name of 1 to 64 characters."))
    return text


def check_percents(percents: Mapping[str, int]) -> None:
    """They must follow one another: alerts open in this order."""
    warning, high, critical = (percents[field] for field in PERCENTS)
    if not 1 <= warning < high < critical <= HIGHEST_PERCENT:
        words = _("Each alert must lie above the one before it, and the last at 99 % or below.")
        raise _wrong("critical_percent", words)


def check_reserve(reserve_bytes: int, path: Path) -> None:
    """Against the disk, if it is there: more than half of it is a slip of the pen."""
    if reserve_bytes < SMALLEST_RESERVE_BYTES:
        raise _wrong("reserve_bytes", _("Keep a reserve of at least 10 MB."))
    try:
        half = room_on(path).total_bytes // 2
    except CameraFault:
        return
    if reserve_bytes > half:
        words = _("The reserve may take half of the disk at most: %(size)s GB.")
        raise _wrong("reserve_bytes", words % {"size": f"{half / GB:.1f}"})


def volume_warnings(volume: StorageVolume) -> list[str]:
    """What is allowed and should be known: with whom it shares its room."""
    disk = disk_of(volume.path)
    if disk is None:
        return []
    words = _("The volume %(name)s lies on the same disk: they share its room.")
    others = StorageVolume.objects.exclude(pk=volume.pk)
    found = [words % {"name": other.name} for other in others if disk_of(other.path) == disk]
    if disk == disk_of(Path("/")):
        found.append(_("It lies on the system's own disk, which recordings may fill."))
    if not StorageVolume.objects.filter(is_active=True).exists():
        found.append(_("No volume is active: nothing is recorded."))
    return found


def _usual_reserve(path: Path) -> int:
    """What is left free of a disk of that size, if nobody says otherwise. Raises InvalidInput."""
    try:
        part = room_on(path).total_bytes // USUAL_RESERVE_PART
    except CameraFault as fault:
        raise _wrong("root", fault.message) from None
    return max(min(USUAL_RESERVE_BYTES, part), SMALLEST_RESERVE_BYTES)


def _free_name() -> str:
    taken = set(StorageVolume.objects.values_list("name", flat=True))
    return next(name for n in range(1, len(taken) + 2) if (name := f"volume-{n}") not in taken)


def _save(row: StorageVolume, how: Mapping[str, Any]) -> None:
    """The name is the one thing that may be taken: the folder was looked at."""
    try:
        with transaction.atomic():
            row.save(**how)
    except IntegrityError:
        raise _wrong("name", _("Another volume has this name.")) from None


def _wrong(field: str, words: str) -> InvalidInput:
    return InvalidInput(words, fields={field: [words]})
