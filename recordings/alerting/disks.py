"""Volumes that are gone, and disks that fill up."""

import errno
import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from recordings.alerting.judging import Findings, Place, Problem, place_of, stays_true
from recordings.alerting.looks import Look
from recordings.models import Alert, CleanupRun, StorageVolume
from recordings.volumes import VOLUME_IDENTITY

HYSTERESIS_PERCENT = 2.0
# Emergencies keep a disk nearly full, between two marks: it is no news each time it wavers there.
RELIEVED_PERCENT = 10.0
RELIEVED_FOR = timedelta(hours=24)
# Whatever else a disk answers with, from EIO to "structure needs cleaning", it cannot be used.
_OUR_OWN_TROUBLE = frozenset(
    {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EINTR, errno.ENOBUFS}
)

MISSING_KINDS = (Alert.Kind.VOLUME_MISSING,)
FULL_KINDS = (Alert.Kind.DISK_WARNING, Alert.Kind.DISK_HIGH, Alert.Kind.DISK_CRITICAL)


@dataclass(frozen=True, slots=True)
class Disk:
    """`fault` says why the volume cannot be used; the figures are None when it is not there."""

    fault: str = ""
    used_percent: float | None = None
    free_bytes: int = 0
    total_bytes: int = 0


def look_at_volumes(look: Look) -> Findings:
    """Volumes whose disk is not there, is another's, or cannot be written."""
    problems = []
    for row in _volumes():
        disk = disk_of(row)
        if disk.fault:
            problems.append(
                _problem(row, Alert.Kind.VOLUME_MISSING, {"fault": disk.fault, "root": row.root})
            )
    return Findings(tuple(problems))


def look_at_disks(look: Look) -> Findings:
    """Each of three thresholds by itself; of a disk that is away nothing new is known."""
    problems: list[Problem] = []
    held: set[Place] = set()
    relieved = _relieved_volumes(look.clock.now())
    for row in _volumes():
        disk = disk_of(row)
        if disk.used_percent is None:
            held |= {place_of(kind, subject_of(row)) for kind in FULL_KINDS}
            continue
        limits = (row.warning_percent, row.high_percent, row.critical_percent)
        for kind, limit in zip(FULL_KINDS, limits, strict=True):
            is_open = look.is_open(place_of(kind, subject_of(row)))
            band = RELIEVED_PERCENT if row.pk in relieved else HYSTERESIS_PERCENT
            closes_below = limit - band
            if stays_true(disk.used_percent, limit, closes_below, is_open=is_open):
                problems.append(_problem(row, kind, _figures(disk, limit)))
    return Findings(tuple(problems), frozenset(held))


def subject_of(row: StorageVolume) -> str:
    return f"volume:{row.pk}"


def disk_of(row: StorageVolume) -> Disk:
    """Raises OSError when it is this machine's own trouble and says nothing of the disk."""
    try:
        text = (row.path / VOLUME_IDENTITY).read_text(errors="replace")
        room = os.statvfs(row.path)
    except OSError as error:
        if error.errno in _OUR_OWN_TROUBLE:
            raise
        return Disk("missing")
    except ValueError:  # a folder's name with a null byte
        return Disk("missing")
    if _identity_in(text) != str(row.uuid):
        return Disk("another")
    # As df has it: what only root may use counts as neither used nor available.
    used, available = room.f_blocks - room.f_bfree, room.f_bavail
    return Disk(
        fault="read_only" if room.f_flag & os.ST_RDONLY else "",
        used_percent=100 * used / (used + available) if used + available else 0.0,
        free_bytes=available * room.f_frsize,
        total_bytes=room.f_blocks * room.f_frsize,
    )


def _identity_in(text: str) -> object:
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content.get("volume") if isinstance(content, dict) else None


def _volumes() -> list[StorageVolume]:
    return list(StorageVolume.objects.filter(is_active=True))


def _relieved_volumes(now: datetime) -> set[object]:
    """Ids of those from which an emergency took footage lately."""
    runs = CleanupRun.objects.filter(
        kind=CleanupRun.Kind.EMERGENCY, started_at__gt=now - RELIEVED_FOR, files__gt=0
    )
    return {details.get("volume") for details in runs.values_list("details", flat=True)}


def _figures(disk: Disk, limit: int) -> dict[str, object]:
    assert disk.used_percent is not None
    return {
        "used_percent": round(disk.used_percent, 1),
        "limit_percent": limit,
        "free_bytes": disk.free_bytes,
        "total_bytes": disk.total_bytes,
    }


def _problem(row: StorageVolume, kind: Alert.Kind, details: dict[str, object]) -> Problem:
    grave = kind in (Alert.Kind.VOLUME_MISSING, Alert.Kind.DISK_CRITICAL)
    return Problem(
        kind=kind,
        subject=subject_of(row),
        severity=Alert.Severity.CRITICAL if grave else Alert.Severity.WARNING,
        details=details,
        volume_id=row.pk,
    )
