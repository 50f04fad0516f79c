"""Gaps that began and ended without an alert: no look fell into them, or they were shorter than
what a look can be sure of.

1. A gap ends where a file begins, or where its wish ends. Of both, those of the last ten minutes
   are taken at each look, and all since the last look that was kept (`Memory.looked_until_ms`).
2. Of these, by what is in their rows: a distance of 30 s or more to the file before, within the
   wish. A file that is not finished yet, before or after it, is waited for.
3. Those that an alert of the camera covers have theirs.
4. The coverage of what is left is asked (`recordings.evidence`), so that alerts and coverage tell
   the same: what was deleted since is no gap. Each gap gets an alert that is closed already.
A crash anywhere leaves the memory as it was, and the next look finds what has no alert yet.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from recordings.alerting.cameras import GAP, problem_of
from recordings.alerting.looks import Look
from recordings.alerting.writing import SLACK, covering, past_alert_add
from recordings.evidence import gather
from recordings.gaps import Cause, Gap
from recordings.models import Camera, Recording, Wish
from recordings.spans import epoch_ms, moment_of, union

logger = logging.getLogger(__name__)
RECENT = timedelta(minutes=10)
LONGEST_LOOK_BACK = timedelta(days=1)
SETTLED = timedelta(seconds=60)
WAITED_FOR = timedelta(hours=2)  # a disk that is away for long must not make each look a long one
MOST_AT_ONCE = 100
DELETED_SINCE = frozenset({Cause.EXPIRED, Cause.UNKNOWN})
_Status = Recording.Status


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """`end` first: they are dealt with in that order. `start` None: not known yet."""

    end: datetime
    camera_id: int
    start: datetime | None


def note_unseen(look: Look) -> None:
    """Writes alerts of gaps that are over; remembers how far it came."""
    now = look.clock.now()
    since = max(now - LONGEST_LOOK_BACK, min(now - RECENT, moment_of(look.memory.looked_until_ms)))
    found = sorted({*_before_files(since, now), *_before_stops(since, now)}, key=_order)
    known = [stretch for stretch in found if stretch.start is not None]
    without = _without_alert(known)
    waiting = [stretch.end for stretch in found if stretch.start is None]
    waiting += [stretch.end for stretch in without[:MOST_AT_ONCE] if not _is_noted(stretch, now)]
    waiting = [end for end in waiting if now - end < WAITED_FOR]
    waiting += [stretch.end for stretch in without[MOST_AT_ONCE : MOST_AT_ONCE + 1]]
    look.memory.looked_until_ms = epoch_ms(min([now, *waiting]))


def _order(stretch: Stretch) -> tuple[datetime, int]:
    return stretch.end, stretch.camera_id


def _before_files(since: datetime, now: datetime) -> Iterable[Stretch]:
    rows = Recording.objects.filter(start_time__gte=since, start_time__lte=now)
    rows = rows.exclude(status=_Status.ERROR).order_by()
    before = _footage_before("camera_id", "start_time")
    columns = rows.annotate(
        before_start=Subquery(before.values("start_time")[:1]),
        before_end=Subquery(before.values("end_time")[:1]),
    ).values_list(
        *("camera_id", "start_time", "status", "time_source", "closed_at", "wish__started_at"),
        *("before_start", "before_end"),
    )
    for camera_id, start, status, source, closed_at, wished, before_start, before_end in columns:
        if wished is None and before_start is None:
            continue  # whose footage is it? The audit made a row of a file that was found
        open_at = max(at for at in (wished, before_end, before_start) if at is not None)
        if start - open_at < GAP:
            continue
        is_open_before = before_start is not None and before_end is None
        is_rough = status == _Status.RECORDING and source == Recording.TimeSource.NAME
        waits = is_open_before or (is_rough and (closed_at or now - start < SETTLED))
        yield Stretch(start, camera_id, None if waits else open_at)


def _before_stops(since: datetime, now: datetime) -> Iterable[Stretch]:
    rows = Wish.objects.filter(stopped_at__gte=since, stopped_at__lte=now).order_by()
    before = _footage_before("camera_id", "stopped_at")
    columns = rows.annotate(
        before_start=Subquery(before.values("start_time")[:1]),
        before_end=Subquery(before.values("end_time")[:1]),
    ).values_list("camera_id", "started_at", "stopped_at", "before_start", "before_end")
    for camera_id, started, stopped, before_start, before_end in columns:
        open_at = max(at for at in (started, before_end, before_start) if at is not None)
        if stopped is None or stopped - open_at < GAP:
            continue
        waits = before_start is not None and before_end is None
        yield Stretch(stopped, camera_id, None if waits else open_at)


def _footage_before(camera: str, moment: str) -> QuerySet[Recording]:
    """The newest file that began before the row's moment."""
    rows = Recording.objects.filter(camera=OuterRef(camera), start_time__lt=OuterRef(moment))
    return rows.exclude(status=_Status.ERROR).order_by("-start_time", "-id")


def _without_alert(stretches: list[Stretch]) -> list[Stretch]:
    if not stretches:
        return []
    cameras = list({stretch.camera_id for stretch in stretches})
    first = min(stretch.start for stretch in stretches if stretch.start)
    rows = covering(cameras, first, stretches[-1].end)
    alerts = list(rows.values_list("camera_id", "opened_at", "closed_at"))
    return [stretch for stretch in stretches if not _is_covered(stretch, alerts)]


def _is_covered(
    stretch: Stretch, alerts: Iterable[tuple[int | None, datetime, datetime | None]]
) -> bool:
    assert stretch.start is not None
    return any(
        camera_id == stretch.camera_id
        and opened_at < stretch.end - SLACK
        and (closed_at is None or closed_at > stretch.start + SLACK)
        for camera_id, opened_at, closed_at in alerts
    )


def _is_noted(stretch: Stretch, now: datetime) -> bool:
    """False when it failed: one camera's trouble must not hide the others' gaps."""
    try:
        _note(stretch, now)
    except Exception:
        logger.exception("the look back at camera %s failed", stretch.camera_id)
        return False
    return True


def _note(stretch: Stretch, now: datetime) -> None:
    assert stretch.start is not None
    camera = Camera.objects.select_related("city__plan").get(pk=stretch.camera_id)
    period = epoch_ms(stretch.start) - 1000, epoch_ms(stretch.end) + 1000
    gaps = [gap for gap in gather(camera, period, now).gaps if gap.cause not in DELETED_SINCE]
    for start_ms, end_ms in union(gap.span for gap in gaps):
        touches = start_ms < period[1] and end_ms > period[0]
        if not touches or end_ms - start_ms < GAP / timedelta(milliseconds=1):
            continue
        pieces = [gap for gap in gaps if start_ms <= gap.start_ms < end_ms]
        cause = max(pieces, key=_length_ms).cause
        problem = problem_of(camera.pk, camera.city_id, moment_of(start_ms), cause, "")
        past_alert_add(problem, moment_of(end_ms), now)


def _length_ms(gap: Gap) -> int:
    return gap.end_ms - gap.start_ms
