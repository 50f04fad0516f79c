"""A day's timeline shows what of it is held now."""

import pytest

from recordings.models import Camera, Hold
from tests.people import People
from tests.playback.timeline.scene import StandingClock, Viewer
from tests.recordings.coverage.story import Clock
from tests.recordings.holds.asking import make_hold

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

HOUR, DAY = 3_600_000, 86_400_000


def test_holds_are_cut_at_the_days_edges_and_in_order(
    viewer: Viewer, camera: Camera, day: Clock
) -> None:
    late = make_hold(camera, day.at(23), 2)
    early = make_hold(camera, day.at(-1), 2)
    inside = make_hold(camera, day.at(5, 0.1234567), 1.5)
    over_all = make_hold(camera, day.at(-30), 100)
    make_hold(camera, day.at(-2), 2)  # ends as the day begins
    make_hold(camera, day.at(24), 1)
    assert viewer.timeline("2026-03-10").json()["holds"] == [
        [0, DAY, over_all.pk],
        [0, HOUR, early.pk],
        [5 * HOUR + 123, 1.5 * HOUR, inside.pk],
        [23 * HOUR, HOUR, late.pk],
    ]


def test_those_that_are_over_are_not_shown_nor_a_clips(
    viewer: Viewer, camera: Camera, day: Clock, clock: StandingClock
) -> None:
    shown = make_hold(camera, day.at(1))
    make_hold(camera, day.at(2), released_at=day.at(30))
    make_hold(camera, day.at(3), until=clock.now)
    make_hold(camera, day.at(4), source=Hold.Source.CLIP)
    make_hold(Camera.objects.create(city=camera.city, name="Beside it"), day.at(5))
    link = make_hold(camera, day.at(0), 24, source=Hold.Source.KEEP_DAY)
    found = viewer.timeline("2026-03-10").json()["holds"]
    assert found == [[0, DAY, link.pk], [HOUR, HOUR, shown.pk]]


def test_a_hold_and_its_release_change_the_answers_tag(
    viewer: Viewer, camera: Camera, day: Clock, people: People
) -> None:
    tags = [viewer.timeline("2026-03-10")["ETag"]]
    hold = make_hold(camera, day.at(1))
    tags.append(viewer.timeline("2026-03-10")["ETag"])
    Hold.objects.filter(pk=hold.pk).update(released_at=day.at(30))
    tags.append(viewer.timeline("2026-03-10")["ETag"])
    assert tags == [tags[0], tags[1], tags[0]]
    assert tags[0] != tags[1]


def test_additions_come_with_the_whole_days_holds(
    viewer: Viewer, camera: Camera, day: Clock
) -> None:
    hold = make_hold(camera, day.at(25))
    since_ms = int(day.at(34).timestamp() * 1000)
    assert viewer.timeline("2026-03-11", since_ms).json()["holds"] == [[HOUR, HOUR, hold.pk]]
