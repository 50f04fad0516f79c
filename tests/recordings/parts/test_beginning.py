"""When a closed file began and ended, by the surest source that its name does not deny."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recordings.beginning import WallTimes, wall_times
from recordings.birth import born_at
from recordings.media.fragments import FragmentScan, scan
from recordings.times import TIMES_FILE, FileTimes, append_times
from tests.unit.media.ffmpeg_samples import SECONDS, record

MEDIA = timedelta(seconds=SECONDS)
PERIOD = timedelta(milliseconds=40)  # a write comes one frame after the frame that it holds
OPENED = datetime(2026, 11, 20, 15, 0, 0, tzinfo=UTC)
FAR = OPENED + timedelta(days=1)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return record(tmp_path_factory.mktemp("beginning"), "h264").read_bytes()


def scan_path(path: Path) -> FragmentScan:
    with path.open("rb") as file:
        return scan(file.fileno())


def place(folder: Path, opened: datetime, data: bytes) -> Path:
    path = folder / f"{opened:%Y-%m-%d/%H-%M-%S}_1a2b3c4d.mp4"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.fixture
def old(tmp_path: Path, sample: bytes) -> Path:
    """A file whose birth is far from its name, like one that was copied here."""
    return place(tmp_path, OPENED, sample)


def decide(path: Path, last_write: datetime = FAR, *, first_of_run: bool = True) -> WallTimes:
    return wall_times(path, scan_path(path), last_write.timestamp(), first_of_run=first_of_run)


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def tell(path: Path, start: datetime, end: datetime | None = None, **more: str) -> None:
    end_ms = None if end is None else ms(end)
    append_times(path.parent, FileTimes(path.name, ms(start), end_ms, **more))


START = OPENED + timedelta(seconds=0.321)
END = START + timedelta(seconds=4.1)
WRITTEN = START + MEDIA + PERIOD


# What was told


def test_what_was_told_stands(old: Path) -> None:
    tell(old, START, END, source="born", reason="stalled")
    assert decide(old, WRITTEN + PERIOD) == WallTimes(START, END, "born", "stalled")


def test_a_start_without_a_source_came_from_the_arrival_of_frames(old: Path) -> None:
    tell(old, START, END)
    assert decide(old) == WallTimes(START, END, "arrival", "")


def test_an_end_that_nobody_told_is_the_start_and_the_media(old: Path) -> None:
    tell(old, START)
    assert decide(old) == WallTimes(START, START + MEDIA, "arrival")


def test_a_told_end_before_the_start_is_the_start(old: Path) -> None:
    tell(old, START, START - timedelta(seconds=1))
    assert decide(old) == WallTimes(START, START, "arrival")


@pytest.mark.parametrize(
    ("seconds_after_name", "kept"),
    [(-10.001, False), (-10, True), (0, True), (2, True), (2.001, False), (3600, False)],
)
def test_a_told_start_is_believed_only_near_the_files_name(
    old: Path, seconds_after_name: float, kept: bool
) -> None:
    told = OPENED + timedelta(seconds=seconds_after_name)
    tell(old, told, told + MEDIA, reason="rollover")
    by_write = WallTimes(START, START + MEDIA, "written", "rollover")
    found = decide(old, WRITTEN)
    assert found == (WallTimes(told, told + MEDIA, "arrival", "rollover") if kept else by_write)


def test_only_why_it_ended_may_be_told(old: Path) -> None:
    append_times(old.parent, FileTimes(old.name, reason="recorder_down"))
    assert decide(old, WRITTEN) == WallTimes(START, START + MEDIA, "written", "recorder_down")


def test_what_is_told_of_another_file_says_nothing(old: Path) -> None:
    append_times(old.parent, FileTimes("15-00-00_00000000.mp4", ms(START), ms(END), "arrival"))
    assert decide(old) == WallTimes(OPENED, OPENED + MEDIA, "name")


@pytest.mark.parametrize("start", ["{damaged", json.dumps({"file": "", "start_ms": 5})])
def test_a_damaged_line_says_nothing(old: Path, start: str) -> None:
    (old.parent / TIMES_FILE).write_text(start)
    assert decide(old, WRITTEN) == WallTimes(START, START + MEDIA, "written")


# The birth


@pytest.fixture
def new(tmp_path: Path, sample: bytes) -> Path:
    """A file that was born in the second of its name, or just after."""
    return place(tmp_path, datetime.now(UTC).replace(microsecond=0), sample)


def test_a_file_that_follows_another_began_a_frame_before_its_birth(new: Path) -> None:
    born = born_at(new)
    assert born is not None
    start = datetime.fromtimestamp(round(born - 0.04, 3), UTC)
    found = decide(new, first_of_run=False)
    assert found == WallTimes(start, start + MEDIA, "born")


def test_a_runs_first_file_is_born_late_and_goes_by_its_last_write(new: Path) -> None:
    start = datetime.fromtimestamp(round(new.stat().st_mtime), UTC)
    found = decide(new, start + MEDIA + PERIOD, first_of_run=True)
    assert found == WallTimes(start, start + MEDIA, "written")


def test_a_birth_far_from_the_name_is_refused(old: Path) -> None:
    assert decide(old, WRITTEN, first_of_run=False) == WallTimes(START, START + MEDIA, "written")


def test_a_birth_with_sound_is_later_by_what_the_sound_holds_back(tmp_path: Path) -> None:
    source = record(tmp_path, "h264 with long GOPs", audio="pcm_alaw").read_bytes()
    path = place(tmp_path, datetime.now(UTC).replace(microsecond=0), source)
    born = born_at(path)
    assert born is not None
    found = decide(path, first_of_run=False)
    start = datetime.fromtimestamp(round(born - 0.04 - 0.33, 3), UTC)
    assert (found.start, found.source) == (start, "born")
    assert found.end - found.start == MEDIA  # the first frame's lead is no media


# The last write, and the name


@pytest.mark.parametrize(
    ("seconds_after_name", "kept"),
    [(-10.001, False), (-10, True), (0, True), (2, True), (2.001, False), (86_400, False)],
)
def test_the_last_write_tells_the_start_only_near_the_files_name(
    old: Path, seconds_after_name: float, kept: bool
) -> None:
    start = OPENED + timedelta(seconds=seconds_after_name)
    by_name = WallTimes(OPENED, OPENED + MEDIA, "name")
    found = decide(old, start + MEDIA + PERIOD)
    assert found == (WallTimes(start, start + MEDIA, "written") if kept else by_name)


def test_a_file_of_a_foreign_name_goes_by_its_last_write(tmp_path: Path, sample: bytes) -> None:
    path = tmp_path / "holiday.mp4"
    path.write_bytes(sample)
    assert decide(path, WRITTEN) == WallTimes(START, START + MEDIA, "written")


def test_the_last_write_is_the_systems_own(old: Path) -> None:
    os.utime(old, (WRITTEN.timestamp(), WRITTEN.timestamp()))
    found = wall_times(old, scan_path(old), old.stat().st_mtime, first_of_run=True)
    assert found == WallTimes(START, START + MEDIA, "written")
