"""Which of a run's files a look shows, whatever the wall clock does meanwhile."""

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recordings.clock import SystemClock
from recordings.processes import RecorderProcess
from recordings.supervisor.media_watch import MediaWatch
from recordings.supervisor.run import Look, Run
from recordings.volumes import VolumeRef

NOON = datetime(2026, 3, 10, 12, 0, 0, tzinfo=UTC)
FOLDER = "city_1/cam_2"
RUN = "0a1b2c3d"


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """A run of which nothing but the files is looked at; its process is the test's own."""
    process = RecorderProcess(os.getpid(), os.pidfd_open(os.getpid()), os.memfd_create("said"))
    yield Run(
        run_id=RUN,
        camera_id=2,
        volume=VolumeRef(1, uuid.uuid4(), tmp_path, 0),
        folder=FOLDER,
        process=process,
        began=NOON,
        segment_seconds=3600,
        media=MediaWatch(SystemClock()),
    )
    process.close()


def write(run: Run, at: datetime, run_id: str = RUN) -> str:
    path = f"{FOLDER}/{at:%Y-%m-%d/%H-%M-%S}_{run_id}.mp4"
    file = run.volume.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"media")
    return path


def test_each_file_is_shown_once_in_its_order(run: Run) -> None:
    first, second = write(run, NOON), write(run, NOON + timedelta(hours=1))
    write(run, NOON, run_id="ffffffff")
    later = NOON + timedelta(hours=1, minutes=1)
    assert run.look(later) == Look((first, second), grew=True)
    assert run.look(later) == Look((), grew=False)
    assert (run.current, run.last_look(later)) == (second, ())


def test_a_file_opened_after_the_clock_stepped_back_is_shown_although_its_name_is_earlier(
    run: Run,
) -> None:
    before = write(run, NOON)
    assert run.look(NOON).new_files == (before,)
    after = write(run, NOON - timedelta(hours=1))
    assert run.last_look(NOON - timedelta(hours=1)) == (after,)
    assert run.current == after
    assert run.last_look(NOON - timedelta(hours=1)) == ()


def test_a_disk_that_went_away_and_came_back_shows_nothing_anew(run: Run) -> None:
    write(run, NOON)
    run.look(NOON)
    day = run.volume.root / FOLDER / f"{NOON.date()}"
    away = day.with_name("away")
    day.rename(away)
    assert run.last_look(NOON) == ()
    away.rename(day)
    assert run.last_look(NOON) == ()


def test_an_adopted_runs_files_are_known(run: Run) -> None:
    old = write(run, NOON - timedelta(days=20))
    new = write(run, NOON)
    assert run.all_files() == (old, new)
    assert run.last_look(NOON) == ()
