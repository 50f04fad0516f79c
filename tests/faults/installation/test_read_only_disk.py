"""A disk that the kernel turned read-only, as it does when the disk begins to fail."""

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
)
from tests.faults.record import record
from tests.waiting import wait_for

PROMISED_SECONDS = 15


def test_recording_goes_on_on_another_disk_though_the_failed_one_has_more_room(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    failing, other = disks.ext4("failing", 48), disks.tmpfs("other", 16)
    bench = start_bench(failing.root, other.root)
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 2)
    assert not media_files(other.root)

    failing.fail()
    wait_for(lambda: len(media_files(other.root)) > 1, "recording on the other disk")
    rows = bench.stop_and_finish(camera)

    loss = loss_in(media_files(failing.root, other.root))
    record("disk read-only, a second volume", "<= 15 s", loss.seconds, loss.frames)
    assert loss.seconds <= PROMISED_SECONDS
    assert loss.doubled == 0
    assert_each_is_whole_to_its_last_fragment(media_files(failing.root, other.root))
    # A disk in trouble makes no row an error but those of files that never got a whole fragment.
    errors = {row.error.split(":")[0] for row in rows if row.status == Recording.Status.ERROR}
    assert errors <= {"no_fragment", "no_moov"}


@pytest.mark.slow
def test_alone_it_is_a_fault_that_is_named_and_recording_resumes_once_it_is_mended(
    disks: Disks, start_camera: StartCamera, start_bench: StartBench
) -> None:
    disk = disks.ext4("disk", 32)
    bench = start_bench(disk.root)
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 3)

    disk.fail()
    status = bench.wait_for_state(camera, State.FAILED)
    assert status.error_code in (Fault.FOLDER, Fault.VOLUME)
    before = media_files(disk.root)
    assert_each_is_whole_to_its_last_fragment(before)
    kept = {path.name: path.stat().st_size for path in before if path.stat().st_size}
    disk.mend()
    bench.wait_for_state(camera, State.RECORDING, seconds=30)
    rows = bench.stop_and_finish(camera)

    loss = loss_in(media_files(disk.root))
    record("disk read-only, alone", "resumes in 30 s once it is mended", loss.seconds, loss.frames)
    assert {row.path.name for row in rows} >= set(kept)
    assert loss.doubled == 0
