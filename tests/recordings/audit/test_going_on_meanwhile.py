"""An audit beside recorders, supervisors and other audits."""

import contextlib
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from recordings.audit import auditing
from recordings.audit.auditing import AuditRunning, run_audit
from recordings.audit.comparing import rows_in_order
from recordings.ffmpeg.layout import output_pattern
from recordings.models import AuditRun, RecorderNode, Recording, StorageVolume
from recordings.processes import find_recorders
from recordings.volumes import VOLUME_IDENTITY
from tests.recordings.audit.scene import RUN, Scene, Status
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db
SLEEPS = "import time; time.sleep(300)"


@contextlib.contextmanager
def recorder(scene: Scene, folder: str, run: str = RUN) -> Iterator[None]:
    """A process that is a recorder by its arguments, as the supervisor and the audit see it."""
    pattern = output_pattern(str(scene.root / folder), run)
    with subprocess.Popen([sys.executable, "-c", SLEEPS, pattern]) as process:
        try:
            wait_for(lambda: find_recorders([scene.root]), "the recorder")
            yield
        finally:
            process.kill()


def supervise(name: str = "", seconds_ago: float = 1) -> None:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    RecorderNode.objects.create(name=name or settings.VMS_NODE, started_at=at, heartbeat_at=at)


def age(path: Path, seconds: float) -> None:
    at = time.time() - seconds
    os.utime(path, (at, at))


def test_the_file_of_a_living_recorder_is_never_touched(scene: Scene) -> None:
    camera = scene.camera()
    open_row = scene.recording(camera, 0)
    finished_row = scene.recording(camera, 1)
    Recording.objects.filter(pk=open_row.pk).update(status=Status.RECORDING, closed_at=None)
    Recording.objects.filter(pk=finished_row.pk).update(file_size=1)
    without_row = scene.place(scene.path(camera, 2), b"begun")
    for path in (open_row.path, finished_row.path, without_row):
        age(path, 3600)
    with recorder(scene, camera.folder):
        # The finished row is an older file of the run, which may well be mended.
        assert scene.audit(repair=True) == {"in_use": (1, 0), "size_differs": (1, 1)}
    assert Recording.objects.filter(closed_at=None).get() == open_row
    assert without_row.read_bytes() == b"begun"


def test_the_open_file_is_in_use_even_if_its_row_is_finished(scene: Scene) -> None:
    camera = scene.camera()
    row = scene.recording(camera)
    Recording.objects.update(file_size=1)
    with recorder(scene, camera.folder):
        assert scene.audit(repair=True) == {"in_use": (1, 0)}
    assert Recording.objects.get().file_size == 1
    assert scene.audit(repair=True) == {"size_differs": (1, 1)}
    assert Recording.objects.get().file_size == row.path.stat().st_size


def test_a_young_file_waits_while_somebody_may_be_about_to_make_its_row(scene: Scene) -> None:
    file = scene.place(scene.path(scene.camera()))
    supervise()
    assert scene.audit(repair=True) == {"in_use": (1, 0)}
    age(file, 60)
    assert scene.audit(repair=True) == {"without_row": (1, 1)}


def test_a_young_open_row_waits_for_its_supervisor(scene: Scene) -> None:
    row = scene.recording(scene.camera())
    Recording.objects.update(status=Status.RECORDING, closed_at=None)
    supervise()
    assert scene.audit(repair=True) == {"in_use": (1, 0)}
    age(row.path, 60)
    assert scene.audit(repair=True) == {"open_without_recorder": (1, 1)}


def test_open_rows_of_another_living_node_are_its_own(scene: Scene) -> None:
    camera = scene.camera()
    row = scene.recording(camera)
    Recording.objects.update(status=Status.RECORDING, closed_at=None)
    age(row.path, 3600)
    type(camera).objects.update(node="other")
    supervise("other")
    assert scene.audit(repair=True) == {}
    RecorderNode.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    assert scene.audit(repair=True) == {"open_without_recorder": (1, 1)}


def test_of_two_audits_at_once_one_says_so(scene: Scene) -> None:
    with (Path(settings.VMS_RUN_DIR) / "audit.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AuditRunning):
            run_audit(True)
        assert not AuditRun.objects.exists()
    assert run_audit().problems == 0


def test_a_disk_that_goes_away_in_the_middle_leaves_nothing_missing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.recording(scene.camera())
    before = Recording.objects.values().get()

    def unmounted(volume: StorageVolume) -> object:
        scene.root.rename(scene.root.with_name("away"))
        scene.root.mkdir()
        return rows_in_order(volume)

    monkeypatch.setattr(auditing, "rows_in_order", unmounted)
    assert scene.audit(repair=True) == {"volume_missing": (1, 0)}
    assert Recording.objects.values().get() == before


def test_another_volume_and_the_installation_itself_are_no_foreign_folders(scene: Scene) -> None:
    StorageVolume.objects.create(name="second", root=str(scene.root / "mounts" / "second"))
    scene.place("mounts/second/file", b"")
    scene.place(f"unknown/{VOLUME_IDENTITY}", b"{}")
    assert scene.audit(repair=True) == {"volume_missing": (1, 0)}
    assert (scene.root / "mounts/second/file").exists()
