"""`live.m3u8`: the last minute, with numbers that stay right from file to file."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from playback.live import live_positions
from playback.models import LivePosition
from recordings.models import Recording
from tests.people import People
from tests.playback.playlists.numbered import number, numbered
from tests.playback.playlists.scene import (
    HEAD,
    LASTS,
    Recorder,
    StandingClock,
    live_of,
    text_of,
)
from tests.recordings.api.scene import NOON, make_camera, want

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
SECOND = timedelta(seconds=1)
NOON_S = int(NOON.timestamp())


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    live_positions.forget()
    yield
    live_positions.forget()


def in_another_process() -> None:
    """Which knows what the database knows, and no more."""
    live_positions.forget()


def files(recorder: Recorder, count: int, start: datetime = NOON) -> dict[str, Recording]:
    """Finished files of 4 s that go on from one another, called f0, f1 and so on."""
    return {f"f{n}": recorder.recorded(start + n * LASTS) for n in range(count)}


def test_a_file_that_is_being_written(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    row, sample = recorder.opens(NOON, fragments=7), recorder.sample
    clock.now = NOON + 4 * SECOND
    answer = live_of(people.viewer, recorder.camera)
    assert text_of(answer, a=row) == (
        f"{HEAD}#EXT-X-MEDIA-SEQUENCE:{NOON_S}\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n"
        f"{sample.beginning('a.mp4', NOON)}{sample.entries('a.mp4', range(3))}"
    )
    assert answer["X-Codecs"] == "avc1.42c00d"


def test_from_one_file_into_the_next(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    a, sample = recorder.opens(NOON), recorder.sample
    clock.now = NOON + LASTS
    live_of(people.viewer, recorder.camera)
    recorder.closes(a, NOON + LASTS)
    b = recorder.opens(NOON + LASTS, fragments=3)
    clock.now = NOON + LASTS + 2 * SECOND
    assert text_of(live_of(people.viewer, recorder.camera), a=a, b=b) == (
        f"{HEAD}#EXT-X-MEDIA-SEQUENCE:{NOON_S}\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n"
        f"{sample.beginning('a.mp4', NOON)}{sample.entries('a.mp4', range(5))}"
        f"#EXT-X-DISCONTINUITY\n"
        f"{sample.beginning('b.mp4', NOON + LASTS)}{sample.entries('b.mp4', range(1))}"
    )


def test_the_list_slides_and_every_process_counts_alike(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    """20 files in 80 s: each look by another process than the one before."""
    want(recorder.camera)
    seen: dict[int, tuple[int, str, str]] = {}
    names: dict[str, Recording] = {}
    firsts: list[int] = []
    for n in range(20):
        start = NOON + n * LASTS
        row = names[f"f{n}"] = recorder.opens(start, fragments=0)
        for fragments in (3, 6, 9):
            recorder.writes(row, fragments)
            clock.now = start + fragments * 0.48 * SECOND
            text = text_of(live_of(people.viewer, recorder.camera), **names)
            shown = numbered(text)
            assert {key: seen.get(key, entry) for key, entry in shown.items()} == shown
            seen |= shown
            firsts.append(min(shown))
            in_another_process()
        recorder.closes(row, start + LASTS)
        names[f"f{n}"] = recorder.finishes(row)
    assert sorted(seen) == list(range(NOON_S, NOON_S + 5 * 19 + 4))
    assert firsts == sorted(firsts)
    assert 59 < sum(map(float, re.findall(r"EXTINF:([\d.]+)", text))) < 61
    # As many as files have left the list: hls.js takes the number for a place in a list.
    assert 0 < number(text, "DISCONTINUITY-SEQUENCE") < 20


def test_a_process_that_comes_late_takes_the_numbers_that_are_there(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    names = {**files(recorder, 2), "a": recorder.opens(NOON + 2 * LASTS)}
    clock.now = NOON + 3 * LASTS
    first = text_of(live_of(people.viewer, recorder.camera), **names)
    LivePosition.objects.filter(recording=names["f0"]).update(media_sequence=7)
    assert text_of(live_of(people.viewer, recorder.camera), **names) == first

    in_another_process()
    other = text_of(live_of(people.viewer, recorder.camera), **names)
    # The stored numbers of the first file do not join any more: the list begins after it.
    assert numbered(other) == {
        key: entry for key, entry in numbered(first).items() if entry[1] != "f0.mp4"
    }


def test_after_a_gap_numbers_go_on_higher(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    names = {**files(recorder, 1), "a": recorder.opens(NOON + LASTS)}
    clock.now = NOON + 2 * LASTS
    before = numbered(text_of(live_of(people.viewer, recorder.camera), **names))
    recorder.closes(names["a"], clock.now)
    recorder.finishes(names["a"])

    b = recorder.opens(NOON + 90 * SECOND)
    clock.now = NOON + 95 * SECOND
    after = numbered(text_of(live_of(people.viewer, recorder.camera), b=b))
    assert {entry[1] for entry in after.values()} == {"b.mp4"}
    assert min(after) == NOON_S + 90 > max(before)
    assert min(e[0] for e in after.values()) > max(e[0] for e in before.values())


def test_after_a_short_gap_both_sides_are_shown(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    a = recorder.recorded(NOON)
    b = recorder.opens(NOON + 20 * SECOND)
    clock.now = NOON + 24 * SECOND
    shown = numbered(text_of(live_of(people.viewer, recorder.camera), a=a, b=b))
    assert [entry[:2] for entry in shown.values()] == [
        *[(0, "a.mp4")] * 5,
        *[(1, "b.mp4")] * 4,
    ]


def test_numbers_never_go_back_with_the_clock(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    a = recorder.opens(NOON)
    clock.now = NOON + LASTS
    before = numbered(text_of(live_of(people.viewer, recorder.camera), a=a))
    recorder.closes(a, clock.now)
    recorder.finishes(a)
    back = NOON - timedelta(hours=1)
    b = recorder.opens(back)
    clock.now = back + LASTS
    after = numbered(text_of(live_of(people.viewer, recorder.camera), b=b))
    assert min(after) > max(before) + 1
    assert min(e[0] for e in after.values()) > max(e[0] for e in before.values())


def test_while_the_camera_reconnects_the_list_stands(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    row = recorder.recorded(NOON)
    statuses = []
    for seconds in (10, 63, 64):
        clock.now = NOON + seconds * SECOND
        statuses.append(live_of(people.viewer, recorder.camera).status_code)
    assert statuses == [200, 200, 404]
    assert LivePosition.objects.get().recording_id == row.pk


def test_a_file_whose_row_was_closed_late_is_whole(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    a = recorder.opens(NOON)
    b = recorder.opens(NOON + LASTS, fragments=3)
    clock.now = NOON + LASTS + 2 * SECOND
    first = text_of(live_of(people.viewer, recorder.camera), a=a, b=b)
    recorder.closes(a, NOON + LASTS)
    in_another_process()
    assert text_of(live_of(people.viewer, recorder.camera), a=a, b=b) == first
    assert len(numbered(first)) == 6


def test_what_is_remembered_needs_no_query(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    want(recorder.camera)
    files(recorder, 2)
    recorder.opens(NOON + 2 * LASTS)
    clock.now = NOON + 3 * LASTS

    def queries_about_positions() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert live_of(people.viewer, recorder.camera).status_code == 200
        return len([q for q in queries if "playback_liveposition" in q["sql"]])

    assert queries_about_positions() > 0
    assert queries_about_positions() == 0
    in_another_process()
    assert queries_about_positions() == 1


def test_cameras_count_by_themselves(
    people: People, recorder: Recorder, clock: StandingClock
) -> None:
    other = Recorder(make_camera(people.city), recorder.volume, recorder.sample)
    a, b = recorder.opens(NOON), other.opens(NOON - LASTS)
    clock.now = NOON + LASTS
    numbers: list[Any] = []
    for camera, row in ((recorder.camera, a), (other.camera, b)):
        numbers.append(number(text_of(live_of(people.viewer, camera), a=row), "MEDIA-SEQUENCE"))
    assert numbers == [NOON_S, NOON_S - 4]
