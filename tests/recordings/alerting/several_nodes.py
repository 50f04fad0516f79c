"""Recorders of several nodes in one test, and what their files say of gaps."""

import os
import signal
import threading
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from recordings.alerting.judging import NOT_RECORDED
from recordings.models import Alert, Camera
from recordings.services.recording import recording_start
from recordings.spans import moment_of
from recordings.supervisor.supervisor import Supervisor
from tests.recordings.supervision.bench import Bench, stamps_of

GAP_SECONDS = 30.0
MEASURED_SECONDS = 8.0
"""How far a file's last write may be from its last frame's sending; mostly below 3 s, more where
the machine is busy."""


@dataclass
class NodeBench(Bench):
    """A bench of a named node, whose cameras are its own from the start."""

    node: str = "node"

    def start(self) -> None:
        self._stopping = threading.Event()
        self.supervisor = Supervisor(node=self.node, hostname="test", clock=self.clock)
        self._thread = threading.Thread(target=self.supervisor.run, args=(self._stopping,))
        self._thread.start()

    def own_camera(self, url: str, name: str) -> Camera:
        camera = self.camera(url, start=False)
        Camera.objects.filter(pk=camera.pk).update(node=self.node, name=name)
        recording_start(user=self.owner, camera_id=camera.pk)
        self.wake()
        camera.refresh_from_db()
        return camera

    def kill_recorders(self, camera: Camera) -> None:
        for pid in self.pids(camera):
            os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Told:
    """A gap of the truth, or an alert of one."""

    start: datetime
    end: datetime

    def is_about(self, other: "Told", seconds: float) -> bool:
        starts, ends = self.start - other.start, self.end - other.end
        return max(abs(starts.total_seconds()), abs(ends.total_seconds())) <= seconds


def true_gaps(bench: Bench, camera: Camera) -> list[Told]:
    """Between frames that were sent and are in a file: those of 30 s and more."""
    sent = sorted(stamp.sent_ns for stamp in stamps_of(bench.rows(camera)))
    return [
        Told(moment_of(before // 1_000_000), moment_of(after // 1_000_000))
        for before, after in pairwise(sent)
        if after - before >= GAP_SECONDS * 1e9
    ]


def alerts_of(camera: Camera) -> list[Alert]:
    rows = Alert.objects.filter(camera=camera, kind__in=NOT_RECORDED)
    return list(rows.order_by("opened_at"))
