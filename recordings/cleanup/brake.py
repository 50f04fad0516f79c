"""What stops a retention run before its first file: implausible sizes, clocks and databases.

A plan typed with a digit too few, a clock years ahead, a database from last month: each makes
footage look expired that somebody counts on. A stopped run waits for a person (`confirming`), or
for the reason to be gone.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum

from recordings.audit.generation import restored_volumes
from recordings.cleanup.clock_witness import has_leapt
from recordings.cleanup.expiry import Expected
from recordings.clock import Clock
from recordings.models import Camera, CleanupRun, Recording, Usage

FREE_FILES = 100  # so many may always go
SHARE = 0.3  # of the installation's bytes
USUAL_TIMES = 1.5  # as much as a usual night takes is never too much
StoppedBy = CleanupRun.StoppedBy


def reason_to_stop(
    run: CleanupRun, shares: Sequence[Expected], clock: Clock
) -> CleanupRun.StoppedBy | None:
    """`shares` are what the run has still to delete; what a person has released is no reason."""
    released = run.details.get("released", {})
    if restored_volumes():
        return StoppedBy.RESTORED
    if has_leapt(clock) and StoppedBy.CLOCK not in released:
        return StoppedBy.CLOCK
    if _is_implausible(run, shares, clock.now()) and StoppedBy.BRAKE not in released:
        return StoppedBy.BRAKE
    return None


def is_over(run: CleanupRun, clock: Clock) -> bool:
    """Whether what stopped the run is gone by itself; the brake waits for a person."""
    if run.stopped_by == StoppedBy.RESTORED:
        return not restored_volumes()
    return run.stopped_by == StoppedBy.CLOCK and not has_leapt(clock)


def _is_implausible(run: CleanupRun, shares: Sequence[Expected], now: datetime) -> bool:
    """With what the run has deleted before it was cut off: it began with all of it."""
    files = run.files + sum(share.files for share in shares)
    going_bytes = run.bytes + sum(share.bytes for share in shares)
    kept_bytes = run.bytes + _kept_bytes()
    if files <= FREE_FILES or going_bytes <= SHARE * kept_bytes:
        return False
    return going_bytes > USUAL_TIMES * _usual_share(now) * kept_bytes


def _usual_share(now: datetime) -> float:
    """Of all bytes, what a usual night takes: of each camera a day of those that it has.

    Where footage is kept for a day or two that alone is more than SHARE.
    """
    sums = Usage.objects.order_by().values_list("camera").annotate(Sum("bytes"))
    kept = {camera_id: kept_bytes for camera_id, kept_bytes in sums if kept_bytes > 0}
    cameras = Camera.objects.select_related("city__plan").filter(pk__in=kept)
    nightly = sum(kept[c.pk] / (c.retention_days_at(now) + 1) for c in cameras)
    return nightly / sum(kept.values()) if kept else 0.0


def _kept_bytes() -> int:
    """Of all footage; counted where nothing has been added up yet."""
    added_up = Usage.objects.aggregate(sum=Sum("bytes"))["sum"]
    return added_up or Recording.objects.aggregate(sum=Sum("file_size"))["sum"] or 0
