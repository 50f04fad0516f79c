"""The doctor over an installation that runs: what it finds, what it measures, what it leaves."""

import json
from collections.abc import Iterator

import pytest

from recordings.processes import find_recorders
from tests.system.stack import Stack
from tests.waiting import wait_for


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("doctor") / "data", demo=True) as running:
        wait_for(running.recorders, "the demo camera's recorder", 60)
        yield running


def test_all_works_and_capacity_is_measured(stack: Stack) -> None:
    root = stack.data / "recordings"
    recorders = find_recorders([root])
    done = stack.manage("doctor", "--json", "--seconds", "3")
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
    assert [child for child in stack.recorders() if child != recorders[0][0]] == []
