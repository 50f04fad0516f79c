"""`manage.py cleanup_recordings`: what no promise keeps goes now, or is only told."""

import getpass
from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recordings.audit.generation import restored_volumes
from recordings.cleanup.confirming import RELEASABLE, confirm_databases, release
from recordings.cleanup.deleting import Deleted
from recordings.cleanup.expiry import Expected, Preview, preview
from recordings.cleanup.lock import CleanupRunning
from recordings.cleanup.nightly import retention_run, run_by_hand
from recordings.clock import SystemClock
from recordings.models import CleanupRun

STOPPED, ALREADY_RUNNING = 1, 2
WHY_STOPPED = {
    CleanupRun.StoppedBy.BRAKE: "it would delete an implausible share of all footage. "
    "Is every retention right? Then go on with: cleanup_recordings --confirm",
    CleanupRun.StoppedBy.CLOCK: "the clock leapt forward by more than an hour within a day. "
    "Is the time right? Then go on with: cleanup_recordings --confirm",
    CleanupRun.StoppedBy.RESTORED: "the database is older than its disks, so holds and longer "
    "retentions may be unknown to it. Is all set again? Then: cleanup_recordings "
    "--confirm-restored",
}


class Command(BaseCommand):
    help = "Delete footage whose retention is over, as every night at 03:00; never a held one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--dry-run", action="store_true", help="only tell what the next 03:00 would delete"
        )
        choice.add_argument(
            "--confirm", action="store_true", help="go on with the run that was stopped last"
        )
        choice.add_argument(
            "--confirm-restored",
            action="store_true",
            help="the database that was restored from an older copy is right; clean up again",
        )

    def handle(
        self, *, dry_run: bool, confirm: bool, confirm_restored: bool, **_options: Any
    ) -> None:
        if dry_run:
            self._tell(preview(SystemClock().now()))
        elif confirm:
            self._confirm()
        elif confirm_restored:
            self._confirm_restored()
        else:
            self._run()

    def _tell(self, coming: Preview) -> None:
        at = f"{timezone.localtime(coming.at):%Y-%m-%d %H:%M}"
        if not coming.cameras:
            self.stdout.write(f"Nothing is over at {at}.")
        else:
            self.stdout.write(f"At {at}: {_sum_of(coming.cameras)}.")
        for city, shares in groupby(coming.cameras, key=lambda share: share.camera.city):
            of_city = list(shares)
            self.stdout.write(f"{city}: {_sum_of(of_city)}")
            for share in of_city:
                self.stdout.write(f"    {share.camera}: {_sum_of([share])}")
        for volume in restored_volumes():
            self.stdout.write(f"{volume}: {WHY_STOPPED[CleanupRun.StoppedBy.RESTORED]}")

    def _run(self) -> None:
        try:
            run = run_by_hand(SystemClock(), progress=self._progress)
        except CleanupRunning:
            message = "Another cleanup is running; nothing was done."
            raise CommandError(message, returncode=ALREADY_RUNNING) from None
        self._report(run)

    def _confirm(self) -> None:
        stopped = CleanupRun.objects.filter(stopped_by__in=RELEASABLE)
        run = stopped.order_by("-started_at", "-pk").first()
        if run is None or not release(run, None, SystemClock(), system_user=_system_user()):
            raise CommandError("No cleanup waits to be confirmed.", returncode=STOPPED)
        retention_run(SystemClock(), self._progress)
        run.refresh_from_db()
        if run.finished_at is None:
            self.stdout.write("Confirmed; the cleanup goes on within a minute.")
        else:
            self._report(run)

    def _confirm_restored(self) -> None:
        try:
            confirmed = confirm_databases(None, system_user=_system_user())
        except OSError as error:
            raise CommandError(f"The identity file cannot be written: {error}") from error
        if not confirmed:
            raise CommandError("No volume waits to be confirmed.", returncode=STOPPED)
        for volume in confirmed:
            self.stdout.write(f"{volume}: confirmed; cleanup goes on within a minute.")

    def _progress(self, run: CleanupRun, deleted: Deleted) -> None:
        self.stdout.write(f"{deleted.files:,} of {run.expected_files:,} files deleted")

    def _report(self, run: CleanupRun) -> None:
        self.stdout.write(
            f"{_files(run.files)} deleted, {_size(run.bytes)}; "
            f"the disks gave back {_size(run.freed_bytes)}."
        )
        for reason, count in run.details.get("stayed", {}).items():
            self.stdout.write(f"{_files(count)} stayed: {reason.replace('_', ' ')}")
        for volume in run.details.get("volumes_left_alone", []):
            self.stdout.write(f"{volume} was left alone: its disk is not there, or is newer.")
        if run.stopped_by:
            why = WHY_STOPPED[CleanupRun.StoppedBy(run.stopped_by)]
            raise CommandError(f"The cleanup was stopped: {why}", returncode=STOPPED)


def _sum_of(shares: list[Expected] | tuple[Expected, ...]) -> str:
    """`41 files, 38.2 GB, the oldest of 2026-11-13 00:00`, in the installation's time."""
    oldest = timezone.localtime(min(share.oldest for share in shares))
    files, size = sum(share.files for share in shares), sum(share.bytes for share in shares)
    return f"{_files(files)}, {_size(size)}, the oldest of {oldest:%Y-%m-%d %H:%M}"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _size(size_bytes: int) -> str:
    """In decimal units, as disks are sold."""
    if size_bytes < 1_000_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{size_bytes / 1_000_000_000:.1f} GB"


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, in a container
        return ""
