"""Where nothing is recorded, an answer says where something is."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recordings.models import Recording
from tests.people import People
from tests.playback.playlists.scene import LASTS, Recorder, StandingClock, live_of, window_of
from tests.recordings.api.scene import NOON, make_camera, make_recording, want

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def no_recording(before: str | None, after: str | None) -> dict[str, Any]:
    return {
        "code": "no_recording",
        "detail": "Nothing is recorded at this time.",
        "fields": {},
        "nearest": {"before": before, "after": after},
    }


def missing(answer: Any) -> Any:
    assert answer.status_code == 404
    return answer.json()


@pytest.mark.parametrize(
    ("at", "before", "after"),
    [
        (NOON - 5 * HOUR, None, "2026-03-10T12:00:00Z"),
        (NOON + 5 * HOUR, "2026-03-10T12:00:04Z", "2026-03-11T12:00:00.250000Z"),
        (NOON + 72 * HOUR, "2026-03-11T12:00:04.250000Z", None),
        (NOON + 10_000 * HOUR, "2026-03-11T12:00:04.250000Z", None),
    ],
)
def test_the_nearest_moments_are_named(
    people: People, recorder: Recorder, at: datetime, before: str | None, after: str | None
) -> None:
    recorder.recorded(NOON)
    recorder.recorded(NOON + 24 * HOUR + 0.25 * SECOND)
    answer = window_of(people.viewer, recorder.camera, at=at)
    assert missing(answer) == no_recording(before, after)


def test_a_camera_that_never_recorded(people: People, recorder: Recorder) -> None:
    recorder.recorded(NOON)
    other = make_camera(people.city)
    assert missing(window_of(people.viewer, other, at=NOON)) == no_recording(None, None)
    assert missing(live_of(people.viewer, other)) == no_recording(None, None)


def test_windows_that_touch_a_file_and_hold_nothing_of_it(
    people: People, recorder: Recorder
) -> None:
    recorder.recorded(NOON)
    camera = recorder.camera
    earlier = window_of(people.viewer, camera, start=NOON - HOUR, end=NOON)
    later = window_of(people.viewer, camera, start=NOON + LASTS, end=NOON + HOUR)
    assert missing(earlier) == no_recording(None, "2026-03-10T12:00:00Z")
    assert missing(later) == no_recording("2026-03-10T12:00:04Z", None)


def test_a_growing_file_is_before_what_is_to_come(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    recorder.opens(NOON, fragments=8)
    clock.now = NOON + 5 * SECOND
    answer = window_of(people.viewer, recorder.camera, at=NOON + 3 * HOUR)
    assert missing(answer) == no_recording("2026-03-10T12:00:03.840000Z", None)


def test_what_is_not_published_yet_is_not_named(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    clock.now = NOON + 20 * SECOND
    recorder.opens(NOON, fragments=8)  # published: 2.88 of 3.84 s
    start, end = NOON + 3 * SECOND, NOON + HOUR
    answer = window_of(people.viewer, recorder.camera, start=start, end=end)
    assert missing(answer) == no_recording("2026-03-10T12:00:03Z", None)


def test_unreadable_and_doomed_files_are_not_near(people: People, recorder: Recorder) -> None:
    recorder.recorded(NOON)
    for status in (Recording.Status.ERROR, Recording.Status.DOOMED):
        make_recording(recorder.camera, NOON + 2 * HOUR, 4, status=status)
    recorder.opens(NOON + HOUR, fragments=0)
    answer = window_of(people.viewer, recorder.camera, at=NOON + 5 * HOUR)
    assert missing(answer) == no_recording("2026-03-10T12:00:04Z", None)


def test_each_side_takes_one_query(people: People, recorder: Recorder) -> None:
    recorder.recorded(NOON)
    with CaptureQueriesContext(connection) as queries:
        window_of(people.viewer, recorder.camera, at=NOON + 5 * HOUR)
    assert len([q for q in queries if 'FROM "recordings_recording"' in q["sql"]]) == 3


def test_a_camera_that_stopped_recording_is_not_live(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    recorder.recorded(NOON)
    clock.now = NOON + LASTS + 5 * SECOND
    answer = live_of(people.viewer, recorder.camera)
    assert missing(answer) == no_recording("2026-03-10T12:00:04Z", None)


def test_a_camera_that_has_just_begun_is_not_live_yet(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    row = recorder.opens(NOON, fragments=2)
    clock.now = NOON + 1 * SECOND
    assert missing(live_of(people.viewer, recorder.camera))["code"] == "no_recording"
    recorder.writes(row, 3)
    assert live_of(people.viewer, recorder.camera).status_code == 200
