"""A supervisor in a thread, real cameras and real FFmpegs, in a volume of the test's own."""

import contextlib
import os
import signal
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import close_old_connections

from plans.models import City, User
from recordings.clock import Clock, SystemClock
from recordings.indexing import finish_recording
from recordings.models import Camera, RecorderStatus, Recording
from recordings.processes import find_recorders
from recordings.services.cameras import camera_create
from recordings.services.recording import recording_start, recording_stop
from recordings.simulator.stamp import Stamp, read_stamps
from recordings.states import State
from recordings.supervisor.supervisor import Supervisor
from tests.waiting import wait_for

NODE = "test-node"


@dataclass
class Bench:
    """Everything a test of supervision does to the world; `close` leaves nothing running."""

    root: Path
    city: City
    owner: User
    clock: Clock = field(default_factory=SystemClock)
    supervisor: Supervisor | None = None
    _thread: threading.Thread | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        self._stopping = threading.Event()
        self.supervisor = Supervisor(node=NODE, hostname="test", clock=self.clock)
        self._thread = threading.Thread(target=self.supervisor.run, args=(self._stopping,))
        self._thread.start()

    def stop(self) -> None:
        """End the supervisor as a restart does; recorders go on."""
        if self._thread is not None and self.supervisor is not None:
            self._stopping.set()
            self.supervisor.wake()
            self._thread.join(timeout=20)
            assert not self._thread.is_alive()
        self._thread = self.supervisor = None

    def close(self) -> None:
        self.stop()
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not self.pids(), "recorders to end")
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass

    def pids(self, camera: Camera | None = None) -> list[int]:
        """Pids of living recorders, of one camera or of all."""
        found = find_recorders([self.root])
        return sorted(p for p, its in found if camera is None or its.camera_id == camera.pk)

    def camera(self, url: str, *, start: bool = True, **values: Any) -> Camera:
        camera = camera_create(
            user=self.owner, city_id=self.city.pk, name="Portaria", rtsp_url=url, **values
        )
        if start:
            self.want(camera)
        return camera

    def want(self, camera: Camera) -> None:
        recording_start(user=self.owner, camera_id=camera.pk)
        self.wake()

    def want_no_more(self, camera: Camera) -> None:
        recording_stop(user=self.owner, camera_id=camera.pk)
        self.wake()

    def wake(self) -> None:
        if self.supervisor is not None:
            self.supervisor.wake()

    def status(self, camera: Camera) -> RecorderStatus:
        return RecorderStatus.objects.get(camera=camera)

    def wait_for_state(self, camera: Camera, *states: State, seconds: float = 20) -> RecorderStatus:
        def reached() -> RecorderStatus | None:
            close_old_connections()
            return RecorderStatus.objects.filter(camera=camera, state__in=states).first()

        return wait_for(reached, f"state {states}", seconds)

    def wait_for_files(self, camera: Camera, count: int, seconds: float = 40) -> list[Recording]:
        """Until the camera has at least `count` rows, oldest first."""
        return wait_for(
            lambda: rows if len(rows := self.rows(camera)) >= count else None,
            f"{count} files",
            seconds,
        )

    def rows(self, camera: Camera) -> list[Recording]:
        rows = Recording.objects.filter(camera=camera).select_related("volume")
        return sorted(rows, key=lambda row: row.file_path.rsplit("/", 2)[-2:])

    def finish(self, camera: Camera) -> list[Recording]:
        """What a worker does with closed files, here and now; the rows, oldest first."""
        for row in self.rows(camera):
            finish_recording(UUID(str(row.pk)))
        return self.rows(camera)

    def stop_and_finish(self, camera: Camera) -> list[Recording]:
        self.want_no_more(camera)
        self.wait_for_state(camera, State.STOPPED)
        wait_for(lambda: all(row.closed_at for row in self.rows(camera)), "every row to be closed")
        return self.finish(camera)


def stamps_of(rows: list[Recording]) -> list[Stamp]:
    """The truth in the files: every frame's number and sending time, in order."""
    return [stamp for row in rows for stamp in read_stamps(row.path)]


def end_of(row: Recording) -> datetime:
    """The end of a finished row."""
    assert row.end_time is not None
    return row.end_time
