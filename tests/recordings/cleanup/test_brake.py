"""A run that would delete an implausible share stops before its first file."""

from datetime import timedelta

import pytest

from plans.models import AuditEntry
from recordings.cleanup.confirming import release
from recordings.cleanup.nightly import retention_run
from recordings.models import Camera, CleanupRun, Deletion, Recording, Usage
from tests.people import People
from tests.recordings.cleanup.cuts import PowerCut, cut
from tests.recordings.cleanup.scene import DAY, Scene

pytestmark = pytest.mark.contract
MINUTE = timedelta(minutes=1)


def fill(scene: Scene, *, old: int, young_bytes: int) -> Camera:
    """`old` files of a byte that are over, and one that is not."""
    camera = scene.camera()
    for n in range(old):
        start = scene.ago(days=9) + n * MINUTE
        scene.recording(camera, start, length=MINUTE, size_bytes=1)
    scene.recording(camera, scene.ago(days=1), size_bytes=young_bytes)
    return camera


def the_run() -> CleanupRun:
    return CleanupRun.objects.get()


@pytest.mark.parametrize(
    ("old", "young_bytes", "stopped_by"),
    [
        (101, 235, "brake"),  # 101 of 336: 30.06 %
        (101, 236, ""),  # 29.97 %
        (100, 1, ""),  # as few as this may always go
    ],
)
def test_more_than_100_files_and_30_percent(
    scene: Scene, old: int, young_bytes: int, stopped_by: str
) -> None:
    fill(scene, old=old, young_bytes=young_bytes)
    retention_run(scene.clock)
    run = the_run()
    assert run.stopped_by == stopped_by
    assert run.finished_at == scene.clock.now()
    assert (run.expected_files, run.expected_bytes) == (old, old)
    assert run.files == (0 if stopped_by else old)
    assert len(scene.files()) == len(scene.rows()) == (old + 1 if stopped_by else 1)


@pytest.mark.parametrize(("days", "each", "stopped_by"), [(2, 12, ""), (6, 60, "brake")])
def test_a_usual_night_of_footage_that_is_kept_for_a_day_goes_on(
    scene: Scene, days: int, each: int, stopped_by: str
) -> None:
    """Half of two days goes each night; of six it is too much."""
    camera = scene.camera()
    Camera.objects.update(retention_days=1)
    for minutes in range(each, days * 24 * 60, each):
        start = scene.ago(days=days) + minutes * MINUTE
        scene.recording(camera, start, length=10 * MINUTE, size_bytes=1)
    retention_run(scene.clock)
    run = the_run()
    assert run.stopped_by == stopped_by
    assert run.expected_files > 100
    assert run.expected_bytes > 0.3 * days * 24 * 60 / each


def test_rows_are_counted_where_nothing_was_added_up(scene: Scene) -> None:
    fill(scene, old=101, young_bytes=236)
    Usage.objects.all().delete()
    retention_run(scene.clock)
    assert (the_run().stopped_by, the_run().files) == ("", 101)


def test_it_waits_for_a_person_and_then_goes_on(scene: Scene, people: People) -> None:
    fill(scene, old=101, young_bytes=1)
    retention_run(scene.clock)
    scene.clock.turn(MINUTE)
    retention_run(scene.clock)
    assert the_run().stopped_by == "brake"
    assert release(the_run(), people.superuser, scene.clock, address="192.0.2.1")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.user, entry.username, entry.city, entry.address) == (
        *("cleanup", people.superuser, "root"),
        *(None, "192.0.2.1"),
    )
    assert entry.details == {"run": the_run().pk, "released": "brake"}
    assert (the_run().stopped_by, the_run().finished_at) == ("", None)
    retention_run(scene.clock)
    assert (the_run().stopped_by, the_run().files) == ("", 101)
    assert len(scene.files()) == 1


def test_a_run_is_released_once_and_only_when_it_was_stopped(scene: Scene) -> None:
    retention_run(scene.clock)
    assert not release(the_run(), None, scene.clock)
    CleanupRun.objects.update(stopped_by="brake")
    assert release(the_run(), None, scene.clock)
    assert not release(the_run(), None, scene.clock)
    assert AuditEntry.objects.count() == 1


def test_the_next_night_is_stopped_again_and_the_last_is_what_a_person_confirms(
    scene: Scene,
) -> None:
    fill(scene, old=101, young_bytes=1)
    retention_run(scene.clock)
    scene.clock.turn(DAY)
    retention_run(scene.clock)
    first, second = CleanupRun.objects.order_by("pk")
    assert (first.stopped_by, second.stopped_by) == ("brake", "brake")
    release(second, None, scene.clock)
    retention_run(scene.clock)
    assert [run.files for run in CleanupRun.objects.order_by("pk")] == [0, 101]


def test_a_run_that_was_cut_off_is_weighed_with_what_it_has_deleted(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was let pass, so it is not stopped in its middle: 250 of 850 bytes, then 50 of 650."""
    fill(scene, old=250, young_bytes=600)
    with monkeypatch.context() as patch:
        cut(patch, "settle", after=True)
        with pytest.raises(PowerCut):
            retention_run(scene.clock)
    assert (the_run().files, the_run().finished_at) == (200, None)
    retention_run(scene.clock)
    assert (the_run().files, the_run().expected_files, the_run().stopped_by) == (250, 250, "")
    assert Recording.objects.count() == 1
    assert sum(len(entry.files) for entry in Deletion.objects.all()) == 250
