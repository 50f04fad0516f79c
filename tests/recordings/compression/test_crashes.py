"""A crash between two steps leaves the old file or the new one, and nothing that stays."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recordings.audit.names import COMPRESSING
from recordings.audit.rebuilding import read_media, rebuild
from recordings.compression import job
from recordings.compression.leftovers import clear_leftovers, drop_result
from recordings.compression.lock import alone
from recordings.compression.outcomes import Failed
from recordings.compression.packets import read_packets
from recordings.compression.workplace import next_path, work_path, workplace
from recordings.models import Compression, Recording
from tests.recordings.compression.scene import Mode, Outcome, Scene, everything, fresh
from tests.waiting import wait_for


class Crash(BaseException):
    """Nothing in the program catches it."""


def crash_after(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step of that name is done, and the next one never comes."""
    step: Callable[..., Any] = getattr(job, name)

    def done(*arguments: Any) -> Any:
        step(*arguments)
        raise Crash

    monkeypatch.setattr(job, name, done)


STEPS_BEFORE = ["_begin", "look_at_source", "make", "verify", "put_in_place"]


@pytest.mark.parametrize("step", STEPS_BEFORE)
def test_before_the_switch_all_is_as_it_was(
    scene: Scene, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = scene.recording()
    before = everything(row)
    with monkeypatch.context() as patch:
        crash_after(step, patch)
        with pytest.raises(Crash):
            scene.compress()
    after = everything(row)
    left = after["media"].keys() - before["media"].keys()
    assert {**after, "media": None} == {**before, "media": None}
    new = row.volume.path / next_path(row)
    assert left == ({new} if step == "put_in_place" else set())
    assert Compression.objects.get().outcome == Outcome.RUNNING
    assert scene.compressed().tries == 2
    assert fresh(row).file_version == 1
    scene.assert_whole()


def test_after_the_switch_it_is_done(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    row = scene.recording()
    with monkeypatch.context() as patch:
        crash_after("switch", patch)
        with pytest.raises(Crash):
            scene.compress()
    scene.assert_whole()
    assert scene.compress() is None
    assert fresh(row).file_version == 1
    assert Compression.objects.get().outcome == Outcome.DONE
    scene.assert_whole()


def leave(row: Recording, *paths: Path) -> Compression:
    """As a machine that lost its power leaves them."""
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half a result")
    return Compression.objects.create(
        recording=row, mode=Mode.REENCODE, started_at=row.start_time, bytes_before=row.file_size
    )


def test_what_a_power_cut_leaves_is_cleared(scene: Scene) -> None:
    row = scene.recording()
    before = everything(row)
    result = row.volume.path / next_path(row)
    leave(row, work_path(row), result)
    clear_leftovers(scene.clock.now())
    assert everything(row) == before
    attempt = Compression.objects.get()
    assert (attempt.outcome, attempt.reason) == (Outcome.FAILED, "It was cut off.")
    scene.assert_whole()


def test_what_another_machine_is_at_is_left_to_it(scene: Scene) -> None:
    row = scene.recording()
    leave(row)
    with workplace(row) as place:
        clear_leftovers(scene.clock.now())
        assert place.path.exists()
        assert Compression.objects.get().outcome == Outcome.RUNNING
        place.path.rename(row.volume.path / next_path(row))
        clear_leftovers(scene.clock.now())
        assert Compression.objects.get().outcome == Outcome.RUNNING
    clear_leftovers(scene.clock.now())
    assert Compression.objects.get().outcome == Outcome.FAILED


def test_the_only_file_that_is_left_is_not_taken_for_a_leftover(scene: Scene) -> None:
    """The database is an older copy: the switch that it does not know took place."""
    row = scene.recording()
    result = row.volume.path / next_path(row)
    row.path.rename(result)
    leave(row)
    clear_leftovers(scene.clock.now())
    drop_result(row)
    assert result.exists()
    scene.tree.audit(repair=True)
    again = fresh(row)
    assert (again.path, again.file_version) == (result, 1)
    assert again.status == Recording.Status.COMPLETE
    scene.assert_whole()


def test_nothing_is_cleared_while_a_disk_is_away(scene: Scene, tmp_path: Path) -> None:
    row = scene.recording()
    leave(row, work_path(row))
    shutil.move(scene.root / ".vms-volume.json", tmp_path / "away")
    clear_leftovers(scene.clock.now())
    assert work_path(row).exists()
    assert Compression.objects.get().outcome == Outcome.RUNNING


def test_one_job_at_a_time_on_a_machine(scene: Scene) -> None:
    row = scene.recording()
    with alone():
        assert scene.compress() is None
    assert fresh(row).file_version == 0
    scene.compressed()


ENDLESS = """
import sys
sys.path.insert(0, {project!r})
from recordings.children import run_idle
argv = ["sh", "-c", "echo $$ > {pid_file}; exec sleep 600"]
run_idle(argv, seconds=600, memory_bytes=1 << 32, watch=lambda: None)
"""


def test_ffmpeg_does_not_outlive_a_worker_that_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    project = os.fspath(Path(__file__).parents[3])
    script = ENDLESS.format(project=project, pid_file=pid_file)
    worker = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "DATABASE_URL": "postgres://vms:canary@db/vms"},
    )
    try:
        wait_for(lambda: pid_file.exists() and pid_file.read_text().strip(), "the child")
        child = int(pid_file.read_text())
        assert b"canary" not in Path(f"/proc/{child}/environ").read_bytes()
        assert os.getpriority(os.PRIO_PROCESS, child) == 19
        assert os.sched_getscheduler(child) == os.SCHED_IDLE
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    wait_for(lambda: not Path(f"/proc/{child}").exists(), "the child's end")


def test_nobody_else_touches_a_result_that_is_being_made(scene: Scene) -> None:
    row = scene.recording()
    with workplace(row) as place:
        os.write(place.descriptor, b"half a result")
        with pytest.raises(BlockingIOError), workplace(row):
            pass
        assert place.path.read_bytes() == b"half a result"


def test_what_is_no_file_keeps_nothing_else_from_being_swept(scene: Scene) -> None:
    folder = scene.root / COMPRESSING
    for name in ("a", "c", "e"):
        (folder / name).mkdir(parents=True)
    for name in ("b.mp4", "d.mp4", "f.mp4"):
        (folder / name).write_bytes(b"half a result")
    clear_leftovers(scene.clock.now())
    assert sorted(path.name for path in folder.iterdir()) == ["a", "c", "e"]


def test_an_audit_that_saw_the_file_before_its_row_did_leaves_it(scene: Scene) -> None:
    row = scene.recording()
    scene.compressed()
    now = fresh(row)
    found = read_media(now.path)
    assert rebuild(now.volume, now.file_path, found, now.camera_id, [now]) == now
    assert now.path.exists()


def test_packets_are_listed_for_nobodys_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # as it is outside of tests
    told, program = tmp_path / "told", tmp_path / "program"
    program.write_text(f"#!/bin/sh\n(nice; ionice) > {told}\n")
    program.chmod(0o755)
    with pytest.raises(Failed):
        read_packets(os.fspath(program), "file.mp4")
    assert told.read_text() == "19\nidle\n"


def test_the_lock_of_a_result_is_the_files_own(scene: Scene) -> None:
    row = scene.recording()
    with workplace(row) as place:
        descriptor = os.open(place.path, os.O_RDONLY)
        try:
            with pytest.raises(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        finally:
            os.close(descriptor)
    assert not work_path(row).exists()
