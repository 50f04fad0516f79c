"""A password that is wrong, then corrected by editing the address."""

from recordings.models import Camera
from recordings.services.cameras import camera_update
from recordings.simulator.auth import Credentials
from recordings.simulator.process import CameraProcess
from recordings.states import State
from tests.cameras import SMALL, StartCamera
from tests.faults.cameras.truth import Loss, lost_since, wait_for_stamps
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench

SOON_SECONDS = 5.0


def test_a_corrected_password_records_within_seconds_also_after_a_change_at_the_camera(
    bench: Bench, start_camera: StartCamera
) -> None:
    process = start_camera(SMALL, Credentials("operador", "certa"))
    camera = bench.camera(process.url("/cam1", "operador", "errada"))
    bench.wait_for_state(camera, State.AUTH_FAILED)
    assert bench.pids(camera) == []
    at_first = correct(bench, process, camera, "certa")

    process.send("password nova")
    process.send("drop")
    bench.wait_for_state(camera, State.AUTH_FAILED)
    later = correct(bench, process, camera, "nova")

    for loss in (at_first, later):
        record("wrong password, then corrected", "at once", loss.seconds, loss.frames)
        assert loss.seconds <= SOON_SECONDS


def correct(bench: Bench, process: CameraProcess, camera: Camera, password: str) -> Loss:
    """Edits the address; what was lost from then on."""
    frame = process.status()["next_frame"]
    url = process.url("/cam1", "operador", password)
    camera_update(user=bench.owner, camera_id=camera.pk, rtsp_url=url)
    bench.wake()
    return lost_since(wait_for_stamps(bench, camera, frame), frame, SMALL.fps)
