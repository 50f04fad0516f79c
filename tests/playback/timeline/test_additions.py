"""What was added to a day since: `?since_ms=`, tags, and as few bytes as there can be."""

import gzip
import json
from datetime import timedelta

import pytest

from recordings.faults import Fault
from recordings.models import Camera
from recordings.spans import epoch_ms
from recordings.states import State
from tests.playback.timeline.scene import StandingClock, Viewer, sight
from tests.recordings.api.scene import make_recording
from tests.recordings.coverage.story import Clock, Reason, event, hours, wish

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

HOUR = 3_600_000


@pytest.fixture
def today(camera: Camera, day: Clock, clock: StandingClock) -> Clock:
    """Ten o'clock: offline from three to four, and from nine on."""
    clock.now = day.at(10)
    wish(camera, day.at(0))
    hours(camera, day.at(0), 3, "a")
    make_recording(camera, day.at(4), 5 * 3600, run_id="b", close_reason=Reason.ENDED)
    event(camera, day.at(0, 1), State.RECORDING, run="a")
    event(camera, day.at(3, 1), State.BACKOFF, Fault.ENDED)
    event(camera, day.at(4, 1), State.RECORDING, run="b")
    event(camera, day.at(9, 1), State.BACKOFF, Fault.ENDED)
    for hour in (1, 5, 8):
        sight(camera, day.at(hour))
    return day


def test_only_what_is_after_it_and_the_same_shape(viewer: Viewer, today: Clock) -> None:
    whole = viewer.timeline().json()
    assert whole["spans"] == [0, 3 * HOUR, HOUR, 5 * HOUR]
    assert whole["gap_reasons"] == [0, 1, 1]
    assert viewer.timeline(since_ms=epoch_ms(today.at(6))).json() == {
        **whole,
        "spans": [6 * HOUR, 3 * HOUR],
        "gap_reasons": [0, 1],
        "markers": {"unit_ms": 100, "deltas": [8 * 36_000], "kinds": [0]},
    }


@pytest.mark.parametrize(
    ("hour", "spans", "reasons"),
    [
        (0, [0, 3 * HOUR, HOUR, 5 * HOUR], [0, 1, 1]),
        (3.5, [4 * HOUR, 5 * HOUR], [1, 1]),
        (9.5, [], [1]),
        (12, [], [0]),
    ],
)
def test_it_may_begin_anywhere_in_the_day(
    viewer: Viewer, today: Clock, hour: float, spans: list[int], reasons: list[int]
) -> None:
    found = viewer.timeline(since_ms=epoch_ms(today.at(hour))).json()
    assert (found["spans"], found["gap_reasons"]) == (spans, reasons)


def test_a_day_that_has_not_changed_is_not_sent_again(
    viewer: Viewer, today: Clock, clock: StandingClock
) -> None:
    first = viewer.timeline()
    clock.now += timedelta(seconds=5)  # another now alone is nothing new
    again = viewer.timeline(HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], "private, no-cache")
    assert viewer.timeline(HTTP_IF_NONE_MATCH='"another"').status_code == 200


def test_a_day_with_something_new_is_sent(
    viewer: Viewer, camera: Camera, today: Clock, clock: StandingClock
) -> None:
    tag = viewer.timeline()["ETag"]
    sight(camera, today.at(9.5))
    changed = viewer.timeline(HTTP_IF_NONE_MATCH=tag)
    assert changed.status_code == 200
    assert changed["ETag"] != tag
    assert len(changed.json()["markers"]["deltas"]) == 4


def test_a_part_of_the_day_has_a_tag_of_its_own(viewer: Viewer, today: Clock) -> None:
    tag = viewer.timeline()["ETag"]
    part = viewer.timeline(since_ms=epoch_ms(today.at(6)), HTTP_IF_NONE_MATCH=tag)
    assert part.status_code == 200


@pytest.mark.parametrize("what", ["days", "timeline"])
def test_compressed_for_who_takes_it(viewer: Viewer, today: Clock, what: str) -> None:
    plain, packed = (getattr(viewer, what)(HTTP_ACCEPT_ENCODING=kind) for kind in ("", "gzip"))
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert plain["ETag"] == packed["ETag"]
    for answer in (plain, packed):
        assert answer["Cache-Control"] == "private, no-cache"
        assert "Accept-Encoding" in answer["Vary"]
    assert getattr(viewer, what)(HTTP_IF_NONE_MATCH=plain["ETag"]).status_code == 304


def test_a_day_full_of_plates_is_small(viewer: Viewer, camera: Camera, day: Clock) -> None:
    """24 spans and 2,000 plates, at intervals that no pattern makes shorter."""
    wish(camera, day.at(0))
    for hour in range(24):
        make_recording(camera, day.at(hour, 60), 3500, close_reason=Reason.ENDED)
    at_seconds = sorted(number * 7919.37 % 86_400 for number in range(2_000))
    for second in at_seconds:
        sight(camera, day.at(0, second))
    answer = viewer.timeline("2026-03-10")
    assert len(answer.json()["spans"]) == 48
    assert len(answer.json()["markers"]["deltas"]) == 2_000
    assert len(answer.content) < 20_000
    assert len(gzip.compress(answer.content)) < 6_000
