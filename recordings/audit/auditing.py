"""The audit: disk and rows compared, what is wrong told, and mended if that is wanted.

For each volume:
1. Its identity file must be there and its own; else the volume is left alone entirely.
2. Disk and rows are compared in one pass (`comparing`); suspicions go into a spool.
3. The identity is looked at again: a disk that went away in between leaves nothing to be said.
4. Each suspicion is looked at again (`confirming`); what stays are the findings.
5. With `repair`: the brake weighs what would be condemned, then all is mended (`repairing`).
Then the bytes that are counted are compared with the rows, which needs no disk.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from plans.models import User
from recordings.audit.brake import Brake
from recordings.audit.comparing import Comparison, rows_in_order
from recordings.audit.confirming import SecondLook
from recordings.audit.findings import Findings, Kind
from recordings.audit.folders import KnownCameras
from recordings.audit.generation import is_restored
from recordings.audit.living import Living, look_for_recorders
from recordings.audit.owners import Owners
from recordings.audit.repairing import Repair, VolumeGone
from recordings.audit.spool import Spool
from recordings.audit.walking import walk
from recordings.models import AuditRun, StorageVolume
from recordings.usage.counting import correct, described, differences
from recordings.volumes import VOLUME_IDENTITY, has_its_disk

CONDEMNING = (Kind.MISSING, Kind.FOREIGN, Kind.LEFTOVER)


class AuditRunning(Exception):
    """Another audit is at work on this machine."""


def run_audit(repair: bool = False, by: User | None = None, *, confirmed: bool = False) -> AuditRun:
    """Audit every volume; the row that tells what was found. Raises AuditRunning.

    `confirmed` lets a repair pass the brake. A crash leaves an AuditRun without an end.
    """
    with _alone():
        run = AuditRun.objects.create(started_at=datetime.now(UTC), repaired=repair, started_by=by)
        findings = Findings()
        began = time.monotonic()
        for volume in StorageVolume.objects.all():
            with Spool() as suspects, Spool() as confirmed_ones:
                audit = _VolumeAudit(volume, findings, suspects, confirmed_ones)
                audit.run(repair=repair, confirmed=confirmed)
        _compare_usage(findings, repair=repair)
        findings.seconds = time.monotonic() - began
        run.finished_at = datetime.now(UTC)
        run.stopped_by_brake = bool(findings.stopped_by_brake)
        run.problems = findings.problems
        run.findings = findings.to_json()
        run.save()
    return run


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One audit at a time; the kernel lets go of the lock when a process dies."""
    path = Path(settings.VMS_RUN_DIR) / "audit.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise AuditRunning from None
    try:
        yield
    finally:
        os.close(lock)


def _compare_usage(findings: Findings, *, repair: bool) -> None:
    for difference in differences():
        mended = repair and correct(difference)
        findings.add(Kind.USAGE_DIFFERS, described(difference), mended=mended)


class _VolumeAudit:
    def __init__(
        self, volume: StorageVolume, findings: Findings, suspects: Spool, confirmed: Spool
    ) -> None:
        self._volume = volume
        self._findings = findings
        self._suspects = suspects
        self._confirmed = confirmed

    def run(self, *, repair: bool, confirmed: bool) -> None:
        if not has_its_disk(self._volume):
            self._findings.add(Kind.VOLUME_MISSING, self._volume.root)
            return
        if is_restored(self._volume):
            self._findings.add(Kind.DATABASE_RESTORED, self._volume.root)
        comparison = self._compare()
        if not has_its_disk(self._volume):
            self._findings.add(Kind.VOLUME_MISSING, self._volume.root)
            return
        living, cameras = look_for_recorders(), KnownCameras()
        comparison.judge_folders(cameras)
        condemned = self._confirm(comparison, living)
        if not repair:
            return
        brake = Brake(size=max(comparison.rows, comparison.files), is_released=confirmed)
        if brake.admits(condemned):
            owners = Owners(self._volume.path, cameras, living)
            repair_of = Repair(self._volume, comparison.folders, owners, self._findings, brake)
            try:
                repair_of.run(self._confirmed)
            except VolumeGone:
                self._findings.add(Kind.VOLUME_MISSING, self._volume.root)
        if brake.is_on:
            self._findings.stopped_by_brake.append(self._volume.name)

    def _compare(self) -> Comparison:
        comparison = Comparison(self._volume, look_for_recorders(), self._suspects)
        spared = _Spared(self._volume)
        comparison.run(walk(self._volume.path, spared), rows_in_order(self._volume))
        self._findings.rows += comparison.rows
        self._findings.files += comparison.files
        self._findings.bytes_on_disk += comparison.bytes_on_disk
        self._findings.bytes_in_rows += comparison.bytes_in_rows
        return comparison

    def _confirm(self, comparison: Comparison, living: Living) -> int:
        """How many rows would lose their file, and files go to quarantine."""
        second = SecondLook(self._volume, living, comparison.newest)
        condemned = 0
        for batch in self._suspects.batches():
            for suspect in second.confirm(batch):
                self._findings.add(suspect.kind, suspect.path)
                self._confirmed.append(suspect)
                condemned += suspect.kind in CONDEMNING
        return condemned


class _Spared:
    """Foreign folders that are somebody else's to look after: other volumes, and the
    installation's own data where it lies inside the volume."""

    def __init__(self, volume: StorageVolume) -> None:
        others = StorageVolume.objects.exclude(pk=volume.pk)
        self._root = volume.path
        self._kept = [other.path for other in others]
        self._kept += [Path(settings.VMS_DATA_DIR), Path(settings.BASE_DIR)]

    def __call__(self, path: str) -> bool:
        full = self._root / path
        return (
            any(kept.is_relative_to(full) for kept in self._kept)
            or (self._root in self._kept and full.parent == self._root)
            or (full / VOLUME_IDENTITY).exists()
        )
