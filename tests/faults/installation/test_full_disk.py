"""A disk without room: recording stops with its reason, and goes on by itself when there is."""

import time

import pytest

from recordings.faults import Fault
from recordings.models import Recording
from recordings.states import State
from tests.cameras import StartCamera
from tests.faults.installation.conftest import StartBench
from tests.faults.installation.disks import Disks
from tests.faults.installation.truth import (
    assert_each_is_whole_to_its_last_fragment,
    loss_in,
    media_files,
    stamps_in,
)
from tests.faults.record import record
from tests.waiting import wait_for

RESUMES_SECONDS = 30


def test_a_full_disk_stops_recording_corrupts_nothing_and_is_used_again_when_there_is_room(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    disk = disks.ext4("disk", 24)
    bench = start_bench(disk.root)
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 3)

    full_at_ns = time.time_ns()
    filler = disk.fill()
    status = bench.wait_for_state(camera, State.FAILED)
    written = media_files(disk.root)
    until_full = loss_in(written)
    tail_seconds = (full_at_ns - stamps_in(written)[-1].sent_ns) / 1e9

    assert status.error_code == Fault.DISK_FULL
    assert_each_is_whole_to_its_last_fragment(written)
    assert (until_full.frames, until_full.doubled) == (0, 0)
    filler.unlink()
    freed_at = time.monotonic()
    bench.wait_for_state(camera, State.RECORDING, seconds=RESUMES_SECONDS)
    resumed_seconds = time.monotonic() - freed_at
    rows = bench.stop_and_finish(camera)
    assert_each_is_whole_to_its_last_fragment(media_files(disk.root))
    assert {row.path for row in rows} == set(media_files(disk.root))
    unreadable = [row for row in rows if row.status == Recording.Status.ERROR]
    assert [stamps_in([row.path]) for row in unreadable] == [[]] * len(unreadable)
    record("disk full", "resumes in 30 s when there is room", round(resumed_seconds, 2), None)
    record("disk full", "0 before it is full", max(0.0, round(tail_seconds, 2)), 0)


@pytest.mark.slow
def test_with_a_second_disk_recording_goes_on_there(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    first, second = disks.tmpfs("first", 24), disks.tmpfs("second", 12)
    bench = start_bench(first.root, second.root)
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 2)
    assert not media_files(second.root)

    first.fill()
    wait_for(lambda: len(media_files(second.root)) > 1, "recording on the second disk")
    bench.stop_and_finish(camera)

    loss = loss_in(media_files(first.root, second.root))
    record("disk full, a second volume", "goes on there in 15 s", loss.seconds, loss.frames)
    assert loss.doubled == 0
    assert loss.seconds <= 15
