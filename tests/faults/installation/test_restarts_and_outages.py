"""Processes that die, deploys, and services that go away: the recorder itself notices nothing."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.faults.installation.running import (
    CATCHES_UP_SECONDS,
    Installation,
    run_installation,
)
from tests.faults.installation.services import Service
from tests.faults.installation.truth import Loss, loss_in
from tests.faults.record import record
from tests.system.stack import PROJECT, Stack
from tests.waiting import wait_for

SHORT_SECONDS, LONG_SECONDS = 6, 60
ROUTES = ["/api/cameras/", "/api/recordings/", "/api/auth/me/"]
UNTOUCHED = "FFmpeg untouched and adopted; every effect once"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, clips: Path) -> Iterator[Installation]:
    with run_installation(tmp_path_factory.mktemp("stack"), clips) as running:
        yield running


def loss_of_all(installation: Installation) -> Loss:
    """Over everything since the installation began; the file being written is left out."""
    return loss_in(installation.files[:-1])


def assert_nothing_lost(installation: Installation, recorders: list[int], loss: Loss) -> None:
    """The same one FFmpeg, and each of its frames once."""
    assert installation.stack.recorders() == recorders
    assert len(recorders) == 1
    assert (loss.frames, loss.doubled) == (0, 0)


def assert_one_row_a_file(installation: Installation) -> None:
    root = installation.stack.data / "recordings"
    on_disk = {str(path.relative_to(root)) for path in installation.files[:-1]}

    def listed() -> list[str]:
        return [row["file_path"] for row in installation.rows()]

    wait_for(lambda: on_disk <= set(listed()), "a row of each file", CATCHES_UP_SECONDS)
    paths = listed()
    assert len(set(paths)) == len(paths)


def statuses_while(installation: Installation, seconds: float) -> set[int]:
    """What the API answers meanwhile; 0 where it did not within the client's 20 s."""
    until = time.monotonic() + seconds
    seen = set()
    while time.monotonic() < until:
        for route in ROUTES:
            try:
                seen.add(installation.stack.ask("GET", route).status_code)
            except requests.RequestException:
                seen.add(0)
        time.sleep(0.2)
    return seen


def launcher(stack: Stack) -> psutil.Process:
    """`manage.py run`."""
    return next(p for p in stack.processes() if p.cmdline()[-2:] == ["manage.py", "run"])


def test_a_deploy_ends_every_process_but_the_recorder(installation: Installation) -> None:
    stack = installation.stack
    recorders = stack.recorders()

    launcher(stack).terminate()
    wait_for(lambda: [p.pid for p in stack.processes()] == recorders, "all others to end", 90)
    installation.wait_for_more_files(1)
    stack.start()
    written = installation.wait_for_more_files(1)
    installation.wait_until_finished(written)

    loss = loss_of_all(installation)
    record("deploy (SIGTERM, new start)", UNTOUCHED, loss.seconds, loss.frames)
    assert_nothing_lost(installation, recorders, loss)
    assert_one_row_a_file(installation)
    status = stack.api("GET", f"/api/recording/status/{installation.camera}/")
    assert status["restarts"] == 0


@pytest.mark.parametrize(
    "seconds", [SHORT_SECONDS, pytest.param(2 * LONG_SECONDS + 10, marks=pytest.mark.slow)]
)
def test_a_second_beat_changes_nothing(installation: Installation, seconds: float) -> None:
    stack = installation.stack
    recorders = stack.recorders()
    installation.wait_until_finished(installation.files[:-1])
    before = {row["id"]: row for row in installation.rows() if row["status"] == "COMPLETE"}

    argv = [sys.executable, "manage.py", "serve", "beat"]
    second = subprocess.Popen(
        argv,
        cwd=PROJECT,
        env=stack.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: len(stack.component("beat")) == 2, "two beats")
        statuses_while(installation, seconds)
        assert second.poll() is None
    finally:
        second.kill()
        second.wait()
    written = installation.wait_for_more_files(1)
    installation.wait_until_finished(written)

    loss = loss_of_all(installation)
    record("two beats", UNTOUCHED, loss.seconds, loss.frames)
    assert_nothing_lost(installation, recorders, loss)
    assert_one_row_a_file(installation)
    after = {row["id"]: row for row in installation.rows()}
    assert {key: after[key] for key in before} == before


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_kill_9_of_processes_at_random_moments(installation: Installation, seed: int) -> None:
    """In turn, once each, is tests/system's."""
    chance = random.Random(seed)
    stack = installation.stack
    recorders = stack.recorders()
    names = [chance.choice(["recorder", "worker", "beat", "web"]) for _ in range(6)]

    for name in names:
        time.sleep(chance.uniform(0, 2))
        wait_for(lambda name=name: stack.component(name), name)  # type: ignore[misc]
        stack.component(name)[0].send_signal(signal.SIGKILL)
    stack.wait_for_components("recorder", "worker", "beat", "web")
    wait_for(lambda: answers(stack), "the web")
    written = installation.wait_for_more_files(1)
    installation.wait_until_finished(written)

    loss = loss_of_all(installation)
    record("kill -9 of our processes", UNTOUCHED, loss.seconds, loss.frames, " ".join(names))
    assert_nothing_lost(installation, recorders, loss)
    assert_one_row_a_file(installation)


def answers(stack: Stack) -> bool:
    try:
        return stack.ask("GET", "/healthz").status_code == 200
    except requests.ConnectionError:
        return False


Away = tuple[Callable[[Service], None], Callable[[Service], None]]
WAYS: dict[str, Away] = {
    "stopped": (Service.stop, Service.start),
    "frozen": (Service.freeze, Service.thaw),
}
CASES = [
    pytest.param("stopped", SHORT_SECONDS, id="stopped"),
    pytest.param("stopped", LONG_SECONDS, id="stopped-60", marks=pytest.mark.slow),
    pytest.param("frozen", LONG_SECONDS, id="frozen-60", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("way", "seconds"), CASES)
def test_while_the_database_is_away_recording_goes_on_and_the_api_says_503(
    installation: Installation, way: str, seconds: float
) -> None:
    begin, end = WAYS[way]
    recorders = installation.stack.recorders()
    known = len(installation.files)

    begin(installation.database)
    try:
        statuses = statuses_while(installation, seconds)
    finally:
        end(installation.database)
    back_at = time.monotonic()
    written = installation.files[:-1]
    installation.wait_until_finished(written)

    caught_up_seconds = round(time.monotonic() - back_at, 1)
    loss = loss_of_all(installation)
    note = f"API said {sorted(statuses)}; caught up in {caught_up_seconds} s"
    record(f"database {way} for {seconds} s", "0; API 503", loss.seconds, loss.frames, note)
    assert statuses == {503}
    assert_nothing_lost(installation, recorders, loss)
    assert len(written) > known


@pytest.mark.parametrize(("way", "seconds"), CASES)
def test_while_the_broker_is_away_recording_goes_on_and_so_does_the_api(
    installation: Installation, way: str, seconds: float
) -> None:
    begin, end = WAYS[way]
    recorders = installation.stack.recorders()
    known = len(installation.files)

    begin(installation.broker)
    try:
        statuses = statuses_while(installation, seconds)
        # The broker would carry the word of it to the recorder, which looks by itself, too.
        body = {"camera_id": installation.camera}
        told = installation.stack.ask("POST", "/api/recording/start/", **body)
    finally:
        end(installation.broker)
    back_at = time.monotonic()
    written = installation.files[:-1]
    note = f"API said {sorted(statuses)}"
    if seconds >= LONG_SECONDS:  # what closes meanwhile waits for a task of each minute
        installation.wait_until_finished(written)
        note += f"; caught up in {time.monotonic() - back_at:.1f} s"

    loss = loss_of_all(installation)
    record(f"broker {way} for {seconds} s", "0", loss.seconds, loss.frames, note)
    assert statuses == {200}
    assert told.status_code < 500
    assert_nothing_lost(installation, recorders, loss)
    assert len(written) > known


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_recorder_that_dies_while_the_database_is_away_is_started_anew(
    installation: Installation, way: str
) -> None:
    """Last here: those before it count the frames of one run."""
    begin, end = WAYS[way]
    stack = installation.stack
    [victim] = stack.recorders()

    begin(installation.database)
    killed_at = time.monotonic()
    try:
        psutil.Process(victim).kill()
        wait_for(lambda: stack.recorders() not in ([], [victim]), "a new recorder")
        again_seconds = round(time.monotonic() - killed_at, 1)
    finally:
        end(installation.database)
    written = installation.wait_for_more_files(1)
    installation.wait_until_finished(written)

    record(f"kill -9 ffmpeg, database {way}", "started anew, about 4 s", again_seconds, None)
    assert_one_row_a_file(installation)
