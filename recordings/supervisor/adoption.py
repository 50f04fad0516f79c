"""After a restart of the supervisor: take hold of what still records, close what ended.

1. Living recorders are found by their arguments, so a crash at any moment hides none.
2. Each is adopted; its files that have no row yet get one (files rolled over meanwhile).
3. Open rows of this node's cameras that no living recorder writes are closed; the finishing
   task reads them up to their last whole fragment.
A crash between the steps leaves only what the next start does again.
"""

import logging
import signal
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from recordings.clock import Clock
from recordings.ffmpeg.layout import OutputPattern
from recordings.models import RecorderStatus, Recording
from recordings.processes import adopt_recorder, find_recorders
from recordings.supervisor.journal import Entry, FileClosed, FileSeen
from recordings.supervisor.run import Run
from recordings.volumes import VolumeRef

logger = logging.getLogger(__name__)
Reason = Recording.CloseReason


def adopt_runs(volumes: Iterable[VolumeRef], clock: Clock) -> tuple[dict[int, Run], list[Entry]]:
    """Living runs by camera id, and entries for the files that they wrote unseen."""
    by_root = {str(volume.root): volume for volume in volumes}
    runs: dict[int, Run] = {}
    entries: list[Entry] = []
    for pid, pattern in sorted(find_recorders([Path(root) for root in by_root])):
        run = _adopt(pid, pattern, by_root[pattern.root], clock)
        if run is None:
            continue
        if run.camera_id in runs:
            logger.error("camera %s had two recorders; ending pid %s", run.camera_id, pid)
            run.process.send(signal.SIGTERM)
            run.process.close()
            continue
        runs[run.camera_id] = run
        entries += _files_of(run, clock)
        logger.info("adopted the recorder of camera %s, pid %s", run.camera_id, pid)
    return runs, entries


def open_rows_without_run(node: str, runs: Iterable[Run], clock: Clock) -> list[Entry]:
    """Closings of rows that were being recorded when the machine or the recorder went down."""
    growing = {(run.volume.id, run.current) for run in runs}
    rows = Recording.objects.filter(
        status=Recording.Status.RECORDING, closed_at=None, camera__node=node
    )
    return [
        FileClosed(volume_id, path, Reason.RECORDER_DOWN, clock.now())
        for volume_id, path in rows.values_list("volume_id", "file_path")
        if (volume_id, path) not in growing
    ]


def configs_of(runs: dict[int, Run]) -> dict[int, int]:
    """The configuration each run was started with, so that an edit made meanwhile is noticed."""
    rows = RecorderStatus.objects.filter(run_id__in=[run.run_id for run in runs.values()])
    return dict(rows.values_list("camera_id", "config_version"))


def _adopt(pid: int, pattern: OutputPattern, volume: VolumeRef, clock: Clock) -> Run | None:
    process = adopt_recorder(pid, pattern.run_id)
    if process is None:
        return None
    return Run(
        run_id=pattern.run_id,
        camera_id=pattern.camera_id,
        volume=volume,
        folder=f"city_{pattern.city_id}/cam_{pattern.camera_id}",
        process=process,
        began=clock.now(),
        segment_seconds=settings.RECORDING_SEGMENT_DURATION,
    )


def _files_of(run: Run, clock: Clock) -> list[Entry]:
    files = run.all_files()
    entries: list[Entry] = []
    for path in files:
        entries.append(FileSeen(run.camera_id, run.run_id, run.volume.id, path))
        if path != files[-1]:
            entries.append(FileClosed(run.volume.id, path, Reason.ROLLOVER, clock.now()))
    return entries
