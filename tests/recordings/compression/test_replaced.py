"""Replaced files go once no playlist can name them, and not while they are all there is."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from recordings.compression.leftovers import AT_ONCE, unlink_replaced
from recordings.models import Recording, ReplacedFile, StorageVolume
from recordings.volumes import VOLUME_IDENTITY, ensure_first_volume
from tests.recordings.compression.scene import Scene, fresh


@pytest.mark.parametrize("unlinked", [False, True])
def test_a_replaced_file_goes_however_far_it_had_come(scene: Scene, unlinked: bool) -> None:
    row = scene.recording()
    scene.compressed()
    if unlinked:
        row.path.unlink()
    scene.clock.at += timedelta(hours=25, seconds=1)
    assert unlink_replaced(scene.clock) == 1
    assert not row.path.exists()
    assert ReplacedFile.objects.count() == 0
    scene.assert_whole()


def replace_many(row: Recording, volume: StorageVolume) -> None:
    """As much as is looked at at once, of long ago; of one recording, for brevity."""
    long_ago = row.start_time - timedelta(days=9)
    ReplacedFile.objects.bulk_create(
        ReplacedFile(
            recording=row,
            file_version=1000 + number,
            volume=volume,
            file_path=f"{row.camera.folder}/2026-01-01/00-00-00_{number:08x}.mp4",
            file_size=1,
            replaced_at=long_ago,
        )
        for number in range(AT_ONCE)
    )


def test_a_disk_that_is_away_keeps_no_others_from_going(scene: Scene, tmp_path: Path) -> None:
    row = scene.recording()
    scene.compressed()
    away = ensure_first_volume(tmp_path / "second")
    replace_many(row, away)
    shutil.move(away.path / VOLUME_IDENTITY, tmp_path / "taken")
    scene.clock.at += timedelta(hours=25, seconds=1)
    assert unlink_replaced(scene.clock) == 1
    assert not row.path.exists()
    assert ReplacedFile.objects.count() == AT_ONCE


def test_many_that_cannot_go_keep_no_others_from_going(scene: Scene) -> None:
    row, stuck = scene.recording(0), scene.recording(30)
    scene.compressed()
    replace_many(stuck, stuck.volume)  # nothing has taken their place
    scene.clock.at += timedelta(hours=25, seconds=1)
    assert unlink_replaced(scene.clock) == 1
    assert not row.path.exists()


@pytest.mark.parametrize("content", [None, b"damaged"])
def test_it_stays_while_what_took_its_place_is_not_whole(
    scene: Scene, content: bytes | None
) -> None:
    row = scene.recording()
    scene.compressed()
    new = fresh(row).path
    whole = new.read_bytes()
    new.unlink()
    if content is not None:
        new.write_bytes(content)
    scene.clock.at += timedelta(hours=25, seconds=1)
    assert unlink_replaced(scene.clock) == 0
    assert row.path.exists()
    new.unlink(missing_ok=True)
    new.write_bytes(whole)
    assert unlink_replaced(scene.clock) == 1
    assert not row.path.exists()
