"""What is being recorded while the audit runs; none of it is the audit's to touch.

Living recorders of this machine are seen by their processes. A recorder of another machine that
writes to a shared volume is not: its camera's node tells, and the age of its file.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from recordings.audit.names import run_of
from recordings.ffmpeg.layout import camera_folder
from recordings.models import RecorderNode, StorageVolume
from recordings.processes import find_recorders

# A row is made within 1.5 s of its file, and a file that does not grow for 10 s is given up.
SETTLING_SECONDS = 15.0
HEARTBEAT_LASTS_SECONDS = 30.0  # a supervisor has one each 10 s
NODE_LASTS_SECONDS = 600.0  # another machine's recorders are its own until it is gone this long


@dataclass(frozen=True, slots=True)
class Living:
    """`folders`: root and camera's folder of each living recorder, with its camera's id;
    `other_nodes`: names of the machines whose recorders cannot be seen from here."""

    runs: frozenset[str]
    folders: dict[tuple[str, str], int]
    other_nodes: frozenset[str]
    settling_seconds: float

    def writes(self, path: str) -> bool:
        return run_of(path) in self.runs

    def is_settling(self, written_at: float) -> bool:
        """Whether somebody may be about to make its row. A time ahead of ours by more was
        written before the clock was set back."""
        return abs(time.time() - written_at) < self.settling_seconds


def look_for_recorders() -> Living:
    """Without any supervisor nobody is about to note anything: then nothing needs to settle."""
    roots = [volume.path for volume in StorageVolume.objects.all()]
    found = [pattern for _, pattern in find_recorders(roots)]
    others = _alive(NODE_LASTS_SECONDS).exclude(name=settings.VMS_NODE)
    supervised = _alive(HEARTBEAT_LASTS_SECONDS).exists()
    return Living(
        runs=frozenset(pattern.run_id for pattern in found),
        folders={(p.root, camera_folder(p.city_id, p.camera_id)): p.camera_id for p in found},
        other_nodes=frozenset(others.values_list("name", flat=True)),
        settling_seconds=SETTLING_SECONDS if supervised else 0.0,
    )


def _alive(seconds: float) -> QuerySet[RecorderNode]:
    since = datetime.now(UTC) - timedelta(seconds=seconds)
    return RecorderNode.objects.filter(heartbeat_at__gt=since)
