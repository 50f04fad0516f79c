"""What a new user sees after `make run`, and what the doctor finds there, measures and leaves."""

import contextlib
import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from recordings.processes import find_recorders
from tests.system.stack import Stack
from tests.waiting import wait_for


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("demo"), demo=True, segment_seconds=3600) as running:
        wait_for(running.recorders, "the demo camera's recorder", 120)
        yield running


def test_the_demo_cameras_current_file_grows_in_its_status(demo: Stack) -> None:
    camera = demo.api("GET", "/api/cameras/")["results"][0]
    path = f"/api/recording/status/{camera['id']}/"

    # Frames are counted from the recorder's first words on, its file once it was looked at.
    first = wait_for(
        lambda: s if (s := demo.api("GET", path))["frames"] and s["current_file"] else None,
        "frames in a file",
    )
    later = wait_for(
        lambda: s if (s := demo.api("GET", path))["frames"] >= first["frames"] + 50 else None,
        "the file to grow",
    )

    assert later["is_recording"] is True
    assert later["current_file"] == first["current_file"]
    assert later["disk_usage_bytes"] > first["disk_usage_bytes"]
    assert Path(demo.data / "recordings" / later["current_file"]).is_file()
    assert requests.get(f"{demo.url}/readyz", timeout=10).json()["status"] == "ready"
    output = (demo.data / "run.out").read_text()
    assert f"http://127.0.0.1:{demo.port}/" in output


def test_a_connection_is_kept_between_two_questions(demo: Stack) -> None:
    """Else the second one meets a connection that is just closed: an error 502 behind nginx."""
    connection = http.client.HTTPConnection("127.0.0.1", demo.port, timeout=60)
    with contextlib.closing(connection):
        for pause_seconds in (0, 5):  # the client asks every few seconds
            time.sleep(pause_seconds)
            connection.request("GET", "/healthz")
            with connection.getresponse() as answer:
                assert (answer.status, answer.will_close) == (200, False)
                answer.read()


def test_to_the_doctor_all_works_and_capacity_is_measured(demo: Stack) -> None:
    root = demo.data / "recordings"
    recorders = find_recorders([root])
    done = demo.manage("doctor", "--json", "--seconds", "3")
    report = json.loads(done.stdout)
    errors = [finding for finding in report["findings"] if finding["severity"] == "error"]
    assert errors == []
    assert (done.returncode, done.stderr) == (0, "")
    good = {f["code"] for f in report["findings"] if f["severity"] == "ok"}
    assert good >= {
        "database.reachable",
        "programs.worker",
        "programs.recorder",
        "programs.beat",
        "nodes.heartbeat",
        "cameras.secrets",
        "ffmpeg.records",
    }
    measured = report["capacity"]["measured"]
    assert measured["recorders"] >= 4
    assert measured["frames"] >= measured["recorders"] * 25 * 3 - 50
    assert all(measured[key] > 0 for key in measured if key not in ("frames_lost", "busy_cores"))
    assert report["capacity"]["recording_now"] == 1
    assert min(report["capacity"]["cameras_by_resource"].values()) == report["capacity"]["cameras"]
    # The recorder that ran before goes on, and nothing of the trial is left.
    assert find_recorders([root]) == recorders
    assert not (root / ".vms-doctor").exists()
    assert [child for child in demo.recorders() if child != recorders[0][0]] == []
