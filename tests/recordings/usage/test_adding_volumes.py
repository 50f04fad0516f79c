"""Volumes are added once, where nothing else lies, and survive a crash in the middle."""

import json
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.utils.translation import override
from pytest_django import Settings

from plans.errors import ApplicationError, Conflict, InvalidInput
from recordings.models import StorageVolume
from recordings.services import volumes as service
from recordings.services.volume_places import sign
from recordings.services.volumes import volume_add, volume_update, volume_warnings
from recordings.volumes import VOLUME_IDENTITY, ensure_first_volume, has_its_disk, room_on

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def first(tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "first")


def identity(root: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((root / VOLUME_IDENTITY).read_text())
    return found


def refusal(root: object, **values: object) -> str:
    """What is said; nothing may have been added."""
    before = list(StorageVolume.objects.values_list("pk", "root"))
    with pytest.raises(ApplicationError) as refused:
        volume_add(root=str(root), **values)  # type: ignore[arg-type]
    assert list(StorageVolume.objects.values_list("pk", "root")) == before
    return str(refused.value.detail)


def test_a_folder_is_made_signed_and_used(first: StorageVolume, tmp_path: Path) -> None:
    root = tmp_path / "disk" / "recordings"
    volume = volume_add(root=f" {root}/ ", name="Second disk", critical_percent=97)
    assert (volume.root, volume.name, volume.is_active) == (str(root), "Second disk", True)
    assert (volume.warning_percent, volume.high_percent, volume.critical_percent) == (80, 90, 97)
    assert identity(root)["volume"] == str(volume.uuid)
    assert has_its_disk(StorageVolume.objects.get(pk=volume.pk))
    assert sorted(path.name for path in root.iterdir()) == [VOLUME_IDENTITY]
    assert root.stat().st_mode & 0o777 == 0o750
    assert 10_000_000 <= volume.reserve_bytes <= 2_000_000_000


def test_names_are_found_and_never_shared(first: StorageVolume, tmp_path: Path) -> None:
    assert [volume_add(root=str(tmp_path / name)).name for name in "ab"] == [
        "volume-2",
        "volume-3",
    ]
    assert refusal(tmp_path / "c", name="volume-2") == "Another volume has this name."
    for name in ("a\0b", "x" * 65, "line\nbreak"):
        assert refusal(tmp_path / "c", name=name) == "Write a name of 1 to 64 characters."


@pytest.mark.parametrize(
    "path", ["", "disk", "./disk", "~/disk", "http://disk", "/x" * 300, "/mnt/\0", "/mnt/a\nb"]
)
def test_a_path_must_be_whole(path: str) -> None:
    assert refusal(path) == "Write the folder's whole path, as /mnt/disk1/recordings."


def test_folders_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in ("file", "file/below"):
        assert refusal(tmp_path / path) == "There is a file of this name, not a folder."
    assert refusal("/proc/disk").startswith("The folder cannot be written: ")
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert refusal(tmp_path / "a" / "x") in (
        "This path leads nowhere.",
        "The folder cannot be written: Too many levels of symbolic links.",
    )


def test_volumes_lie_apart(first: StorageVolume, tmp_path: Path) -> None:
    words = f"volume-1 ({first.root})"
    assert refusal(first.root) == f"This is the folder of the volume {words}."
    assert refusal(first.path / "city_1") == f"It lies inside the volume {words}."
    assert refusal(tmp_path) == f"The volume {words} lies inside it."
    (tmp_path / "link").symlink_to(first.path)
    assert refusal(tmp_path / "link") == f"This is the folder of the volume {words}."
    assert refusal(tmp_path / "link" / "x") == f"It lies inside the volume {words}."
    assert refusal(tmp_path / "x" / ".." / "first" / "y").startswith("It lies inside")


def test_the_installations_own_folders_are_not_for_recordings(
    tmp_path: Path, settings: Settings
) -> None:
    settings.VMS_DATA_DIR = tmp_path / "data"
    (tmp_path / "data" / "keys").mkdir(parents=True)
    words = f"The installation keeps its own files there ({tmp_path / 'data'})."
    for path in ("data", "data/keys", "data/keys/x", "data/broker", "."):
        assert refusal((tmp_path / path).resolve()) == words
    assert refusal("/") == words
    assert volume_add(root=str(tmp_path / "data" / "recordings")).pk
    assert tmp_path / "data" == django_settings.VMS_DATA_DIR


def test_another_installations_footage_is_not_taken(tmp_path: Path) -> None:
    foreign = uuid4()
    for content in ({"volume": str(foreign)}, {"volume": str(foreign), "installation": "other"}):
        (tmp_path / VOLUME_IDENTITY).write_text(json.dumps(content))
        assert f"a volume that is not known here ({foreign})" in refusal(tmp_path)
        assert identity(tmp_path) == content


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"volume": 7}', '{"volume": "x"}'])
def test_a_damaged_identity_is_not_written_over(tmp_path: Path, content: str) -> None:
    (tmp_path / VOLUME_IDENTITY).write_text(content)
    assert refusal(tmp_path) == (
        f"{tmp_path / VOLUME_IDENTITY} is damaged: mend it, or choose another folder."
    )
    assert (tmp_path / VOLUME_IDENTITY).read_text() == content


def test_a_copy_of_a_volume_is_told_from_the_volume(first: StorageVolume, tmp_path: Path) -> None:
    shutil.copytree(first.path, tmp_path / "copy")
    assert refusal(tmp_path / "copy") == (
        f"The folder carries the identity of the volume volume-1, which is at {first.root}."
    )


def test_a_volume_whose_disk_is_mounted_elsewhere_moves(
    first: StorageVolume, tmp_path: Path
) -> None:
    StorageVolume.objects.update(reserve_bytes=77)
    first.path.rename(tmp_path / "moved")
    moved = volume_add(root=str(tmp_path / "moved"), name="ignored", reserve_bytes=10**9)
    assert (moved.pk, moved.root) == (first.pk, str(tmp_path / "moved"))
    assert (moved.name, moved.reserve_bytes) == ("volume-1", 77)
    assert StorageVolume.objects.count() == 1


def test_a_crash_before_the_commit_is_gone_on_with(
    first: StorageVolume, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "second"

    def crash(path: Path, volume: UUID) -> None:
        sign(path, volume)
        raise MemoryError

    monkeypatch.setattr(service, "sign", crash)
    with pytest.raises(MemoryError):
        volume_add(root=str(root))
    assert StorageVolume.objects.count() == 1
    signed = identity(root)
    monkeypatch.undo()
    volume = volume_add(root=str(root))
    assert (str(volume.uuid), identity(root)) == (signed["volume"], signed)


def test_a_crash_before_the_identity_leaves_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(path: Path, volume: UUID) -> None:
        raise MemoryError

    monkeypatch.setattr(service, "sign", crash)
    with pytest.raises(MemoryError):
        volume_add(root=str(tmp_path / "disk"))
    assert (StorageVolume.objects.count(), list((tmp_path / "disk").iterdir())) == (0, [])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reserve_bytes": -1}, "reserve_bytes"),
        ({"reserve_bytes": 9_999_999}, "reserve_bytes"),
        ({"reserve_bytes": 2**62}, "reserve_bytes"),
        ({"warning_percent": 0}, "critical_percent"),
        ({"warning_percent": 90}, "critical_percent"),
        ({"high_percent": 95}, "critical_percent"),
        ({"critical_percent": 100}, "critical_percent"),
    ],
)
def test_figures_without_sense_are_refused(
    first: StorageVolume, tmp_path: Path, values: dict[str, int], field: str
) -> None:
    with pytest.raises(InvalidInput) as adding:
        volume_add(root=str(tmp_path / "second"), **values)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as editing:
        volume_update(volume=first, **values)
    assert (list(adding.value.fields), list(editing.value.fields)) == ([field], [field])
    assert StorageVolume.objects.get().critical_percent == 95


def test_an_edit_leaves_what_the_minute_measured(first: StorageVolume) -> None:
    StorageVolume.objects.update(free_bytes=123, is_short=True)
    half = room_on(first.path).total_bytes // 2
    volume_update(volume=first, name="Main", reserve_bytes=half, is_active=False, root="/other")
    row = StorageVolume.objects.get()
    assert (row.name, row.reserve_bytes, row.is_active) == ("Main", half, False)
    assert (row.free_bytes, row.is_short, row.root) == (123, True, first.root)
    assert "No volume is active: nothing is recorded." in volume_warnings(row)


def test_one_that_shares_a_disk_is_warned_of(first: StorageVolume, tmp_path: Path) -> None:
    second = volume_add(root=str(tmp_path / "second"))
    shared = "The volume volume-1 lies on the same disk: they share its room."
    system = "It lies on the system's own disk, which recordings may fill."
    on_system = tmp_path.stat().st_dev == Path("/").stat().st_dev
    assert volume_warnings(second) == [shared, *([system] if on_system else [])]
    shutil.rmtree(second.path)
    assert volume_warnings(second) == []


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    out, err = StringIO(), StringIO()
    root = tmp_path / "disk"
    arguments = ("add_volume", str(root), "--name", "Disk", "--reserve-gb", "0.02")
    call_command(*arguments, stdout=out, stderr=err)
    row = StorageVolume.objects.get()
    assert (row.name, row.reserve_bytes) == ("Disk", 20_000_000)
    assert out.getvalue().startswith(f"Disk is ready at {root}: ")
    with pytest.raises(CommandError, match="This is the folder of the volume Disk"):
        call_command(*arguments, stdout=out, stderr=err)
    root.rename(tmp_path / "moved")
    out.truncate(0)
    call_command("add_volume", str(tmp_path / "moved"), stdout=out, stderr=err)
    assert f"Disk was known, and is at {tmp_path / 'moved'}: " in out.getvalue()


@pytest.mark.parametrize("reserve", ["-1", "nan", "inf", "1e300", "0"])
def test_the_command_refuses_a_reserve_without_sense(tmp_path: Path, reserve: str) -> None:
    with pytest.raises(CommandError):
        call_command("add_volume", str(tmp_path / "disk"), f"--reserve-gb={reserve}")
    assert not StorageVolume.objects.exists()


def test_a_conflict_is_one(first: StorageVolume) -> None:
    with pytest.raises(Conflict):
        volume_add(root=first.root)
    assert [path.name for path in first.path.iterdir()] == [VOLUME_IDENTITY]
