"""When a list ends, and what it keeps while it grows."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from playback.published import steady_target_seconds
from tests.people import People
from tests.playback.playlists.scene import LASTS, Recorder, StandingClock, window_of
from tests.recordings.api.scene import NOON, want

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
SECOND = timedelta(seconds=1)
LATER = NOON + timedelta(minutes=30)


def kind_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    text = answer.content.decode()
    (kind,) = [line.partition(":")[2] for line in text.splitlines() if "PLAYLIST-TYPE" in line]
    assert text.endswith("#EXT-X-ENDLIST\n") == (kind == "VOD")
    return str(kind)


def ask(people: People, recorder: Recorder, end: datetime) -> str:
    return kind_of(window_of(people.viewer, recorder.camera, start=NOON - LASTS, end=end))


def test_a_window_of_the_past_is_final(people: People, recorder: Recorder) -> None:
    want(recorder.camera)
    recorder.recorded(NOON)
    assert ask(people, recorder, LATER) == "VOD"


def test_a_window_that_lasts_grows_while_recording_is_wanted(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    recorder.recorded(NOON)
    seen = []
    for seconds in (-60, 0, 9.9, 10):
        clock.now = LATER + seconds * SECOND
        seen.append(ask(people, recorder, LATER))
    assert seen == ["EVENT", "EVENT", "EVENT", "VOD"]


def test_nothing_comes_where_recording_is_not_wanted_and_nothing_is_open(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    recorder.recorded(NOON)
    clock.now = NOON + 5 * SECOND
    assert ask(people, recorder, LATER) == "VOD"


def test_a_file_that_is_still_open_when_recording_is_not_wanted_any_more(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    row = recorder.opens(NOON)
    clock.now = NOON + 5 * SECOND
    assert ask(people, recorder, LATER) == "EVENT"
    recorder.closes(row, clock.now)
    assert ask(people, recorder, LATER) == "VOD"


def test_a_past_window_waits_for_what_an_open_file_has_not_published(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    clock.now = NOON + 20 * SECOND
    row = recorder.opens(NOON, fragments=5)  # published: 1.92 s
    ends = [NOON + seconds * SECOND for seconds in (1.92, 1.921)]
    assert [ask(people, recorder, end) for end in ends] == ["VOD", "EVENT"]
    recorder.closes(row, clock.now)
    assert [ask(people, recorder, end) for end in ends] == ["VOD", "VOD"]


def test_a_past_window_waits_for_a_file_that_shows_nothing_yet(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    recorder.recorded(NOON)
    clock.now = LATER + 20 * SECOND
    row = recorder.opens(LATER - 5 * SECOND, fragments=0)
    assert ask(people, recorder, LATER) == "EVENT"
    recorder.closes(row, clock.now, content=b"")
    assert ask(people, recorder, LATER) == "VOD"


def test_a_list_that_grows_never_names_a_smaller_target(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    recorder.recorded(NOON)
    clock.now = NOON + 5 * SECOND
    seen = []
    for remembered in (0, 3, 0):
        if remembered:
            key = f"playback.target.{recorder.camera.uuid}"
            steady_target_seconds(key, remembered, keep_seconds=60)
        text = window_of(people.viewer, recorder.camera, at=NOON).content.decode()
        seen.append(text.partition("TARGETDURATION:")[2][:1])
    assert seen == ["1", "3", "3"]


def test_a_target_is_remembered_by_its_name() -> None:
    key = uuid4()
    steady = [
        steady_target_seconds(f"target.{name}.{key}", seconds, keep_seconds=60)
        for name, seconds in (("a", 2), ("a", 5), ("b", 1), ("a", 2))
    ]
    assert steady == [2, 5, 1, 5]


def test_a_file_that_stopped_growing_a_minute_ago_is_complete(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    """Its recorder's machine went down: nobody has closed it."""
    want(recorder.camera)
    recorder.opens(NOON)
    seen = []
    for seconds in (30, 120):
        clock.now = NOON + LASTS + seconds * SECOND
        seen.append(ask(people, recorder, NOON + LASTS))
    assert seen == ["EVENT", "VOD"]
