"""The times of a day's files, kept beside them: what is written is read, whatever else is there."""

import json
import os
from pathlib import Path

import pytest

from recordings.times import MAX_TIMES_BYTES, TIMES_FILE, FileTimes, append_times, read_times

FIRST = "15-00-00_1a2b3c4d.mp4"
SECOND = "16-00-00_1a2b3c4d.mp4"
START_MS, END_MS = 1_795_186_800_040, 1_795_190_400_040
WHOLE = FileTimes(FIRST, START_MS, END_MS, "arrival", "rollover")


def write(folder: Path, *lines: object) -> None:
    text = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / TIMES_FILE).write_text("".join(f"{line}\n" for line in text))


@pytest.mark.parametrize("sync", [False, True])
def test_what_is_appended_is_read(tmp_path: Path, sync: bool) -> None:
    other = FileTimes(SECOND, START_MS + 1, None, "born")
    append_times(tmp_path, WHOLE, sync=sync)
    append_times(tmp_path, other, sync=sync)
    assert read_times(tmp_path) == {FIRST: WHOLE, SECOND: other}


def test_each_append_is_one_line_of_what_is_told(tmp_path: Path) -> None:
    append_times(tmp_path, FileTimes(FIRST, start_ms=0))
    append_times(tmp_path, FileTimes(FIRST, reason="stopped"))
    lines = (tmp_path / TIMES_FILE).read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"file": FIRST, "start_ms": 0},
        {"file": FIRST, "reason": "stopped"},
    ]


def test_a_folder_without_times_knows_none(tmp_path: Path) -> None:
    assert read_times(tmp_path) == {}
    assert read_times(tmp_path / "missing") == {}


def test_a_later_line_replaces_what_it_tells_and_nothing_else(tmp_path: Path) -> None:
    append_times(tmp_path, FileTimes(FIRST, START_MS, source="arrival"))
    append_times(tmp_path, FileTimes(SECOND, START_MS))
    append_times(tmp_path, FileTimes(FIRST, end_ms=END_MS, reason="rollover"))
    assert read_times(tmp_path) == {FIRST: WHOLE, SECOND: FileTimes(SECOND, START_MS)}
    append_times(tmp_path, FileTimes(FIRST, START_MS + 5, source="born"))
    later = FileTimes(FIRST, START_MS + 5, END_MS, "born", "rollover")
    assert read_times(tmp_path)[FIRST] == later


@pytest.mark.parametrize("kept", [1, 20, 60])
def test_a_line_that_a_power_cut_tore_costs_only_itself(tmp_path: Path, kept: int) -> None:
    append_times(tmp_path, WHOLE)
    append_times(tmp_path, FileTimes(SECOND, START_MS, END_MS, "arrival"))
    path = tmp_path / TIMES_FILE
    first = path.read_bytes().index(b"\n") + 1
    os.truncate(path, first + kept)
    assert read_times(tmp_path) == {FIRST: WHOLE}
    again = FileTimes(SECOND, START_MS, source="born")
    append_times(tmp_path, again)
    assert read_times(tmp_path) == {FIRST: WHOLE, SECOND: again}


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{damaged",
        "null",
        "[]",
        "5",
        '"text"',
        {},
        {"file": ""},
        {"file": None},
        {"file": 5},
        {"file": ["a"]},
        {"start_ms": START_MS},
        {"file": SECOND, "start_ms": "5"},
        {"file": SECOND, "start_ms": 5.0},
        {"file": SECOND, "start_ms": True},
        {"file": SECOND, "start_ms": None},
        {"file": SECOND, "end_ms": [5]},
        {"file": SECOND, "source": 5},
        {"file": SECOND, "reason": {}},
    ],
    ids=str,
)
def test_a_line_of_the_wrong_kind_is_passed_over(tmp_path: Path, line: object) -> None:
    write(tmp_path, line, {"file": FIRST, "start_ms": START_MS}, line)
    assert read_times(tmp_path) == {FIRST: FileTimes(FIRST, START_MS)}


def test_what_a_later_version_tells_besides_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"file": FIRST, "start_ms": START_MS, "weather": "rain"})
    assert read_times(tmp_path) == {FIRST: FileTimes(FIRST, START_MS)}


@pytest.mark.parametrize("garbage", [b"\0" * 4096, b"\xff\xfe\n\r\n\x80", b"[" * 500 + b"\n"])
def test_foreign_garbage_is_passed_over(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / TIMES_FILE).write_bytes(garbage)
    assert read_times(tmp_path) == {}
    append_times(tmp_path, WHOLE)
    assert read_times(tmp_path) == {FIRST: WHOLE}


def test_a_line_nested_without_end_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "[" * 100_000, {"file": FIRST, "start_ms": START_MS})
    assert read_times(tmp_path) == {FIRST: FileTimes(FIRST, START_MS)}


def test_a_number_of_endless_digits_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, f'{{"file": "x", "start_ms": {"9" * 5_000}}}', {"file": FIRST, "start_ms": 5})
    assert read_times(tmp_path) == {FIRST: FileTimes(FIRST, 5)}


def test_no_more_is_read_than_a_day_can_need(tmp_path: Path) -> None:
    append_times(tmp_path, WHOLE)
    with (tmp_path / TIMES_FILE).open("ab") as file:
        file.write(b" " * MAX_TIMES_BYTES + b"\n")
    append_times(tmp_path, FileTimes(SECOND, START_MS))
    assert read_times(tmp_path) == {FIRST: WHOLE}


def test_a_link_in_its_place_is_not_written_through(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("")
    (tmp_path / TIMES_FILE).symlink_to(target)
    with pytest.raises(OSError, match="symbolic links"):
        append_times(tmp_path, WHOLE)
    assert target.read_text() == ""


def test_a_folder_in_its_place_knows_none(tmp_path: Path) -> None:
    (tmp_path / TIMES_FILE).mkdir()
    assert read_times(tmp_path) == {}
