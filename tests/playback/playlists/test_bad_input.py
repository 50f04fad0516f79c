"""Windows that make no sense."""

from typing import Any

import pytest

from tests.people import People, api_client
from tests.plans.answers import NOT_FOUND
from tests.playback.playlists.scene import Recorder
from tests.recordings.api.scene import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
MALFORMED = "Write a moment as 2026-11-20T15:00:00-03:00."
CALENDAR = "Choose a moment between the years 1970 and 9998."
ONE_FORM = "Give a moment, or a start and an end."
REVERSED = "The end lies before the start."
TOO_LONG = "Ask for 6 hours at most."
AT, START, END = "2026-03-10T12:00:00Z", "2026-03-10T12:00:00Z", "2026-03-10T13:00:00Z"


def ask(people: People, recorder: Recorder, query: dict[str, str]) -> Any:
    url = f"/api/playback/cameras/{recorder.camera.pk}/index.m3u8"
    return api_client(people.viewer).get(url, query)


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ({}, "at", ONE_FORM),
        ({"At": AT}, "at", ONE_FORM),
        ({"at": AT, "start": START}, "at", ONE_FORM),
        ({"at": AT, "start": START, "end": END}, "at", ONE_FORM),
        ({"start": START}, "end", ONE_FORM),
        ({"end": END}, "start", ONE_FORM),
        ({"start": END, "end": START}, "end", REVERSED),
        ({"start": START, "end": START}, "end", REVERSED),
        ({"start": START, "end": "2026-03-10T18:00:00.001Z"}, "end", TOO_LONG),
        ({"start": "1970-01-01T00:00:00Z", "end": "9998-12-31T00:00:00Z"}, "end", TOO_LONG),
        ({"start": "NaN", "end": END}, "start", MALFORMED),
        ({"start": START, "end": "inf"}, "end", MALFORMED),
        ({"at": "9999-12-31T23:59:59Z"}, "at", CALENDAR),
        ({"at": "1969-12-31T23:59:59Z"}, "at", CALENDAR),
        ({"at": "0001-01-01T00:00:00Z"}, "at", CALENDAR),
        ({"at": "9999-12-31T23:59:59"}, "at", MALFORMED),  # past the calendar's end in UTC
    ],
)
def test_each_is_refused_by_name(
    people: People, recorder: Recorder, query: dict[str, str], field: str, words: str
) -> None:
    answer = ask(people, recorder, query)
    assert (answer.status_code, answer.json()) == (
        400,
        {"code": "invalid", "detail": words, "fields": {field: [words]}},
    )


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "NaN", "0", "-1", "1773144000000", "1e400", "now", "2026-03-10", "null", "[]"),
        *("2026-13-10T12:00:00Z", "2026-03-10T25:00:00Z", "2026-03-10T12:00:00+99:00"),
        *("2026-03-10T12:00:0\0Z", "2026-03-10T12:00:00Z; DROP", "10000-01-01T00:00:00Z"),
        *("٢٠٢٦-03-10T12:00:00Z", "\ud800".encode("utf-8", "replace").decode(), "T" * 5000),
    ],
)
def test_what_is_no_moment_is_refused(people: People, recorder: Recorder, text: str) -> None:
    recorder.recorded(NOON)
    answer = ask(people, recorder, {"at": text})
    assert (answer.status_code, answer.json()) == (
        400,
        {"code": "invalid", "detail": MALFORMED, "fields": {"at": [MALFORMED]}},
    )


def test_the_ends_of_the_calendar_hold_nothing(people: People, recorder: Recorder) -> None:
    for at in ("1970-01-01T00:00:00Z", "9998-12-31T23:59:59Z"):
        answer = ask(people, recorder, {"at": at})
        assert (answer.status_code, answer.json()["code"]) == (404, "no_recording")


def test_six_hours_are_not_too_many(people: People, recorder: Recorder) -> None:
    recorder.recorded(NOON)
    query = {"start": "2026-03-10T08:00:00Z", "end": "2026-03-10T14:00:00Z"}
    assert ask(people, recorder, query).status_code == 200


def test_a_missing_camera_comes_before_a_wrong_window(people: People, recorder: Recorder) -> None:
    for wrong in ("999999", "abc", "-1", "1.0", "%00", str(10**30)):
        url = f"/api/playback/cameras/{wrong}/index.m3u8?at=NaN"
        answer = api_client(people.viewer).get(url)
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_playlists_are_only_read(people: People, recorder: Recorder, method: str) -> None:
    for name in ("index.m3u8", "live.m3u8"):
        url = f"/api/playback/cameras/{recorder.camera.pk}/{name}"
        answer = api_client(people.owner).generic(method, url, "{}", "application/json")
        assert answer.status_code == 405
