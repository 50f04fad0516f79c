"""The installation as a user runs it, on the database and broker of this leg."""

import signal

import psutil
import pytest
import requests

from recordings.simulator.stamp import missing_frames, read_stamps
from tests.system.conftest import CANARY
from tests.system.stack import Stack
from tests.waiting import wait_for

BUSY_SECONDS = 120
"""Within which a machine that is busy with other tests comes to anything."""
CONTRACT = pytest.mark.contract
"""What the launcher does is the same over any database and broker."""


def status(stack: Stack, camera_id: int) -> dict[str, object]:
    answer: dict[str, object] = stack.api("GET", f"/api/recording/status/{camera_id}/")
    return answer


def wait_until_recording(stack: Stack, camera_id: int) -> None:
    wait_for(lambda: status(stack, camera_id)["is_recording"], "recording", BUSY_SECONDS)


def finished(stack: Stack, camera_id: int) -> list[dict[str, object]]:
    found = stack.api("GET", f"/api/recordings/?camera={camera_id}&page_size=500")["results"]
    return [row for row in found if row["status"] in {"COMPLETE", "STOPPED"}]


def kill_9(stack: Stack, name: str) -> None:
    """Kill the component's main process; wait for its children's end and for its successor."""
    victims = stack.component(name)
    victims[0].send_signal(signal.SIGKILL)
    wait_for(lambda: not any(v.is_running() for v in victims), f"{name}'s end", BUSY_SECONDS)
    wait_for(lambda: stack.component(name), f"a new {name}", BUSY_SECONDS)


def answers(stack: Stack) -> bool:
    try:
        return stack.ask("GET", "/healthz").status_code == 200
    except requests.ConnectionError:
        return False


@CONTRACT
def test_kill_9_of_each_process_in_turn_loses_no_frame_and_keeps_the_recorder(
    stack: Stack, camera_id: int
) -> None:
    wait_until_recording(stack, camera_id)
    recorders = stack.recorders()
    first = status(stack, camera_id)["current_file"]

    for name in ("recorder", "worker", "beat", "web"):
        kill_9(stack, name)
    wait_for(lambda: answers(stack), "the web", BUSY_SECONDS)
    done = len(finished(stack, camera_id))
    wait_for(
        lambda: len(finished(stack, camera_id)) > done + 1,
        "files finished after it all",
        BUSY_SECONDS,
    )

    assert stack.recorders() == recorders
    assert len(recorders) == 1
    # From the disk: a row whose message was lost is finished when the reconcile task finds it.
    paths = sorted((stack.data / "recordings").rglob("*.mp4"))[:-1]
    assert stack.data / "recordings" / str(first) in paths
    assert missing_frames([stamp for path in paths for stamp in read_stamps(path)]) == []
    assert status(stack, camera_id)["restarts"] == 0


@CONTRACT
def test_the_password_is_in_no_argument_log_file_or_answer(stack: Stack, camera_id: int) -> None:
    wait_until_recording(stack, camera_id)

    for process in psutil.process_iter():
        try:
            assert CANARY not in " ".join(process.cmdline())
        except psutil.Error:
            continue
    for path in stack.data.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path
    for route in ("/api/cameras/", f"/api/cameras/{camera_id}/", "/api/recordings/"):
        assert CANARY not in stack.ask("GET", route).text
    assert stack.api("GET", f"/api/cameras/{camera_id}/")["has_password"] is True


@CONTRACT
def test_stop_and_start_by_the_specifications_paths(stack: Stack, camera_id: int) -> None:
    wait_until_recording(stack, camera_id)

    stack.api("POST", "/api/recording/stop/", camera_id=camera_id)
    wait_for(lambda: status(stack, camera_id)["state"] == "stopped", "the stop", BUSY_SECONDS)
    assert stack.recorders() == []
    started = stack.ask("POST", "/api/recordings/start", stream_id=f"cam-{camera_id}")
    wait_until_recording(stack, camera_id)

    assert started.status_code == 201
    promised = started.json()["recording_id"]
    row = stack.api("GET", f"/api/recordings/{promised}/")
    assert row["camera"] == camera_id
    stopped = stack.api("POST", f"/api/recordings/{promised}/stop")
    assert stopped["status"] == "STOPPED"
    assert stopped["duration_seconds"] > 0
    # Seen to have stopped, or the next test would take the old recorder for the new wish's.
    wait_for(
        lambda: status(stack, camera_id)["state"] == "stopped", "the second stop", BUSY_SECONDS
    )
    stack.api("POST", "/api/recording/start/", camera_id=camera_id)


def test_after_kill_9_of_everything_a_second_start_adopts_the_recorders(
    stack: Stack, camera_id: int
) -> None:
    wait_until_recording(stack, camera_id)
    recorders = stack.recorders()
    restarts = status(stack, camera_id)["restarts"]

    stack.kill_all_but_recorders()
    assert stack.recorders() == recorders
    stack.start()
    files = {row["id"] for row in finished(stack, camera_id)}
    wait_for(
        lambda: {row["id"] for row in finished(stack, camera_id)} - files,
        "a file finished",
        BUSY_SECONDS,
    )

    assert stack.recorders() == recorders
    assert status(stack, camera_id)["restarts"] == restarts


def test_a_second_run_over_the_same_folder_is_refused_with_what_to_do(
    stack: Stack, camera_id: int
) -> None:
    wait_until_recording(stack, camera_id)

    refused = stack.manage("run")

    assert refused.returncode == 1
    assert "make stop" in refused.stderr
    assert "Already running" in refused.stderr


def test_stop_ends_everything_and_the_wish_stays(stack: Stack, camera_id: int) -> None:
    wait_until_recording(stack, camera_id)

    done = stack.manage("stop")

    assert done.returncode == 0, done.stderr
    wait_for(lambda: not stack.processes(), "every process to end", BUSY_SECONDS)
    stack.start()
    wait_until_recording(stack, camera_id)
    rows = finished(stack, camera_id)
    assert {row["status"] for row in rows} <= {"COMPLETE", "STOPPED"}
