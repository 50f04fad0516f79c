"""A recording that somebody wants to keep is downloaded, which is written down."""

import json
import os

import pytest
from pytest_django import Settings

from tests.playback.media.scene import Watching, ask

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

GB = 1_000_000_000


@pytest.fixture(autouse=True)
def hour(watching: Watching) -> None:
    os.truncate(watching.recording.path, GB)


@pytest.mark.parametrize("asked", ["", "bytes=0-", "bytes=0-64000000", "bytes=-64000001", "x=0-9"])
@pytest.mark.parametrize("accel", ["", "/volumes/"])
def test_more_than_a_player_needs_is_refused(
    watching: Watching, settings: Settings, asked: str, accel: str
) -> None:
    settings.VMS_ACCEL_REDIRECT = accel
    answer = ask(watching.url, Range=asked)
    address = f"/api/recordings/{watching.recording.pk}/download/"
    words = "Ask for 64 MB at most at a time. To keep the recording, download it: "
    expected = {"code": "too_large", "detail": f"{words}{address}", "fields": {}}
    assert (answer.status, json.loads(answer.body)) == (403, expected)
    assert ask(watching.url, "HEAD", Range=asked).status == 403


@pytest.mark.parametrize("asked", ["bytes=-9", "bytes=999999991-", "Bytes=0-8"])
def test_a_part_of_a_large_file_is_sent(watching: Watching, asked: str) -> None:
    answer = ask(watching.url, Range=asked)
    assert (answer.status, len(answer.body)) == (206, 9)


def test_as_much_as_is_allowed_is_sent(watching: Watching) -> None:
    os.truncate(watching.recording.path, 64_000_000)
    assert ask(watching.url, "HEAD").status == 200
    os.truncate(watching.recording.path, 64_000_001)
    assert ask(watching.url, "HEAD").status == 403
    assert ask(watching.url, "HEAD", Range="bytes=1-").status == 206


def test_the_whole_in_place_of_a_part_is_refused_too(watching: Watching) -> None:
    answer = ask(watching.url, **{"Range": "bytes=0-8", "If-Range": '"another"'})
    assert (answer.status, answer.code) == (403, "too_large")


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-8", "If-Range": '"another"'},
        {"Range": "bytes =0-8"},
        {"Range": " bytes=0-8"},
    ],
    ids=["another tag", "a space within", "a space before"],
)
def test_nginx_is_not_asked_what_it_might_read_otherwise(
    watching: Watching, settings: Settings, headers: dict[str, str]
) -> None:
    settings.VMS_ACCEL_REDIRECT = "/volumes/"
    answer = ask(watching.url, **headers)
    assert (answer.status, answer.code) == (403, "too_large")
    assert ask(watching.url, Range="BYTES=0-8").status == 200
