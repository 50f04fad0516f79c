"""A file's time of birth, against what the system's own stat says of it."""

import os
import subprocess
from pathlib import Path

import pytest

from recordings.birth import born_at


def stat_birth(path: Path) -> str:
    """Seconds since the epoch with nine decimals."""
    command = ["stat", "-c", "%.9W", str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("name", ["file.mp4", "gravação ü.mp4"])
def test_it_is_what_stat_says(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"media")
    assert born_at(path) == pytest.approx(float(stat_birth(path)), abs=1e-6)


def test_it_is_not_the_time_of_the_last_write(tmp_path: Path) -> None:
    path = tmp_path / "file.mp4"
    path.write_bytes(b"media")
    born = born_at(path)
    os.utime(path, (1_000.0, 1_000.0))
    assert born is not None
    assert (born_at(path), path.stat().st_mtime) == (born, 1_000.0)


def test_a_file_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert born_at(tmp_path / "missing.mp4") is None


def test_a_file_of_a_system_without_births_has_none() -> None:
    path = Path("/proc/self/stat")
    assert stat_birth(path) in ("0", "0.000000000", "-")
    assert born_at(path) is None
