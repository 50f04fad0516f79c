"""What comes in between is respected: a hold, a deletion, a disk that fills, a busy machine."""

import contextlib
from typing import Any

import pytest

from recordings.compression import job
from recordings.compression.choosing import candidates
from recordings.compression.job import compress_next
from recordings.compression.making import make
from recordings.compression.outcomes import GaveWay
from recordings.compression.workplace import put_in_place
from recordings.models import Compression, Hold, Recording, StorageVolume
from tests.recordings.compression.scene import Outcome, Scene, everything, fresh


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Any) -> None:
    """After the result has been found good, and before the switch."""

    def then(*arguments: Any) -> Any:
        path = put_in_place(*arguments)
        happens()
        return path

    monkeypatch.setattr("recordings.compression.job.put_in_place", then)


@pytest.mark.parametrize("source", list(Hold.Source))
def test_a_hold_that_comes_meanwhile_keeps_the_recording_as_it_is(
    scene: Scene, source: Hold.Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = scene.recording()
    before = everything(row)
    with monkeypatch.context() as patch:
        meanwhile(patch, lambda: scene.hold(row, source))
        assert scene.compress() is None
    assert everything(row) == before
    assert Compression.objects.count() == 0
    scene.assert_whole()
    Hold.objects.update(released_at=scene.clock.now())
    scene.compressed()


@pytest.mark.parametrize(
    "values",
    [{"status": "DOOMED"}, {"status": "RECORDING"}, {"file_path": "city_1/cam_1/elsewhere.mp4"}],
)
def test_a_recording_that_changes_meanwhile_is_left_alone(
    scene: Scene, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = scene.recording()
    content = row.path.read_bytes()
    meanwhile(monkeypatch, lambda: Recording.objects.filter(pk=row.pk).update(**values))
    assert scene.compress() is None
    found = fresh(row)
    assert {name: getattr(found, name) for name in values} == values
    assert (found.file_version, row.path.read_bytes()) == (0, content)
    assert Compression.objects.count() == 0
    assert sorted(scene.root.rglob("*.v1.mp4")) == []


@pytest.mark.parametrize("settled", [False, True])
def test_a_recording_that_is_deleted_meanwhile_leaves_no_result(
    scene: Scene, settled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its footage was to go; the smaller file would be footage of which no row knows."""
    row = scene.recording()

    def delete() -> None:
        Recording.objects.filter(pk=row.pk).update(status=Recording.Status.DOOMED)
        row.path.unlink()
        if settled:
            Recording.objects.filter(pk=row.pk).delete()

    meanwhile(monkeypatch, delete)
    assert scene.compress() is None
    assert sorted(scene.root.rglob("*.mp4")) == []


def test_a_machine_that_was_quicker_is_left_to_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = scene.recording()
    first = scene.compressed

    def both_choose(*_arguments: Any) -> Any:
        monkeypatch.setattr(job, "candidates", candidates)
        chosen = list(candidates(scene.clock.now(), frozenset({"libx264"})))
        with monkeypatch.context() as patch:
            patch.setattr(job, "alone", contextlib.nullcontext)
            first()
        return iter(chosen)

    monkeypatch.setattr(job, "candidates", both_choose)
    assert scene.compress() is None
    attempt = Compression.objects.get()
    assert (attempt.outcome, attempt.tries) == (Outcome.DONE, 1)
    assert fresh(row).file_version == 1
    scene.assert_whole()


def test_an_attempt_that_another_machine_gave_up_comes_to_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = scene.recording()
    before = everything(row)
    failed = {"outcome": Outcome.FAILED}
    meanwhile(monkeypatch, lambda: Compression.objects.update(**failed))
    assert scene.compress() is None
    assert everything(row) == before


def test_a_disk_that_fills_ends_the_work(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    row = scene.recording()
    before = everything(row)

    def fill(*arguments: Any) -> None:
        make(*arguments)
        StorageVolume.objects.update(is_short=True)

    monkeypatch.setattr("recordings.compression.job.make", fill)
    assert scene.compress() is None
    assert everything(row) == before
    assert Compression.objects.count() == 0


def test_ffmpeg_is_ended_when_the_disk_fills(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    row = scene.recording()
    before = everything(row)
    StorageVolume.objects.update(is_short=False)
    monkeypatch.setattr(job, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(
        "recordings.compression.making.reencode_argv", lambda *a, **k: ["sleep", "600"]
    )
    looked = 0

    def look(_self: object) -> None:
        nonlocal looked
        looked += 1
        raise GaveWay("the volume is away or short of room")

    monkeypatch.setattr(job._Watch, "look", look)
    assert scene.compress() is None
    assert looked == 1
    assert everything(row) == before


def test_what_failed_before_still_counts_after_giving_way(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = scene.recording()
    Compression.objects.create(
        recording=row,
        mode="reencode",
        outcome=Outcome.FAILED,
        tries=2,
        started_at=scene.clock.now(),
        bytes_before=row.file_size,
    )
    meanwhile(monkeypatch, lambda: scene.hold(row))
    assert scene.compress() is None
    attempt = Compression.objects.get()
    assert (attempt.outcome, attempt.tries) == (Outcome.FAILED, 2)


def test_a_busy_machine_is_left_alone(scene: Scene) -> None:
    row = scene.recording()
    assert compress_next(scene.clock, busy=lambda: True) is None
    assert fresh(row).file_version == 0
    assert Compression.objects.count() == 0


def test_the_job_ends_with_its_worker(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    row = scene.recording()
    before = everything(row)
    parents = iter([100, 1])
    monkeypatch.setattr("os.getppid", lambda: next(parents))
    monkeypatch.setattr(
        "recordings.compression.making.reencode_argv", lambda *a, **k: ["sleep", "600"]
    )
    assert scene.compress() is None
    assert everything(row) == before
    assert Compression.objects.count() == 0
