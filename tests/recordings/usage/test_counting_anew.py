"""What the rows say and the counters do not: found, told and corrected."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recordings.audit.auditing import run_audit
from recordings.models import Camera, Recording, StorageVolume, Usage
from recordings.usage.counters import Weight, forget_empty, usage_add
from recordings.usage.counting import Difference, correct, differences, recount
from tests.people import People, make_city
from tests.recordings.api.scene import NOON, make_camera, make_recording
from tests.recordings.audit.scene import Scene
from tests.recordings.usage.invariant import counters_say, rows_say

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
DAY = NOON.date()


@pytest.fixture
def camera(people: People) -> Camera:
    return make_camera(people.city)


def test_a_difference_is_what_the_counter_lacks(camera: Camera, volume: StorageVolume) -> None:
    recording = make_recording(camera, volume=volume, file_size=500)
    make_recording(camera, NOON + timedelta(hours=1), volume=volume, file_size=300)
    make_recording(camera, NOON + timedelta(days=1), volume=volume, file_size=7)
    Recording.objects.filter(pk=recording.pk).delete()
    Usage.objects.filter(date=DAY + timedelta(days=1)).delete()
    usage_add([Weight(camera.pk, volume.pk, datetime(2020, 1, 1, tzinfo=UTC), 9)])
    assert list(differences()) == [
        Difference(camera.pk, volume.pk, datetime(2020, 1, 1, tzinfo=UTC).date(), -9, -1),
        Difference(camera.pk, volume.pk, DAY, -500, -1),
        Difference(camera.pk, volume.pk, DAY + timedelta(days=1), 7, 1),
    ]
    assert recount() == 3
    assert counters_say() == rows_say()
    assert recount() == 0


def test_a_day_is_utc_and_half_open(camera: Camera, volume: StorageVolume) -> None:
    midnight = datetime(2026, 3, 10, tzinfo=UTC)
    for moment in (midnight - timedelta(microseconds=1), midnight):
        make_recording(camera, moment, volume=volume)
    Usage.objects.all().delete()
    assert [found.date.isoformat() for found in differences()] == ["2026-03-09", "2026-03-10"]
    recount()
    assert counters_say() == rows_say()


def test_what_is_being_deleted_counts_until_it_is_gone(
    camera: Camera, volume: StorageVolume
) -> None:
    recording = make_recording(camera, volume=volume)
    Recording.objects.filter(pk=recording.pk).update(status=Recording.Status.DOOMED)
    assert list(differences()) == []


def test_what_comes_between_looking_and_correcting_is_not_lost(
    camera: Camera, volume: StorageVolume
) -> None:
    make_recording(camera, volume=volume, file_size=500)
    Usage.objects.update(bytes=123)
    (found,) = differences()
    make_recording(camera, NOON + timedelta(hours=1), volume=volume, file_size=300)
    assert correct(found)
    assert counters_say() == rows_say()


@pytest.mark.django_db(transaction=True)
def test_a_camera_that_went_meanwhile_is_nothing_to_correct(volume: StorageVolume) -> None:
    assert not correct(Difference(10**9, volume.pk, DAY, 5, 1))
    assert counters_say() == {}


def test_days_far_apart_cost_two_questions_each_and_not_one_a_year(
    camera: Camera, volume: StorageVolume
) -> None:
    for year in (1971, 2026, 2200):
        make_recording(camera, datetime(year, 1, 1, tzinfo=UTC), volume=volume)
    with CaptureQueriesContext(connection) as queries:
        assert list(differences()) == []
    assert len(queries) == 3 * 3 + 2


def test_an_audit_tells_and_a_repair_corrects(scene: Scene) -> None:
    recording = scene.recording(scene.camera())
    Usage.objects.update(bytes=recording.file_size + 5, files=3)
    told = run_audit()
    (example,) = told.findings["kinds"]["usage_differs"]["examples"]
    folder = recording.camera.folder
    assert example == f"volume-1/{folder}/2026-03-10: -5 B, -2"
    assert (told.problems, counters_say() == rows_say()) == (1, False)
    mended = run_audit(True)
    assert mended.findings["kinds"]["usage_differs"]["mended"] == 1
    assert (mended.problems, counters_say()) == (0, rows_say())
    assert run_audit().findings["kinds"] == {}


def test_the_migration_counts_what_is_there(camera: Camera, volume: StorageVolume) -> None:
    for hours in (0, 1, 30):
        make_recording(camera, NOON + timedelta(hours=hours), volume=volume, file_size=hours)
    make_recording(camera, volume=volume, status="RECORDING", end_time=None)
    Usage.objects.all().delete()
    migration = import_module("recordings.migrations.0005_count_usage")
    for _twice in range(2):
        migration.count_usage(apps, None)
        assert counters_say() == rows_say()


def test_days_of_which_nothing_is_left_are_forgotten(camera: Camera, volume: StorageVolume) -> None:
    make_recording(camera, volume=volume, file_size=0)  # nothing in it, but a file
    for size in (5, -5):
        usage_add([Weight(camera.pk, volume.pk, NOON - timedelta(days=1), size, files=size)])
    assert (forget_empty(DAY - timedelta(days=1)), forget_empty(DAY + timedelta(days=1))) == (0, 1)
    assert Usage.objects.count() == 1
    assert counters_say() == rows_say()


@given(
    changes=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(-3, 3),
            st.integers(-(10**15), 10**15),
            st.integers(-2, 2),
        ),
        max_size=30,
    ),
    parts=st.integers(1, 5),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_weights_add_up_however_they_are_told(
    camera: Camera,
    volume: StorageVolume,
    changes: list[tuple[int, int, int, int]],
    parts: int,
) -> None:
    Usage.objects.all().delete()
    city = make_city(f"City {Camera.objects.count()}")
    cameras = [make_camera(city) for _number in range(3)]
    weights = [
        Weight(cameras[who].pk, volume.pk, NOON + timedelta(days=day), size, files)
        for who, day, size, files in changes
    ]
    for part in range(parts):
        usage_add(weights[part::parts])
    expected: dict[tuple[int, int, object], tuple[int, int]] = {}
    for camera_id, volume_id, began, size, files in weights:
        key = camera_id, volume_id, began.date()
        known = expected.get(key, (0, 0))
        expected[key] = known[0] + size, known[1] + files
    assert counters_say() == {key: kept for key, kept in expected.items() if any(kept)}
