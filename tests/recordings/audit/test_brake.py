"""A repair that would condemn an implausible share of a volume stops before it begins."""

from datetime import timedelta

import pytest

from recordings.audit.auditing import run_audit
from recordings.audit.brake import Brake
from recordings.models import Camera, Recording
from recordings.usage.counting import recount
from tests.recordings.audit.scene import OPENED, RUN, Scene, Status, counts_of, quarantined

pytestmark = pytest.mark.django_db


def rows_without_files(scene: Scene, camera: Camera, count: int) -> None:
    Recording.objects.bulk_create(
        Recording(
            camera=camera,
            volume=scene.volume,
            run_id=RUN,
            file_path=scene.path(camera, minute),
            status=Status.COMPLETE,
            start_time=OPENED + timedelta(minutes=minute),
            end_time=OPENED + timedelta(minutes=minute + 1),
            file_size=5,
        )
        for minute in range(count)
    )
    recount()


def place(scene: Scene, camera: Camera, minutes: range) -> None:
    for minute in minutes:
        scene.place(scene.path(camera, minute), b"12345")


@pytest.mark.parametrize(
    ("rows", "missing", "stops"),
    [(100, 100, False), (101, 101, True), (400, 120, False), (400, 121, True)],
)
def test_it_stops_at_more_than_a_hundred_that_are_more_than_three_in_ten(
    scene: Scene, rows: int, missing: int, stops: bool
) -> None:
    camera = scene.camera()
    rows_without_files(scene, camera, rows)
    place(scene, camera, range(missing, rows))
    run = run_audit(True)
    assert counts_of(run) == {"missing": (missing, 0 if stops else missing)}
    assert run.stopped_by_brake is stops
    assert run.findings["stopped_by_brake"] == ([scene.volume.name] if stops else [])
    assert Recording.objects.filter(status=Status.ERROR).count() == (0 if stops else missing)


def test_nothing_at_all_is_mended_on_a_volume_where_it_stopped(scene: Scene) -> None:
    camera = scene.camera()
    rows_without_files(scene, camera, 150)
    scene.place("photo.jpg", b"")
    scene.place(scene.path(camera, 500, "0badcafe"))
    found = scene.audit(repair=True)
    assert found == {"foreign": (1, 0), "without_row": (1, 0), "missing": (150, 0)}
    assert quarantined(scene.root) == []
    mended = {kind: (count, count) for kind, (count, _) in found.items()}
    assert scene.audit(repair=True, confirmed=True) == mended
    scene.assert_consistent()


def test_files_that_turn_out_unreadable_are_moved_until_they_are_too_many(scene: Scene) -> None:
    camera = scene.camera()
    place(scene, camera, range(110))
    run = run_audit(True)
    assert counts_of(run) == {"without_row": (110, 100), "unreadable": (100, 100)}
    assert (run.stopped_by_brake, run.problems) == (True, 10)
    run = run_audit(True, confirmed=True)
    assert (run.stopped_by_brake, run.problems) == (False, 0)


def test_rebuilding_condemns_nothing(scene: Scene) -> None:
    camera = scene.camera()
    for minute in range(110):
        scene.place(scene.path(camera, minute))
    assert scene.audit(repair=True) == {"without_row": (110, 110)}


def test_once_on_it_stays_on() -> None:
    brake = Brake(size=0, is_released=False)
    assert [brake.admits(100), brake.admits(1), brake.admits(0)] == [True, False, False]
    released = Brake(size=0, is_released=True)
    assert (released.admits(10_000), released.is_on) == (True, False)
