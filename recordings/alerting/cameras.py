"""Cameras that are wanted and not recorded, as it is now.

1. A camera whose newest file has stood still for 30 s, or that has had none since its wish began,
   is not recorded; its alert opens where its gap begins. Where that file cannot be seen, its
   recorder's word stands for it.
2. The alert closes once one run has been recorded for 30 s: at that run's first frame, which is
   the gap's end. A camera that flaps keeps one alert over all its gaps.
3. It closes, too, when recording is not wanted any more, at that moment.
What begins and ends between two looks is found by `recordings.alerting.unseen`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from recordings.alerting.flow import (
    Wanted,
    Written,
    finished_until,
    last_unnoted_write,
    noted_files,
    run_starts,
    volume_roots,
    wanted_cameras,
    written_now,
)
from recordings.alerting.judging import NOT_RECORDED, Findings, OpenAlert, Place, Problem, place_of
from recordings.alerting.looks import Look
from recordings.evidence import SILENT_SECONDS
from recordings.facts import LONGEST_FILE
from recordings.gaps import SOON_MS, Cause, change_of
from recordings.models import Alert, RecorderNode, Wish
from recordings.spans import epoch_ms, moment_of
from recordings.states import STALL_SECONDS, State

KINDS = (Alert.Kind.RECORDING_STOPPED, Alert.Kind.CAMERA_OFFLINE)
GAP = timedelta(seconds=30)
# A fragment reaches the disk a second after its first frame, and a file is known a second later:
# what looks like a gap of 33 s may be one of 30. Shorter ones are measured when they are over.
NOT_GROWN = GAP + timedelta(seconds=3)
FINISHED_SOON = timedelta(seconds=60)
FRESH = timedelta(seconds=STALL_SECONDS)
SOON = timedelta(milliseconds=SOON_MS)
AHEAD = timedelta(seconds=60)  # of the clock of a disk on the network; what is more was set back
SILENT = timedelta(seconds=SILENT_SECONDS / 2)  # three heartbeats
CAMERAS_FAULT = frozenset(
    {Cause.CAMERA_OFFLINE, Cause.WRONG_PASSWORD, Cause.BAD_ADDRESS, Cause.UNSUPPORTED}
)


def look_at_cameras(look: Look) -> Findings:
    """Constant in queries, however many cameras there are."""
    now = look.clock.now()
    wanted, written = wanted_cameras(), written_now(look.clock)
    alerts = {alert.camera_id: alert for alert in look.alerts_of(NOT_RECORDED)}
    flowing = {key for key in wanted if key in written and _flows(written[key], now)}
    suspects = [wanted[key] for key in wanted.keys() - flowing - alerts.keys()]
    suspected = Suspected(suspects, written, _heartbeats())
    problems = [
        problem_of(camera.camera_id, camera.city_id, since, *suspected.cause_of(camera, since, now))
        for camera, since in _standing_still(suspected, look)
    ]
    still = {key: alert for key, alert in alerts.items() if key in wanted}
    over = _recovered(still, flowing, written, now)
    held = {alert.place for alert in still.values()} - over.keys()
    gone = [alert for key, alert in alerts.items() if key not in wanted]
    return Findings(tuple(problems), frozenset(held), {**over, **_no_longer_wanted(gone)})


def problem_of(camera_id: int, city_id: int, since: datetime, cause: Cause, fault: str) -> Problem:
    """`fault` is a code of `recordings.faults`, or empty."""
    is_cameras = cause in CAMERAS_FAULT
    return Problem(
        kind=Alert.Kind.CAMERA_OFFLINE if is_cameras else Alert.Kind.RECORDING_STOPPED,
        subject=subject_of(camera_id),
        severity=Alert.Severity.WARNING if is_cameras else Alert.Severity.CRITICAL,
        details={"cause": str(cause), "fault": fault, "since": since.isoformat()},
        since=since,
        city_id=city_id,
        camera_id=camera_id,
    )


def subject_of(camera_id: int) -> str:
    return f"camera:{camera_id}"


def _flows(file: Written, now: datetime) -> bool:
    is_open = file.is_seen and file.closed_at is None
    return is_open and -AHEAD < now - file.at < FRESH


@dataclass(frozen=True, slots=True)
class Suspected:
    """Cameras whose files do not grow, and what is known of them and of their recorders."""

    cameras: list[Wanted]
    written: Mapping[int, Written]
    heartbeats: Mapping[str, datetime]

    def cause_of(self, camera: Wanted, since: datetime, now: datetime) -> tuple[Cause, str]:
        """What its recorder says, if that lives."""
        heartbeat = self.heartbeats.get(camera.node)
        if heartbeat is None or now - heartbeat >= SILENT or not camera.state:
            return Cause.RECORDER_DOWN, ""
        if camera.state == State.STARTING and camera.state_since:
            # Many begin at once, and it waits for its turn; unless it began long after the gap.
            is_slow = camera.state_since - since < SOON
            return Cause.STARTING if is_slow else Cause.RECORDER_DOWN, ""
        fault = camera.fault or ""
        change = change_of(epoch_ms(camera.since), camera.state, fault)
        if change is None or change.cause is None:
            return Cause.RECORDER_DOWN, ""  # it says that it records, or that nothing is wanted
        return change.cause, fault

    def vouched_until(self, camera: Wanted) -> datetime | None:
        """Until when its recorder said that it records, where its open file cannot be seen."""
        file = self.written.get(camera.camera_id)
        if file is None or file.is_seen or file.closed_at:
            return None
        if camera.state == State.RECORDING:
            return self.heartbeats.get(camera.node)
        return camera.state_since


def _standing_still(suspected: Suspected, look: Look) -> Iterable[tuple[Wanted, datetime]]:
    """Those that have had no media for too long, and since when."""
    still = _still_by_rows(suspected, look) if suspected.cameras else []
    if not still:
        return
    roots, earliest = volume_roots(), min(since for _, since in still)
    noted = noted_files([camera.camera_id for camera, _ in still], earliest - LONGEST_FILE)
    for camera, since in still:
        seen = last_unnoted_write(camera, roots, noted, since, look.clock)
        if seen is None or look.clock.now() - seen >= NOT_GROWN:
            yield camera, max(since, seen or since)


def _still_by_rows(suspected: Suspected, look: Look) -> list[tuple[Wanted, datetime]]:
    now = look.clock.now()
    finished = finished_until([camera.camera_id for camera in suspected.cameras], now)
    found = []
    for camera in suspected.cameras:
        file = suspected.written.get(camera.camera_id)
        if file and file.closed_at and abs(now - file.closed_at) < FINISHED_SOON:
            continue  # when it ended will be known in a moment
        ends = (
            camera.since,
            finished.get(camera.camera_id),
            file.at if file else None,
            suspected.vouched_until(camera),
        )
        since = _latest(ends, look.memory.set_back_ms, now)
        if now - since >= NOT_GROWN:
            found.append((camera, since))
    return found


def _latest(ends: Iterable[datetime | None], set_back_ms: int, now: datetime) -> datetime:
    """An end in the future, or before the clock was set back, is not of this clock: since then."""
    past = [min(end, now) for end in ends if end is not None and end < now + AHEAD]
    set_back = moment_of(set_back_ms)
    if set_back_ms and now - set_back < LONGEST_FILE:
        past.append(set_back)
    return max(past, default=now)


def _recovered(
    alerts: Mapping[int, OpenAlert],
    flowing: set[int],
    written: Mapping[int, Written],
    now: datetime,
) -> dict[Place, datetime]:
    """Places of cameras that have been recorded steadily again, and since when."""
    runs = {key: written[key].run_id for key in alerts.keys() & flowing}
    begun = run_starts(runs) if runs else {}
    over = {}
    for key, first in begun.items():
        if now - first < GAP:
            continue
        # A run that is older than the gap stood still and went on: nothing says since when.
        over[alerts[key].place] = first if first > alerts[key].opened_at else now
    return over


def _no_longer_wanted(alerts: list[OpenAlert]) -> dict[Place, datetime]:
    """When their last wishes ended."""
    if not alerts:
        return {}
    rows = Wish.objects.filter(camera_id__in=[alert.camera_id for alert in alerts])
    ends = rows.order_by().values_list("camera_id").annotate(end=Max("stopped_at"))
    return {place_of(NOT_RECORDED[0], subject_of(key)): end for key, end in ends if end}


def _heartbeats() -> dict[str, datetime]:
    """The recorders' last signs of life, by name."""
    return dict(RecorderNode.objects.values_list("name", "heartbeat_at"))
