"""A day's timeline shows the clips that were cut from it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clips.models import Clip, Status
from recordings.models import Camera
from tests.clips.rows import make_clip
from tests.playback.timeline.conftest import camera, clock, day, viewer
from tests.playback.timeline.scene import Viewer
from tests.recordings.coverage.story import Clock

__all__ = ["camera", "clock", "day", "viewer"]

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

HOUR, DAY = 3_600_000, 86_400_000


def shown(viewer: Viewer, since_ms: object = None) -> list[list[int]]:
    found: list[list[int]] = viewer.timeline("2026-03-10", since_ms).json()["clips"]
    return found


def test_clips_are_cut_at_the_days_edges_and_in_order(
    viewer: Viewer, camera: Camera, day: Clock
) -> None:
    late = make_clip(camera, start=day.at(23), seconds=2 * 3600)
    early = make_clip(camera, start=day.at(-5.5), seconds=6 * 3600)
    inside = make_clip(camera, start=day.at(5, 0.123), seconds=60)
    make_clip(camera, start=day.at(-6), seconds=6 * 3600)  # ends as the day begins
    make_clip(camera, start=day.at(24), seconds=60)
    make_clip(Camera.objects.create(city=camera.city, name="Beside it"), start=day.at(5))
    assert shown(viewer) == [
        [0, HOUR / 2, early.pk],
        [5 * HOUR + 123, 60_000, inside.pk],
        [23 * HOUR, HOUR, late.pk],
    ]


def test_only_those_that_are_ready_are_shown(viewer: Viewer, camera: Camera, day: Clock) -> None:
    clips = {status: make_clip(camera, start=day.at(5), status=status) for status in Status}
    assert [pk for _start, _length, pk in shown(viewer)] == [clips[Status.READY].pk]


def test_one_that_is_finished_or_deleted_changes_the_answers_tag(
    viewer: Viewer, camera: Camera, day: Clock
) -> None:
    clip = make_clip(camera, start=day.at(5))
    ready = viewer.timeline("2026-03-10")["ETag"]
    Clip.objects.filter(pk=clip.pk).update(status=Status.CUTTING)
    cutting = viewer.timeline("2026-03-10")["ETag"]
    Clip.objects.filter(pk=clip.pk).update(status=Status.DELETED)
    assert viewer.timeline("2026-03-10", HTTP_IF_NONE_MATCH=cutting).status_code == 304
    assert viewer.timeline("2026-03-10", HTTP_IF_NONE_MATCH=ready).status_code == 200
    assert ready != cutting


def test_additions_come_with_the_whole_days_clips(
    viewer: Viewer, camera: Camera, day: Clock
) -> None:
    """One that began before may have been deleted meanwhile."""
    clip = make_clip(camera, start=day.at(1))
    since_ms = int(day.at(12).timestamp() * 1000)
    assert shown(viewer, since_ms) == [[HOUR, 60_000, clip.pk]]


def test_an_archived_cameras_clips_are_shown(viewer: Viewer, camera: Camera, day: Clock) -> None:
    clip = make_clip(camera, start=day.at(1))
    Camera.objects.filter(pk=camera.pk).update(archived_at=day.at(30), is_active=False)
    assert shown(viewer) == [[HOUR, 60_000, clip.pk]]


def test_a_day_with_many_clips_costs_no_more_queries(
    viewer: Viewer, camera: Camera, day: Clock
) -> None:
    counts = []
    for number in (1, 20):
        for hour in range(number):
            make_clip(camera, start=day.at(hour))
        with CaptureQueriesContext(connection) as queries:
            shown(viewer)
        counts.append(len(queries))
    assert counts[0] == counts[1]
