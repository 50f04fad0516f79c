"""Volumes on a real disk: whose they are, what room they have, whose a camera's folder is."""

import json
import shutil
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from recordings.faults import CameraFault, Fault
from recordings.models import StorageVolume
from recordings.volumes import (
    CAMERA_IDENTITY,
    VOLUME_IDENTITY,
    VolumeRef,
    active_volumes,
    all_volumes,
    check_volume,
    ensure_camera_folder,
    ensure_first_volume,
    free_bytes,
    usable_volumes,
)

CAMERA, CITY = uuid.uuid4(), uuid.uuid4()
DAYS = ["2026-11-20", "2026-11-21"]


def make_volume(root: Path, number: int = 1) -> VolumeRef:
    root.mkdir()
    volume = VolumeRef(number, uuid.uuid4(), root, 0)
    (root / VOLUME_IDENTITY).write_text(json.dumps({"volume": str(volume.uuid)}))
    return volume


@pytest.fixture
def volume(tmp_path: Path) -> VolumeRef:
    return make_volume(tmp_path / "disk")


def fault_of(volume: VolumeRef) -> Fault | None:
    try:
        check_volume(volume)
    except CameraFault as fault:
        return fault.fault
    return None


def test_the_disk_with_the_rows_identity_is_used(volume: VolumeRef) -> None:
    assert fault_of(volume) is None


@pytest.mark.parametrize(
    "identity",
    ["", "{}", "[]", "null", "{damaged", '{"volume": 5}', '{"volume": "another"}', "\0\xff"],
)
def test_a_disk_with_another_identity_is_not_used(volume: VolumeRef, identity: str) -> None:
    (volume.root / VOLUME_IDENTITY).write_text(identity, "latin-1")
    assert fault_of(volume) is Fault.VOLUME


def test_a_mount_point_without_its_disk_is_not_used(volume: VolumeRef) -> None:
    (volume.root / VOLUME_IDENTITY).unlink()
    assert fault_of(volume) is Fault.VOLUME
    volume.root.rmdir()
    assert fault_of(volume) is Fault.VOLUME


def test_two_disks_that_were_swapped_are_not_used(tmp_path: Path) -> None:
    first, second = make_volume(tmp_path / "a"), make_volume(tmp_path / "b", 2)
    shutil.move(first.root, tmp_path / "c")
    shutil.move(second.root, first.root)
    shutil.move(tmp_path / "c", second.root)
    assert [fault_of(first), fault_of(second)] == [Fault.VOLUME, Fault.VOLUME]


def test_the_reserve_is_not_recorded_into(volume: VolumeRef) -> None:
    assert fault_of(replace(volume, reserve_bytes=1 << 62)) is Fault.DISK_FULL


def test_the_room_of_a_disk_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CameraFault) as failed:
        free_bytes(tmp_path / "gone")
    assert failed.value.fault is Fault.VOLUME


def test_a_usable_volume_is_chosen_over_a_full_or_missing_one(tmp_path: Path) -> None:
    full = replace(make_volume(tmp_path / "full", 1), reserve_bytes=1 << 62)
    good = make_volume(tmp_path / "good", 2)
    missing = replace(good, id=3, root=tmp_path / "missing")
    assert usable_volumes([full, good, missing]) == [good]


def test_without_a_usable_volume_the_first_ones_fault_is_told(tmp_path: Path) -> None:
    full = replace(make_volume(tmp_path / "full"), reserve_bytes=1 << 62)
    missing = replace(full, id=2, root=tmp_path / "missing")
    found = []
    for volumes in ([full, missing], [missing, full], []):
        with pytest.raises(CameraFault) as failed:
            usable_volumes(volumes)
        found.append(failed.value.fault)
    assert found == [Fault.DISK_FULL, Fault.VOLUME, Fault.VOLUME]


def test_a_cameras_folder_is_made_with_its_days_and_identity(volume: VolumeRef) -> None:
    path = ensure_camera_folder(volume, "city_1/cam_7", CAMERA, CITY, DAYS)
    assert path == volume.root / "city_1" / "cam_7"
    assert sorted(entry.name for entry in path.iterdir()) == [CAMERA_IDENTITY, *DAYS]
    identity = json.loads((path / CAMERA_IDENTITY).read_text())
    assert identity == {"camera": str(CAMERA), "city": str(CITY)}


def test_making_it_again_adds_the_new_days_only(volume: VolumeRef) -> None:
    path = ensure_camera_folder(volume, "city_1/cam_7", CAMERA, CITY, DAYS[:1])
    (path / DAYS[0] / "footage.mp4").write_bytes(b"kept")
    before = (path / CAMERA_IDENTITY).stat()
    ensure_camera_folder(volume, "city_1/cam_7", CAMERA, CITY, DAYS)
    after = (path / CAMERA_IDENTITY).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert (path / DAYS[0] / "footage.mp4").read_bytes() == b"kept"
    assert (path / DAYS[1]).is_dir()


def folder_fault(volume: VolumeRef, camera: uuid.UUID = CAMERA) -> str:
    with pytest.raises(CameraFault) as failed:
        ensure_camera_folder(volume, "city_1/cam_7", camera, CITY, DAYS)
    assert failed.value.fault is Fault.FOLDER
    return failed.value.message


def test_another_cameras_folder_is_not_recorded_into(volume: VolumeRef) -> None:
    path = ensure_camera_folder(volume, "city_1/cam_7", CAMERA, CITY, [])
    message = folder_fault(volume, uuid.uuid4())
    assert message == "The folder city_1/cam_7 holds another camera's footage; move it away."
    assert [entry.name for entry in path.iterdir()] == [CAMERA_IDENTITY]


@pytest.mark.parametrize("place", ["city_1", "city_1/cam_7", "city_1/cam_7/2026-11-21"])
def test_a_file_in_place_of_a_folder_is_a_fault(volume: VolumeRef, place: str) -> None:
    path = volume.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"in the way")
    assert folder_fault(volume).startswith("The folder city_1/cam_7 cannot be written: ")
    assert path.read_bytes() == b"in the way"


@pytest.mark.django_db
def test_the_first_volume_is_made_once(tmp_path: Path) -> None:
    root = tmp_path / "data" / "recordings"
    row = ensure_first_volume(root)
    assert ensure_first_volume(root) == row
    identity = json.loads((root / VOLUME_IDENTITY).read_text())
    assert identity == {"volume": str(row.uuid)}
    assert active_volumes() == [VolumeRef(row.pk, row.uuid, root, row.reserve_bytes)]


@pytest.mark.django_db
def test_a_disk_keeps_its_identity_when_the_database_was_lost(tmp_path: Path) -> None:
    row = ensure_first_volume(tmp_path)
    StorageVolume.objects.all().delete()
    again = ensure_first_volume(tmp_path)
    assert (again.pk == row.pk, again.uuid) == (False, row.uuid)


@pytest.mark.django_db
def test_a_disk_that_is_not_there_is_not_replaced_by_its_mount_point(tmp_path: Path) -> None:
    row = ensure_first_volume(tmp_path)
    (tmp_path / VOLUME_IDENTITY).unlink()
    assert ensure_first_volume(tmp_path) == row
    assert not (tmp_path / VOLUME_IDENTITY).exists()


@pytest.mark.django_db
def test_a_volume_without_an_identity_has_no_row(tmp_path: Path) -> None:
    """What an error (or a crash) while the identity is written leaves behind."""
    (tmp_path / VOLUME_IDENTITY).mkdir()
    with pytest.raises(OSError, match=VOLUME_IDENTITY):
        ensure_first_volume(tmp_path)
    assert not StorageVolume.objects.exists()


@pytest.mark.django_db
def test_a_volume_that_is_switched_off_is_not_active(tmp_path: Path) -> None:
    ensure_first_volume(tmp_path)
    StorageVolume.objects.update(is_active=False)
    assert active_volumes() == []
    assert [volume.root for volume in all_volumes()] == [tmp_path]


@pytest.mark.django_db
def test_a_volume_under_another_path_is_the_same_volume(tmp_path: Path) -> None:
    first = ensure_first_volume(tmp_path / "old")
    shutil.move(tmp_path / "old", tmp_path / "new")

    moved = ensure_first_volume(tmp_path / "new")

    assert (moved.pk, moved.root) == (first.pk, str(tmp_path / "new"))
    assert StorageVolume.objects.count() == 1
    StorageVolume.objects.update(reserve_bytes=0)
    assert fault_of(active_volumes()[0]) is None


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["no uuid", 7])
def test_a_damaged_identity_is_named_and_not_replaced(tmp_path: Path, written: object) -> None:
    (tmp_path / VOLUME_IDENTITY).write_text(json.dumps({"volume": written}))

    with pytest.raises(CameraFault, match="is damaged"):
        ensure_first_volume(tmp_path)

    assert not StorageVolume.objects.exists()
    assert json.loads((tmp_path / VOLUME_IDENTITY).read_text()) == {"volume": written}
