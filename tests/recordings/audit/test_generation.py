"""A database restored from an older copy is noticed by the number on the disk."""

import json
import os
from pathlib import Path

import pytest

from recordings.audit.generation import (
    confirm_restored,
    generation_on_disk,
    is_restored,
    raise_generations,
    restored_volumes,
)
from recordings.models import StorageVolume
from recordings.volumes import VOLUME_IDENTITY, ensure_first_volume, has_its_disk, write_identity
from tests.recordings.audit.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def volume(tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "volume")


def numbers() -> tuple[int, int]:
    """Of the row and of the disk."""
    row = StorageVolume.objects.get()
    return row.generation, generation_on_disk(row)


def put(volume: StorageVolume, row: int, disk: object) -> None:
    StorageVolume.objects.update(generation=row)
    content = {"volume": str(volume.uuid), "generation": disk}
    write_identity(volume.path / VOLUME_IDENTITY, content)


def test_both_are_raised_together(volume: StorageVolume) -> None:
    assert numbers() == (0, 0)
    raise_generations()
    raise_generations()
    assert numbers() == (2, 2)
    assert has_its_disk(volume)
    assert restored_volumes() == []


@pytest.mark.parametrize(("row", "disk"), [(4, 5), (5, 5), (5, 4), (5, None), (5, "x"), (5, True)])
def test_what_a_crash_leaves_is_no_sign_and_is_mended(
    volume: StorageVolume, row: int, disk: object
) -> None:
    put(volume, row, disk)
    assert restored_volumes() == []
    raise_generations()
    assert numbers() == (row + 1, row + 1)


def test_a_row_that_lags_behind_its_disk_is_told_until_it_is_confirmed(scene: Scene) -> None:
    put(scene.volume, 3, 5)
    raise_generations()
    assert numbers() == (3, 5)
    assert restored_volumes() == [scene.volume]
    # A note: what it asks for is a person's word, and no repair.
    assert scene.audit(repair=True) == {"database_restored": (1, 0)}
    assert numbers() == (3, 5)
    confirm_restored(StorageVolume.objects.get())
    assert restored_volumes() == []
    assert numbers() == (6, 6)
    assert scene.audit() == {}


def test_a_database_that_was_lost_is_older_than_its_disk(volume: StorageVolume) -> None:
    put(volume, 9, 9)
    StorageVolume.objects.all().delete()
    assert is_restored(ensure_first_volume(volume.path))


def test_a_disk_that_is_not_there_is_not_written_to(volume: StorageVolume) -> None:
    (volume.path / VOLUME_IDENTITY).write_text("{}")
    raise_generations()
    assert json.loads((volume.path / VOLUME_IDENTITY).read_text()) == {}
    assert StorageVolume.objects.get().generation == 0


def test_a_disk_that_cannot_be_written_keeps_its_number(volume: StorageVolume) -> None:
    for path in volume.path.iterdir():
        path.with_name(f"{path.name}.{os.getpid()}").mkdir()
    raise_generations()
    assert numbers() == (0, 0)
