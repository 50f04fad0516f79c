"""The walk: its order, what it enters, and what it may not look at."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from recordings.audit.walking import Entry, Shape, walk

NOBODY = 65534
MEDIA = "15-00-00_1a2b3c4d.mp4"


def entries(root: Path) -> list[tuple[str, Shape]]:
    return [(entry.path, entry.shape) for entry in walk(root, lambda path: path == "spared")]


def place(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"12345")


def test_entries_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    days = ("city_1/cam_1/2026-03-10", "city_1/cam_10/2026-03-10", "city_1/cam_2/2026-03-10")
    place(
        tmp_path, *(f"{day}/{MEDIA}" for day in days), "city_1/cam_1.txt", "city_10/x", "spared/a"
    )
    place(tmp_path, "city_1/cam_1/2026-03-10/15-00-00_1a2b3c4d.mp4~", "city_01/a", "café")
    found = entries(tmp_path)
    assert [path for path, _ in found] == sorted(path for path, _ in found)
    assert found == [
        ("café", Shape.FOREIGN),
        ("city_01/", Shape.FOREIGN),
        ("city_1/cam_1.txt", Shape.FOREIGN),
        ("city_1/cam_1/", Shape.CAMERA),
        (f"city_1/cam_1/2026-03-10/{MEDIA}", Shape.MEDIA),
        (f"city_1/cam_1/2026-03-10/{MEDIA}~", Shape.FOREIGN),
        ("city_1/cam_10/", Shape.CAMERA),
        (f"city_1/cam_10/2026-03-10/{MEDIA}", Shape.MEDIA),
        ("city_1/cam_2/", Shape.CAMERA),
        (f"city_1/cam_2/2026-03-10/{MEDIA}", Shape.MEDIA),
        ("city_10/x", Shape.FOREIGN),
    ]


def test_what_is_ours_without_a_row_is_passed_over(tmp_path: Path) -> None:
    place(tmp_path, ".vms-volume.json", ".quarantine/a", "lost+found/b")
    place(tmp_path, "city_1/cam_1/.vms-camera.json", "city_1/cam_1/2026-03-10/.vms-times.jsonl")
    place(tmp_path, "city_1/.vms-camera.json", "city_1/cam_1/.vms-camera.json.77")
    assert entries(tmp_path) == [
        ("city_1/.vms-camera.json", Shape.FOREIGN),
        ("city_1/cam_1/", Shape.CAMERA),
        ("city_1/cam_1/.vms-camera.json.77", Shape.LEFTOVER),
    ]


def test_pipes_and_links_are_never_media(tmp_path: Path) -> None:
    day = tmp_path / "city_1/cam_1/2026-03-10"
    day.mkdir(parents=True)
    os.mkfifo(day / MEDIA)
    (day / "16-00-00_1a2b3c4d.mp4").symlink_to("/etc/passwd")
    (tmp_path / "city_2").symlink_to("/")
    assert entries(tmp_path) == [
        ("city_1/cam_1/", Shape.CAMERA),
        (f"city_1/cam_1/2026-03-10/{MEDIA}/", Shape.FOREIGN),
        ("city_1/cam_1/2026-03-10/16-00-00_1a2b3c4d.mp4/", Shape.FOREIGN),
        ("city_2/", Shape.LINK),
    ]


def test_a_file_comes_with_its_size_and_time(tmp_path: Path) -> None:
    place(tmp_path, f"city_1/cam_1/2026-03-10/{MEDIA}")
    os.utime(tmp_path / f"city_1/cam_1/2026-03-10/{MEDIA}", (5, 7))
    found = list(walk(tmp_path, lambda path: False))
    path = f"city_1/cam_1/2026-03-10/{MEDIA}"
    assert found[1:] == [Entry(path, Shape.MEDIA, 5, 7.0, may_open=True)]


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that an ordinary user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="vms-audit-"))
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(folder)


@contextlib.contextmanager
def ordinary_user() -> Iterator[None]:
    """To the superuser every folder is open."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_folder_that_may_not_be_listed_is_told(shared: Path) -> None:
    place(shared, f"city_1/cam_1/2026-03-10/{MEDIA}", f"city_1/cam_2/2026-03-10/{MEDIA}")
    (shared / "city_1/cam_1/2026-03-10").chmod(0)
    with ordinary_user():
        found = entries(shared)
    assert found == [
        ("city_1/cam_1/", Shape.CAMERA),
        ("city_1/cam_1/2026-03-10/", Shape.UNLISTABLE),
        ("city_1/cam_2/", Shape.CAMERA),
        (f"city_1/cam_2/2026-03-10/{MEDIA}", Shape.MEDIA),
    ]


def test_a_file_that_may_not_be_opened_is_told(shared: Path) -> None:
    place(shared, f"city_1/cam_1/2026-03-10/{MEDIA}")
    (shared / f"city_1/cam_1/2026-03-10/{MEDIA}").chmod(0)
    with ordinary_user():
        found = list(walk(shared, lambda path: False))
    assert [entry.may_open for entry in found] == [True, False]
