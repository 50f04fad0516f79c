"""Rows brought in line with their files."""

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recordings.audit import owners, quarantine, rebuilding, repairing
from recordings.models import Camera, FragmentIndex, Recording, RecordingQuerySet
from recordings.times import append_times
from recordings.volumes import CAMERA_IDENTITY, write_identity
from tests.people import make_city
from tests.recordings.audit.scene import (
    Reason,
    Scene,
    Status,
    facts,
    lose_database,
    media_in,
    quarantined,
)

pytestmark = pytest.mark.django_db


def test_a_row_without_its_file_says_so_and_stays(scene: Scene) -> None:
    row = scene.recording(scene.camera())
    row.path.unlink()
    assert scene.audit(repair=True) == {"missing": (1, 1)}
    found = Recording.objects.get()
    seen = (found.status, found.error, found.file_size, found.duration_ms, found.end_time)
    assert seen == (Status.ERROR, "The file is missing.", 0, 0, row.start_time)
    assert (found.id, found.start_time) == (row.id, row.start_time)
    assert not FragmentIndex.objects.exists()
    scene.assert_consistent()


def test_a_file_that_comes_back_is_finished_again(scene: Scene) -> None:
    row = scene.recording(scene.camera())
    away = scene.root.parent / "away.mp4"
    row.path.rename(away)
    scene.audit(repair=True)
    away.rename(row.path)
    assert scene.audit(repair=True) == {"size_differs": (1, 1)}
    assert facts(Recording.objects.get()) == facts(row)
    assert FragmentIndex.objects.count() == 1


def test_a_file_that_was_cut_is_finished_to_its_last_whole_fragment(scene: Scene) -> None:
    row = scene.recording(scene.camera(), reason=Reason.STOPPED)
    cut = row.file_size // 2
    os.truncate(row.path, cut)
    assert scene.audit(repair=True) == {"size_differs": (1, 1)}
    found = Recording.objects.get()
    assert (found.status, found.file_size, found.start_time) == (
        Status.STOPPED,
        cut,
        row.start_time,
    )
    assert 0 < (found.frames or 0) < (row.frames or 0)
    assert found.end_time is not None
    length_ms = (found.end_time - found.start_time).total_seconds() * 1000
    assert abs(length_ms - (found.duration_ms or 0)) <= 1
    assert length_ms < (row.duration_ms or 0)
    scene.assert_consistent()


def test_a_file_that_holds_nothing_readable_any_more_goes_aside(scene: Scene) -> None:
    row = scene.recording(scene.camera())
    row.path.write_bytes(b"overwritten")
    assert scene.audit(repair=True) == {"size_differs": (1, 1), "unreadable": (1, 1)}
    found = Recording.objects.get()
    assert (found.status, found.file_size) == (Status.ERROR, 0)
    assert "quarantine" in found.error
    assert quarantined(scene.root) == [row.file_path]
    scene.assert_consistent()


def test_a_pipe_in_a_files_place_is_no_file(scene: Scene) -> None:
    row = scene.recording(scene.camera())
    row.path.unlink()
    os.mkfifo(row.path)
    assert scene.audit(repair=True) == {"missing": (1, 1), "foreign": (1, 1)}
    assert not row.path.exists()
    scene.assert_consistent()


def test_foreign_folders_go_aside_whole_and_a_link_without_what_it_leads_to(
    scene: Scene, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"kept")
    scene.place("photos/2024/beach.jpg", b"beach")
    (scene.root / "link").symlink_to(outside)
    assert scene.audit(repair=True) == {"foreign": (2, 2)}
    assert quarantined(scene.root) == ["link", "photos/2024/beach.jpg"]
    assert (outside / "kept").read_bytes() == b"kept"
    scene.assert_consistent()


def test_nothing_is_moved_through_a_link_out_of_the_volume(scene: Scene, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (scene.root / ".quarantine").symlink_to(outside)
    scene.place("photo.jpg", b"beach")
    assert scene.audit(repair=True) == {"foreign": (1, 0)}
    assert list(outside.iterdir()) == []
    assert (scene.root / "photo.jpg").exists()


def spoil(scene: Scene, cameras: list[Camera], chance: random.Random) -> None:
    """One mutation of the tree, of those that people and disks come up with."""
    files = [scene.root / path for path in media_in(scene.root)]
    if not files:
        return
    file, other = chance.choice(files), chance.choice(files)
    camera = chance.choice(cameras)
    identity = scene.root / camera.folder / CAMERA_IDENTITY
    other_name = f"{chance.randrange(24):02}-00-00_{chance.getrandbits(32):08x}.mp4"
    mutations: list[Callable[[], object]] = [
        file.unlink,
        lambda: os.truncate(file, chance.randrange(file.stat().st_size + 1)),
        lambda: file.write_bytes(chance.randbytes(chance.randrange(5000))),
        lambda: file.with_name("holiday.mp4").write_bytes(b"foreign"),
        lambda: file.with_name(other_name).write_bytes(b"foreign, named as ours"),
        lambda: file.rename(file.with_name(other_name)),
        lambda: scene.place(f"{camera.folder}/2026-03-10/{file.name}", file.read_bytes()),
        lambda: (
            (file.rename(f"{file}.x"), other.rename(file), Path(f"{file}.x").rename(other))
            if file != other
            else None
        ),
        lambda: identity.unlink(missing_ok=True),
        lambda: identity.write_bytes(chance.randbytes(20)),
        lambda: Recording.objects.order_by("?")[:1].get().delete(),
    ]
    chance.choice(mutations)()


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("lost", [False, True])
def test_whatever_happened_to_the_tree_a_repair_brings_order(
    scene: Scene, seed: int, lost: bool
) -> None:
    chance = random.Random(seed)
    cameras = [scene.camera("Gate"), scene.camera("Yard", make_city("Boreal"))]
    for camera in cameras:
        for minute in range(4):
            scene.recording(camera, minute, f"{camera.pk:08x}")
    for _ in range(6):
        if Recording.objects.exists():
            spoil(scene, cameras, chance)
    everything = [path for path in scene.root.rglob("*.mp4*") if path.is_file()]
    if lost:
        lose_database()
    scene.audit(repair=True)
    scene.assert_consistent()
    kept = [path for path in scene.root.rglob("*.mp4*") if path.is_file()]
    assert len(kept) == len(everything)  # nothing was deleted


class Killed(BaseException):
    """As SIGKILL: nothing catches it."""


def steps_that_change(patch: pytest.MonkeyPatch, killed_at: int) -> list[str]:
    """Every change of disk or rows that a repair makes is counted; the one numbered `killed_at`
    is made, and nothing after it."""
    made: list[str] = []

    def counted(name: str, change: Callable[..., Any]) -> Callable[..., Any]:
        def make(*args: Any, **kwargs: Any) -> Any:
            done = change(*args, **kwargs)
            made.append(name)
            if len(made) == killed_at:
                raise Killed
            return done

        return make

    patch.setattr(RecordingQuerySet, "update", counted("update", RecordingQuerySet.update))
    patch.setattr(RecordingQuerySet, "create", counted("create", RecordingQuerySet.create))
    for module in (repairing, owners):
        patch.setattr(module, "move_aside", counted("rename", quarantine.move_aside))
    patch.setattr(owners, "write_identity", counted("identity", write_identity))
    patch.setattr(owners, "recovered_camera", counted("camera", owners.recovered_camera))
    patch.setattr(rebuilding, "append_times", counted("times", append_times))
    return made


@pytest.mark.parametrize("step", range(1, 40))
def test_a_repair_killed_after_any_change_is_completed_by_the_next(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    camera, other = scene.camera(), scene.camera("Yard")
    rows = [scene.recording(camera, minute) for minute in range(5)]
    rows[0].path.unlink()
    os.truncate(rows[1].path, rows[1].file_size // 2)
    rows[2].path.write_bytes(b"overwritten")
    rows[3].path.rename(rows[3].path.with_name(f"13-00-00_{rows[3].run_id}.mp4"))
    Recording.objects.filter(pk=rows[4].pk).update(status=Status.RECORDING, closed_at=None)
    scene.place("photo.jpg", b"foreign")
    (scene.root / other.folder / CAMERA_IDENTITY).write_text("{}")
    scene.place(scene.path(other))
    nobody = f"city_{scene.city.pk}/cam_999999"
    scene.place(f"{nobody}/2026-03-10/12-00-00_0badcafe.mp4")
    with monkeypatch.context() as patch:
        made = steps_that_change(patch, step)
        try:
            scene.audit(repair=True)
        except Killed:
            assert len(made) == step
        else:
            assert step > len(made) > 12
    scene.audit(repair=True)
    scene.assert_consistent()
    assert not Recording.objects.filter(status=Status.RECORDING).exists()
