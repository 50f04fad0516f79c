"""Recording for a trial: simulated cameras, the recorder's real command, a folder that goes away.

Nothing of it touches a camera's folder. A trial's output lies below `.vms-doctor`, so that no
supervisor takes its FFmpeg for one of its own: it looks for `ROOT/city_1/cam_1` of a volume.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import imageio_ffmpeg
import psutil
from django.conf import settings

from recordings.ffmpeg.command import RecordCommand, Source
from recordings.ffmpeg.layout import camera_folder, day_folders, new_run_id
from recordings.processes import RecorderProcess, spawn_recorder
from recordings.rtsp.addresses import parse_address

SCRATCH_NAME = ".vms-doctor"
STALE_SECONDS = 60
END_SECONDS = 5.0
NICENESS = 10  # real recorders go first


@dataclass(frozen=True, slots=True)
class Media:
    """What a trial records, as in `Source`, and how long its files are."""

    video: str
    audio: Literal["copy", "transcode"] | None
    segment_seconds: int


@dataclass(frozen=True, slots=True)
class Trial:
    """One recorder's process and where it writes."""

    process: RecorderProcess
    folder: Path
    run_id: str

    def files(self) -> list[Path]:
        """Oldest first."""
        return sorted(self.folder.glob(f"*/*_{self.run_id}.mp4"))


def start_trial(program: str, url: str, scratch: Path, number: int, media: Media) -> Trial:
    """Record `url` below `scratch` as camera `number`. Raises CameraFault, OSError."""
    folder = scratch / camera_folder(1, number)
    for day in day_folders(datetime.now(UTC)):
        (folder / day).mkdir(mode=0o700, parents=True)
    run_id = new_run_id()
    source = Source(parse_address(url), "127.0.0.1", "tcp", media.video, media.audio)
    command = RecordCommand(program, source, str(folder), run_id, media.segment_seconds)
    # With the data folder in its environment `manage.py stop` would end it too.
    environment = {**os.environ, "TZ": "UTC", "VMS_DATA_DIR": str(settings.VMS_DATA_DIR)}
    process = spawn_recorder(command.argv, source.ffconcat, environment)
    return Trial(process, folder, run_id)


def end_trials(trials: Sequence[Trial]) -> None:
    """One SIGTERM each, which finishes the files, and SIGKILL to those that do not end."""
    for trial in trials:
        trial.process.send(signal.SIGTERM)
    deadline = time.monotonic() + END_SECONDS
    for trial in trials:
        while not trial.process.has_ended():
            if time.monotonic() > deadline:
                trial.process.send(signal.SIGKILL)
            time.sleep(0.02)


def close_trials(trials: Sequence[Trial]) -> None:
    """End what still runs, and let go of the descriptors."""
    end_trials(trials)
    for trial in trials:
        trial.process.close()


@contextlib.contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """A folder below `parent/.vms-doctor` that is removed at the end. Raises OSError.

    It is locked (flock) while it is used, so that what a doctor that was killed left behind is
    told from a folder in use, and removed by the next.
    """
    home = parent / SCRATCH_NAME
    home.mkdir(mode=0o700, exist_ok=True)
    _remove_leftovers(home)
    scratch = Path(tempfile.mkdtemp(dir=home))
    lock = os.open(scratch, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        os.close(lock)
        with contextlib.suppress(OSError):  # another doctor's folder is in it
            home.rmdir()


def _remove_leftovers(home: Path) -> None:
    for folder in home.iterdir():
        with contextlib.suppress(OSError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # One made this moment is not locked yet.
                if time.time() - folder.stat().st_mtime > STALE_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


@contextlib.contextmanager
def lowered_priority() -> Iterator[None]:
    """Everything started meanwhile gives way to the recorders that run already."""
    me = psutil.Process()
    before = me.nice()
    me.nice(max(before, NICENESS))
    try:
        yield
    finally:
        with contextlib.suppress(psutil.AccessDenied):  # only root may raise it again
            me.nice(before)


def clip_maker(program: str) -> str:
    """The FFmpeg that encodes the simulated camera's clip.

    The one that records may be built without encoders, which recording does not need.
    """
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        return program
