"""Volumes: whose disk is there, what kind it is, whether it can be written."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from recordings.models import StorageVolume
from recordings.volumes import VOLUME_IDENTITY, ensure_first_volume, free_bytes
from tests.doctor.looks import codes
from vms.doctor import volumes

pytestmark = pytest.mark.django_db


@pytest.fixture
def volume(tmp_path: Path) -> StorageVolume:
    row = ensure_first_volume(tmp_path / "disk")
    StorageVolume.objects.update(reserve_bytes=1000)
    return row


def states() -> list[tuple[str, str]]:
    """Without what depends on the disk that the tests happen to lie on."""
    kinds = {"volumes.system_disk", "volumes.memory", "volumes.container", "volumes.network"}
    ours = [finding for finding in volumes.look() if finding.code not in kinds]
    return [
        (code, "ok" if code == "volumes.nearly_full" else severity)
        for code, severity in codes(ours)
    ]


def other_disk(volume: StorageVolume) -> None:
    (volume.path / VOLUME_IDENTITY).write_text('{"volume": "another"}')


def unmounted(volume: StorageVolume) -> None:
    (volume.path / VOLUME_IDENTITY).unlink()


def damaged(volume: StorageVolume) -> None:
    (volume.path / VOLUME_IDENTITY).write_text("{")


def missing(volume: StorageVolume) -> None:
    shutil.rmtree(volume.path)


def full(volume: StorageVolume) -> None:
    StorageVolume.objects.update(reserve_bytes=2**62)


def test_the_right_disk_with_room(volume: StorageVolume) -> None:
    ((code, severity),) = states()
    assert code in ("volumes.room", "volumes.nearly_full")
    assert severity == "ok"
    assert [path.name for path in volume.path.iterdir()] == [VOLUME_IDENTITY]


def test_one_that_is_nearly_full(volume: StorageVolume) -> None:
    StorageVolume.objects.update(reserve_bytes=free_bytes(volume.path) * 2 // 3)
    assert codes(volumes.look())[0] == ("volumes.nearly_full", "warning")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (other_disk, "volumes.other_disk"),
        (unmounted, "volumes.unmounted"),
        (damaged, "volumes.identity_damaged"),
        (missing, "volumes.missing"),
        (full, "volumes.full"),
    ],
)
def test_what_keeps_it_from_recording(
    volume: StorageVolume, fault: Callable[[StorageVolume], None], code: str
) -> None:
    fault(volume)
    assert states() == [(code, "error")]


def test_no_volume_in_use(volume: StorageVolume) -> None:
    StorageVolume.objects.update(is_active=False)
    assert states() == [("volumes.none", "error")]


def test_writing_is_tried() -> None:
    assert volumes.write_problem(Path("/tmp")) == ""
    assert volumes.write_problem(Path("/proc")) != ""


@pytest.fixture
def in_memory() -> Iterator[Path]:
    folder = Path(f"/dev/shm/vms-doctor-volume-{os.getpid()}")
    yield folder
    shutil.rmtree(folder)


def test_a_volume_in_memory(in_memory: Path) -> None:
    ensure_first_volume(in_memory)
    assert codes(volumes.look())[-1] == ("volumes.memory", "warning")


def test_without_a_database_the_folder_is_told_of(tmp_path: Path, settings: Settings) -> None:
    settings.RECORDINGS_DIR = tmp_path / "not" / "there" / "yet"
    first = volumes.look_without_database()[0]
    assert codes([first]) == [("volumes.folder", "ok")]
    assert str(settings.RECORDINGS_DIR) in first.what
    assert not (tmp_path / "not").exists()
