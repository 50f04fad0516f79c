"""How far an emergency goes, and where it does not."""

from datetime import timedelta

import pytest

from recordings.cleanup import emergency
from recordings.cleanup.pressure import relieve
from recordings.models import Deletion, StorageVolume
from recordings.volumes import VOLUME_IDENTITY, read_identity, write_identity
from tests.faults.installation.disks import MIB
from tests.people import make_city
from tests.recordings.cleanup.scene import DAY, HOUR
from tests.recordings.cleanup.small_disk import (
    FILE_BYTES,
    NEED_FILES,
    SmallDisk,
    details,
    disks,
    left,
    mounts_impossible,
    runs,
    small_disk,
    starts,
)

__all__ = ["disks", "mounts_impossible", "small_disk"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emergency, "GIVES_BACK_SECONDS", 0.5)


def test_a_disk_that_gives_nothing_back_loses_twice_what_is_missing_and_no_more(
    small_disk: SmallDisk, impatient: None
) -> None:
    """Somebody plays the files: their bytes stay until they are closed."""
    camera = small_disk.scene.camera()
    rows = small_disk.hours(camera, 20)
    viewer = [row.path.open("rb") for row in rows]
    small_disk.crowd()
    free_bytes = small_disk.free_bytes()

    small_disk.relieve()
    after_the_first = left(camera)
    small_disk.scene.clock.turn(timedelta(minutes=1))
    small_disk.relieve()

    assert small_disk.free_bytes() == free_bytes
    assert after_the_first == starts(rows[2 * NEED_FILES :])
    assert left(camera) == after_the_first
    told = details()
    assert (told["disk_kept"], told["gave_back_bytes"]) == (True, 0)
    for file in viewer:
        file.close()
    small_disk.relieve()
    assert not small_disk.volume.is_short
    assert left(camera) == after_the_first


def test_after_ten_minutes_it_tries_again(small_disk: SmallDisk, impatient: None) -> None:
    camera = small_disk.scene.camera()
    rows = small_disk.hours(camera, 20)
    viewer = [row.path.open("rb") for row in rows[: 2 * NEED_FILES]]
    small_disk.crowd()
    small_disk.relieve()
    small_disk.scene.clock.turn(timedelta(minutes=10))

    small_disk.relieve()

    assert left(camera) == starts(rows[3 * NEED_FILES :])
    assert small_disk.free_bytes() >= small_disk.marks().eased
    for file in viewer:
        file.close()


def test_where_all_footage_would_not_be_enough_none_goes(small_disk: SmallDisk) -> None:
    """Somebody set a reserve that is larger than the disk, or filled it with other things."""
    camera = small_disk.scene.camera(recording_enabled=True)
    rows = small_disk.hours(camera, 10)
    StorageVolume.objects.update(reserve_bytes=64 * MIB)

    for _ in range(2):
        small_disk.relieve()

    assert left(camera) == starts(rows)
    assert runs() == [("emergency", 0, "")]
    assert details()["nothing_left"] is True


def test_a_restored_database_deletes_nothing(small_disk: SmallDisk) -> None:
    camera = small_disk.scene.camera()
    rows = small_disk.hours(camera, 10)
    small_disk.crowd()
    identity = small_disk.volume.path / VOLUME_IDENTITY
    write_identity(identity, {**read_identity(identity), "generation": 5})

    small_disk.relieve()

    assert left(camera) == starts(rows)
    assert runs() == []
    assert small_disk.volume.is_short


def test_after_a_leap_of_the_clock_nothing_is_taken_for_expired_and_no_hold_for_over(
    small_disk: SmallDisk,
) -> None:
    scene = small_disk.scene
    camera, other = scene.camera(), scene.camera("Square", city=make_city("Boreal"))
    rows = small_disk.hours(camera, 10)
    held = small_disk.hours(other, 3)
    scene.hold(other, held[0].start_time, held[-1].start_time + HOUR)
    relieve(scene.clock)
    small_disk.crowd()

    scene.clock.step(400 * DAY)
    small_disk.relieve()

    assert left(other) == starts(held)
    assert left(camera) == starts(rows[NEED_FILES:])
    assert set(Deletion.objects.values_list("reason", flat=True)) == {"emergency"}


def test_two_short_volumes_are_each_relieved_by_what_lies_there(small_disk: SmallDisk) -> None:
    scene = small_disk.scene
    second = small_disk.another("second")
    camera = scene.camera(recording_enabled=True)
    rows = small_disk.hours(camera, 8)
    there = scene.hours(camera, scene.ago(days=6), 8, size_bytes=FILE_BYTES, volume=second)
    small_disk.crowd()
    with (second.path / "filler").open("wb") as file:
        file.write(bytes(16 * MIB - 8 * FILE_BYTES - 2 * MIB - MIB // 8))

    small_disk.relieve()

    assert runs() == [("emergency", NEED_FILES, ""), ("emergency", NEED_FILES, "")]
    assert left(camera) == starts(there[NEED_FILES:] + rows[NEED_FILES:])
