"""A camera that passes the check, then sends FFmpeg to a network that is not allowed."""

import pytest
from pytest_django import Settings

from recordings.simulator.stamp import read_stamps
from recordings.states import State
from tests.cameras import SMALL, StartCamera
from tests.faults.record import record
from tests.recordings.supervision.bench import Bench
from tests.waiting import wait_for


@pytest.mark.parametrize("attempts", [3, pytest.param(20, marks=pytest.mark.slow, id="many")])
def test_nothing_is_recorded_from_a_network_that_is_not_allowed(
    bench: Bench, start_camera: StartCamera, settings: Settings, attempts: int
) -> None:
    settings.VMS_CAMERA_NETWORKS = ["127.0.0.1/32"]
    forbidden = start_camera(SMALL, None, "--host", "127.0.0.2")
    target = f"rtsp://127.0.0.2:{forbidden.port}/cam1"
    bait = start_camera(SMALL, None, "--redirect-to", target)
    camera = bench.camera(bait.url("/redirect-later"), start=False)

    for attempt in range(1, attempts + 1):
        bench.want(camera)
        status = bench.wait_for_state(camera, State.BAD_ADDRESS)
        wait_for(lambda: not bench.pids(camera), "the recorder's end")
        assert status.error_code == "forbidden_address"
        # FFmpeg cannot be told not to follow; it is ended before what it got counts.
        assert forbidden.status()["connections"] <= attempt
        wait_for(lambda: forbidden.status()["open"] == 0, "the end of the connection")
        bench.want_no_more(camera)
        bench.wait_for_state(camera, State.STOPPED)

    left = [stamp for path in bench.root.rglob("*.mp4") for stamp in read_stamps(path)]
    record("redirect to a forbidden network", "nothing recorded", None, len(left))
    assert bench.rows(camera) == []
    assert left == []
