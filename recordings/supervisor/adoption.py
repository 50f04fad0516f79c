"""After a restart of the supervisor: take hold of what still records, close what ended.

1. Living recorders are found by their arguments, so a crash at any moment hides none.
2. Each is adopted; its files that have no row yet get one (files rolled over meanwhile).
3. Open rows of this node's cameras that no living recorder writes are closed; the finishing
   task reads them up to their last whole fragment.
4. Cameras that are neither recorded nor wanted any more are shown as stopped.
A crash between the steps leaves only what the next start does again.
"""

import logging
import signal
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from recordings.clock import Clock
from recordings.ffmpeg.command import sound_of
from recordings.ffmpeg.layout import OutputPattern, camera_folder, parse_file_name
from recordings.models import RecorderStatus, Recording, ReplacedFile
from recordings.processes import adopt_recorder, arguments_of, find_recorders
from recordings.states import State
from recordings.supervisor.journal import Entry, FileClosed, FileSeen, StateChanged
from recordings.supervisor.media_watch import MediaWatch
from recordings.supervisor.run import Run
from recordings.volumes import VolumeRef

logger = logging.getLogger(__name__)
CLOCK_STEP = timedelta(seconds=30)  # a start takes some seconds, and so does NTP
Reason = Recording.CloseReason


def adopt_runs(
    volumes: Iterable[VolumeRef], others: Collection[int], clock: Clock
) -> dict[int, Run]:
    """Living runs by camera id, without the cameras of `others` (another node's)."""
    by_root = {str(volume.root): volume for volume in volumes}
    runs: dict[int, Run] = {}
    for pid, pattern in sorted(find_recorders([Path(root) for root in by_root])):
        if pattern.camera_id in others:
            continue
        run = _adopt(pid, pattern, by_root[pattern.root], clock)
        if run is None:
            continue
        if run.camera_id in runs:
            logger.error("camera %s had two recorders; ending pid %s", run.camera_id, pid)
            run.process.send(signal.SIGTERM)
            run.process.close()
            continue
        runs[run.camera_id] = run
        logger.info("adopted the recorder of camera %s, pid %s", run.camera_id, pid)
    return runs


def was_stepped_over(run: Run, now: datetime) -> bool:
    """Whether the wall clock stepped while no supervisor looked.

    Back: the newest file was opened in what is now the future. Forward: the process seems younger
    than its first file. (Its first files may be deleted, so older says nothing.)
    """
    names = [parse_file_name(path) for path in run.all_files()]
    opened = [name.opened_at for name in names if name is not None]
    if not opened:
        return False
    began = run.process.started_at()
    forward = began is not None and began - opened[0] > CLOCK_STEP
    return forward or opened[-1] - now > CLOCK_STEP


def files_without_rows(runs: Collection[Run], clock: Clock) -> list[Entry]:
    """Entries for what living runs wrote unseen; files whose rows are closed need none."""
    closed = Recording.objects.exclude(closed_at=None).filter(
        camera_id__in=[run.camera_id for run in runs], run_id__in=[run.run_id for run in runs]
    )
    known = set(closed.values_list("volume_id", "file_path"))
    # A compressed file's former one stays for a day, beside it.
    replaced = ReplacedFile.objects.filter(recording__in=closed)
    known.update(replaced.values_list("volume_id", "file_path"))
    entries: list[Entry] = []
    for run in runs:
        for path in run.all_files():
            if (run.volume.id, path) in known:
                continue
            entries.append(FileSeen(run.camera_id, run.run_id, run.volume.id, path))
            if path != run.current:
                entries.append(FileClosed(run.volume.id, path, Reason.ROLLOVER, clock.now()))
    return entries


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


def states_without_run(node: str, cameras: Collection[int], clock: Clock) -> list[Entry]:
    """`stopped` for all but `cameras`, whose recorders ended with nobody there to note it."""
    shown = RecorderStatus.objects.filter(node=node).exclude(state=State.STOPPED)
    return [
        StateChanged(camera_id, State.STOPPED, node, clock.now())
        for camera_id in shown.values_list("camera_id", flat=True)
        if camera_id not in cameras
    ]


def statuses_of(runs: dict[int, Run]) -> dict[int, RecorderStatus]:
    """What is known of each run: with which configuration it began, and what was shown."""
    rows = RecorderStatus.objects.filter(run_id__in=[run.run_id for run in runs.values()])
    return {row.camera_id: row for row in rows}


def _adopt(pid: int, pattern: OutputPattern, volume: VolumeRef, clock: Clock) -> Run | None:
    process = adopt_recorder(pid, pattern.run_id)
    if process is None:
        return None
    sound = sound_of(arguments_of(pid))
    run = Run(
        run_id=pattern.run_id,
        camera_id=pattern.camera_id,
        volume=volume,
        folder=camera_folder(pattern.city_id, pattern.camera_id),
        process=process,
        began=clock.now(),
        segment_seconds=settings.RECORDING_SEGMENT_DURATION,
        media=MediaWatch(clock, sound),
    )
    for path in run.all_files()[-1:]:
        run.media.adopt(volume.root / path)
    return run
