"""A deletion that is cut off at any step, and gone on with, ends as one that was not."""

from typing import Any

import pytest

from recordings.cleanup.deleting import delete_recordings, resume_pending
from recordings.cleanup.folders import sweep_empty_days
from recordings.cleanup.ledger_rows import broken_link
from recordings.models import CleanupRun, Deletion, PendingDeletion, Recording, Usage
from recordings.spans import epoch_ms
from tests.recordings.cleanup.cuts import STEPS, PowerCut, cut
from tests.recordings.cleanup.scene import DAY, FILE_BYTES, HOUR, Scene

pytestmark = pytest.mark.contract
Reason = PendingDeletion.Reason
Status = Recording.Status
ON_DISK = 8192  # two blocks of 4 KiB
UNLINK = "recordings.cleanup.files.os.unlink"
FILES = 6


def fill(scene: Scene) -> list[Recording]:
    """Two cameras' files of two days, and one more that stays."""
    rows = [
        scene.recording(camera, scene.ago(days=9) + day * DAY + hour * HOUR)
        for camera in (scene.camera("Gate"), scene.camera("Yard"))
        for day, hour in ((0, 0), (0, 1), (1, 0))
    ]
    scene.recording(rows[0].camera, scene.ago(days=1))
    return rows


def delete(scene: Scene, run: CleanupRun, rows: list[Recording]) -> None:
    delete_recordings(run, [row.pk for row in rows], Reason.EXPIRED, scene.clock)


def assert_in_between(scene: Scene) -> None:
    """At any moment: no finished row lacks its file, and the ledger names no file that is there."""
    there = set(scene.files())
    finished = Recording.objects.exclude(status=Status.DOOMED)
    assert there >= {*finished.values_list("file_path", flat=True)}
    named = {file[0] for entry in Deletion.objects.all() for file in entry.files}
    assert not named & there


def outcome(scene: Scene, run: CleanupRun) -> dict[str, Any]:
    run.refresh_from_db()
    assert broken_link() is None
    return {
        "files": scene.files(),
        "rows": scene.rows(),
        "pending": PendingDeletion.objects.count(),
        "run": (run.files, run.bytes, run.freed_bytes),
        "ledger": sorted(file for entry in Deletion.objects.all() for file in entry.files),
        "usage": sum(Usage.objects.values_list("bytes", flat=True)),
        "days": sorted(path.name for path in scene.volume.path.glob("city_*/cam_*/*-*-*")),
    }


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [*STEPS])
def test_cut_off_at_a_step(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    check(scene, monkeypatch, step, after=after)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(1, FILES + 1))
def test_cut_off_at_each_unlink(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, call: int, after: bool
) -> None:
    check(scene, monkeypatch, UNLINK, after=after, call=call)


@pytest.mark.parametrize("step", ["unlink", "note", "settle", UNLINK])
def test_cut_off_again_while_going_on(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    rows, run = fill(scene), scene.run()
    with monkeypatch.context() as patch:
        cut(patch, UNLINK, after=True, call=2)
        with pytest.raises(PowerCut):
            delete(scene, run, rows)
    with monkeypatch.context() as patch:
        cut(patch, step, after=True)
        with pytest.raises(PowerCut):
            resume_pending(scene.clock)
    assert_in_between(scene)
    resume_pending(scene.clock)
    assert_whole(scene, run, rows)


def check(scene: Scene, monkeypatch: pytest.MonkeyPatch, step: str, **how: Any) -> None:
    rows, run = fill(scene), scene.run()
    with monkeypatch.context() as patch:
        cut(patch, step, **how)
        with pytest.raises(PowerCut):
            delete(scene, run, rows)
    assert_in_between(scene)
    resume_pending(scene.clock)
    delete(scene, run, rows)
    assert_whole(scene, run, rows)


def assert_whole(scene: Scene, run: CleanupRun, rows: list[Recording]) -> None:
    left = Recording.objects.exclude(pk__in=[row.pk for row in rows]).get()
    sweep_empty_days(scene.volume, scene.clock.now())
    assert outcome(scene, run) == {
        "files": [left.file_path],
        "rows": [left.file_path],
        "pending": 0,
        "run": (FILES, FILES * FILE_BYTES, FILES * ON_DISK),
        "ledger": sorted(
            [row.file_path, epoch_ms(row.start_time), epoch_ms(row.start_time + HOUR), FILE_BYTES]
            for row in rows
        ),
        "usage": FILE_BYTES,
        "days": [left.path.parent.name],
    }
