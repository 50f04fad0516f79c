"""Restarts of our own processes, and ends of the recorder's."""

import contextlib
import os
import shutil
import signal
import time
from pathlib import Path

import pytest
from django.db import OperationalError, transaction
from pytest_django import Settings

from recordings.models import Camera, Recording, StorageVolume
from recordings.services.cameras import camera_update
from recordings.services.recording import recording_start, recording_stop
from recordings.simulator.stamp import missing_frames
from recordings.states import State
from recordings.supervisor import supervisor
from tests.cameras import StartCamera
from tests.recordings.supervision.bench import Bench, stamps_of
from tests.waiting import wait_for


@pytest.mark.contract
def test_a_new_supervisor_adopts_the_recorder_and_no_frame_is_lost(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 2)
    before = bench.pids(camera)

    bench.stop()
    wait_for(lambda: len(list(bench.root.rglob("*.mp4"))) >= 5, "files written unsupervised")
    bench.start()
    bench.wait_for_files(camera, 6)

    assert len(before) == 1
    assert bench.pids(camera) == before
    rows = bench.stop_and_finish(camera)
    assert missing_frames(stamps_of(rows)) == []
    assert len(rows) == len(list(bench.root.rglob("*.mp4")))
    assert bench.status(camera).restarts == 0


def test_kill_9_of_ffmpeg_costs_at_most_its_last_fragment_and_begins_a_new_run(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    bench.wait_for_files(camera, 3)
    victim = bench.pids(camera)[0]
    killed_at_ns = kill(victim)

    wait_for(lambda: bench.pids(camera) not in ([], [victim]), "a new recorder")
    bench.wait_for_state(camera, State.RECORDING)
    rows = bench.stop_and_finish(camera)

    runs = [row.run_id for row in rows]
    first_run = [row for row in rows if row.run_id == runs[0]]
    tail_seconds = (killed_at_ns - stamps_of(first_run)[-1].sent_ns) / 1e9
    assert len(set(runs)) == 2
    assert first_run[-1].close_reason == Recording.CloseReason.ENDED
    assert missing_frames(stamps_of(first_run)) == []
    assert tail_seconds <= 1.5
    assert bench.status(camera).restarts == 1


def newest_size(bench: Bench) -> int:
    return max(bench.root.rglob("*.mp4")).stat().st_size


def kill(pid: int) -> int:
    """kill -9; when, in nanoseconds since the epoch."""
    os.kill(pid, signal.SIGKILL)
    return time.time_ns()


def test_a_recorder_that_died_unsupervised_is_noticed_by_the_next_supervisor(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    run_id = bench.status(camera).run_id
    bench.stop()
    wait_for(lambda: newest_size(bench) > 10_000, "a fragment in the newest file")
    os.kill(bench.pids(camera)[0], signal.SIGKILL)
    wait_for(lambda: not bench.pids(camera), "the recorder's end")

    bench.start()
    wait_for(lambda: bench.rows(camera)[-1].run_id != run_id, "a new run")

    last = [row for row in bench.finish(camera) if row.run_id == run_id][-1]
    assert last.close_reason == Recording.CloseReason.RECORDER_DOWN
    assert last.status == Recording.Status.COMPLETE


def test_an_edit_made_while_no_supervisor_ran_reaches_the_adopted_recorder(
    bench: Bench, start_camera: StartCamera
) -> None:
    process = start_camera()
    camera = bench.camera(process.url())
    bench.wait_for_state(camera, State.RECORDING)
    before = bench.pids(camera)
    bench.stop()
    camera_update(user=bench.owner, camera_id=camera.pk, rtsp_url=process.url("/cam2"))

    bench.start()
    wait_for(lambda: bench.pids(camera) not in ([], before), "a recorder of the new address")

    bench.wait_for_state(camera, State.RECORDING)
    assert len(bench.pids(camera)) == 1


def test_a_stop_while_no_supervisor_ran_ends_the_recorder_when_one_starts(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    bench.stop()
    bench.want_no_more(camera)
    assert len(bench.pids(camera)) == 1

    bench.start()

    wait_for(lambda: not bench.pids(camera), "the recorder's end")
    bench.wait_for_state(camera, State.STOPPED)


def test_a_run_on_a_volume_that_was_switched_off_is_adopted_all_the_same(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    before = bench.pids(camera)
    bench.stop()
    StorageVolume.objects.update(is_active=False)

    bench.start()
    wait_for(lambda: bench.supervisor and bench.supervisor.watches, "the adoption")
    bench.want_no_more(camera)

    wait_for(lambda: not bench.pids(camera), "the recorder's end")
    assert len(before) == 1
    assert {row.close_reason for row in bench.stop_and_finish(camera)} <= {"rollover", "stopped"}


def test_a_recorder_whose_folder_is_gone_does_not_keep_others_from_being_adopted(
    bench: Bench, start_camera: StartCamera
) -> None:
    process = start_camera()
    lost, kept = bench.camera(process.url()), bench.camera(process.url("/cam2"))
    bench.wait_for_state(lost, State.RECORDING)
    bench.wait_for_state(kept, State.RECORDING)
    before = bench.pids(kept)
    bench.stop()
    shutil.rmtree(bench.root / lost.folder)

    bench.start()

    known = len(bench.rows(kept))
    bench.wait_for_files(kept, known + 2)
    assert bench.pids(kept) == before


def test_a_database_that_goes_during_adoption_leaves_nothing_open_and_one_recorder(
    bench: Bench, start_camera: StartCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    before = bench.pids(camera)
    bench.stop()
    held: list[list[str]] = []

    def away(*_: object) -> None:
        held.append(pidfds())
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(supervisor, "open_rows_without_run", away)
        bench.start()
        wait_for(lambda: len(held) >= 3, "three attempts")
    bench.wait_for_state(camera, State.RECORDING)

    assert len(held[0]) == len(held[-1])
    assert bench.pids(camera) == before


def pidfds() -> list[str]:
    """What this process's descriptors of other processes are."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile, by another thread
            found.append(str(entry.readlink()))
    return [link for link in found if "pidfd" in link]


def test_a_recording_that_ended_and_was_switched_off_unwatched_is_shown_as_stopped(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    bench.stop()
    os.kill(bench.pids(camera)[0], signal.SIGKILL)
    wait_for(lambda: not bench.pids(camera), "the recorder's end")
    bench.want_no_more(camera)

    bench.start()

    bench.wait_for_state(camera, State.STOPPED)


def test_a_stop_and_a_start_between_two_passes_begin_a_new_run_with_the_promised_id(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    with transaction.atomic():
        recording_stop(user=bench.owner, camera_id=camera.pk)
        wish = recording_start(user=bench.owner, camera_id=camera.pk).wish
    bench.wake()

    found = Recording.objects.filter(pk=wish.first_recording_id)

    assert wait_for(found.first, "the wish's first file").wish == wish


def test_the_recorder_of_another_nodes_camera_is_left_alone(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    theirs = bench.pids(camera)
    bench.stop()
    Camera.objects.filter(pk=camera.pk).update(node="another-node")

    bench.start()
    ours = bench.camera(start_camera().url("/cam2"))
    bench.wait_for_state(ours, State.RECORDING)

    assert bench.pids(camera) == theirs


def test_files_of_other_lengths_than_set_are_seen_all_the_same(
    bench: Bench, start_camera: StartCamera, settings: Settings
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    before = bench.pids(camera)
    bench.stop()
    settings.RECORDING_SEGMENT_DURATION = 3600

    bench.start()
    known = len(bench.rows(camera))
    bench.wait_for_files(camera, known + 4)

    assert bench.pids(camera) == before
    assert missing_frames(stamps_of(bench.stop_and_finish(camera))) == []
