"""The data folder and its keys, with real modes and real disks."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.doctor.looks import codes
from vms.doctor import folders

WELL = [("folders.data", "ok"), ("folders.room", "ok"), ("folders.keys", "ok")]


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    settings.VMS_DATA_DIR, settings.VMS_KEYS_DIR = folder, folder
    settings.VMS_CAMERA_KEY_FILE = folder / "camera.keys"
    for name in ("camera.keys", "secret_key"):
        (folder / name).touch(mode=0o600)
    return folder


def test_all_is_well(data: Path) -> None:
    assert codes(folders.look()) == WELL


def test_a_folder_that_others_may_enter(data: Path) -> None:
    data.chmod(0o755)
    found = folders.look()
    assert codes(found) == [("folders.mode", "warning"), *WELL[1:]]
    assert found[0].do == f"chmod 700 {data}"


def test_a_key_that_others_may_read(data: Path) -> None:
    (data / "camera.keys").chmod(0o640)
    problem = folders.look()[-1]
    assert codes([problem]) == [("folders.key_mode", "error")]
    assert problem.do == f"chmod 600 {data / 'camera.keys'}"


def test_a_folder_of_somebody_else(data: Path) -> None:
    os.chown(data, 12345, -1)  # an account without a name
    problem = folders.look()[0]
    assert codes([problem]) == [("folders.owner", "warning")]
    assert "belongs to 12345" in problem.what


@pytest.fixture
def in_memory() -> Iterator[Path]:
    folder = Path(f"/dev/shm/vms-doctor-{os.getpid()}")
    folder.mkdir(mode=0o700)
    yield folder
    folder.rmdir()


def test_a_folder_in_memory(in_memory: Path, settings: Settings) -> None:
    settings.VMS_DATA_DIR = in_memory
    assert codes(folders.look())[0] == ("folders.in_memory", "error")
