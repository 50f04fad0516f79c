"""From what a preflight prepared to a run."""

import os

from django.conf import settings

from recordings.processes import spawn_recorder
from recordings.supervisor.journal import RunStarted
from recordings.supervisor.media_watch import MediaWatch
from recordings.supervisor.preflight import Prepared
from recordings.supervisor.run import Run
from recordings.supervisor.watch import CameraWatch


def start_run(watch: CameraWatch, prepared: Prepared) -> RunStarted:
    """Spawn FFmpeg and hand it to the watch. Raises CameraFault; then nothing was started."""
    command = prepared.command
    environment = {
        "TZ": "UTC",
        "PATH": os.environ.get("PATH", ""),
        "VMS_DATA_DIR": str(settings.VMS_DATA_DIR),
    }
    process = spawn_recorder(command.argv, command.source.ffconcat, environment)
    now = watch.clock.now()
    watch.attempt = None
    watch.run = Run(
        run_id=prepared.run_id,
        camera_id=watch.camera_id,
        volume=prepared.volume,
        folder=prepared.folder,
        process=process,
        began=now,
        segment_seconds=command.segment_seconds,
        media=MediaWatch(watch.clock, command.source.sound),
        ip=command.source.ip,
        secrets=prepared.secrets,
    )
    started = RunStarted(
        camera_id=watch.camera_id,
        run_id=prepared.run_id,
        node=watch.node,
        config_version=watch.memory.config,
        at=now,
        again=watch.has_run,
    )
    watch.has_run = True
    return started
