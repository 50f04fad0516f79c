"""`manage.py doctor` as a technician starts it: over a fresh folder, and interrupted."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from tests.waiting import wait_for

PROJECT = Path(__file__).resolve().parents[2]


def start(data: Path, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
    given = {**os.environ, "VMS_DATA_DIR": str(data), "VMS_NODE": "node-1", **environment}
    given.pop("RECORDINGS_DIR", None)
    argv = [sys.executable, "manage.py", "doctor", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(argv, cwd=PROJECT, env=given, stdout=pipe, stderr=pipe, text=True)


def run(data: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Exit code and standard output; nothing may be on standard error."""
    with start(data, *arguments, **environment) as process:
        said, complaints = process.communicate(timeout=60)
    assert complaints == ""
    return process.returncode, said


def found(report: str) -> dict[str, str]:
    return {f["code"]: f["severity"] for f in json.loads(report)["findings"]}


def test_a_fresh_folder_is_no_error_and_stays_fresh(tmp_path: Path) -> None:
    code, said = run(tmp_path / "data", "--quick", "--json")
    report = json.loads(said)
    assert (code, report["errors"], report["capacity"]) == (0, 0, None)
    assert found(said)["database.fresh"] == "warning"
    assert {key: report[key] for key in ("version", "node", "data_dir")} == {
        "version": 1,
        "node": "node-1",
        "data_dir": str(tmp_path / "data"),
    }
    assert {tuple(sorted(f)) for f in report["findings"]} == {
        ("about", "code", "do", "severity", "what")
    }
    made = {path.name for path in (tmp_path / "data").iterdir()}
    assert made.isdisjoint({"db.sqlite3", "recordings", ".vms-doctor"})


def test_people_read_it_in_their_language(tmp_path: Path) -> None:
    """Exit code 1 says the same to scripts."""
    code, said = run(tmp_path / "data", "--quick", VMS_FFMPEG="/nowhere/ffmpeg")
    assert code == 1
    assert "Banco de dados" in said.splitlines()
    assert "/nowhere/ffmpeg" in said


def test_everything_away_or_wrong_is_found_and_nothing_breaks(tmp_path: Path) -> None:
    code, said = run(
        tmp_path / "data",
        "--json",
        "--seconds",
        "1",
        DATABASE_URL="postgres://vms:hush-hush@127.0.0.1:1/vms",
        VMS_BROKER_URL="redis://:hush-hush@127.0.0.1:1/0",
        VMS_FFMPEG="/nowhere/ffmpeg",
        RECORDING_SEGMENT_DURATION="7",
    )
    expected = {
        "settings.recordings.E002": "error",
        "database.away": "error",
        "broker.away": "error",
        "ffmpeg.missing": "error",
        "capacity.not_measured": "warning",
    }
    assert code == 1
    assert {c: s for c, s in found(said).items() if c in expected} == expected
    assert "hush-hush" not in said


def recorders_of(pid: int) -> list[int]:
    """Trial recorders of a doctor; a process may end while it is looked at."""
    found = []
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.Error, IndexError):
            if ".vms-doctor/" in child.cmdline()[-1]:
                found.append(child.pid)
    return found


def test_interrupted_it_leaves_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    process = start(data, "--language", "en", "--seconds", "60")

    try:
        wait_for(lambda: recorders_of(process.pid), "a trial recorder")
        started = psutil.Process(process.pid).children(recursive=True)
        priorities = {child.nice() for child in started}
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, complaints, priorities) == (130, "", {10})
    assert said == "Stopped; nothing is left running, nothing on the disk.\n"
    # Orphans are reaped by whoever is their parent then, some time.
    wait_for(lambda: not any(is_alive(child) for child in started), "the trial recorders' end")
    assert not (data / ".vms-doctor").exists()


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
