"""Only so many downloads at a time, and each place is given back however the download ends."""

import gc
import os
from collections.abc import Callable
from typing import Any

import pytest

from plans.models import User
from recordings.file_parts import DOWNLOADS_AT_ONCE
from recordings.models import Recording, StorageVolume
from tests.people import People
from tests.recordings.api.scene import make_camera, make_recording, place_file
from tests.recordings.api.transfer import body_of, download, hang_up

# Whole transactions, because a request that ends closes what a test's own would hold open.
pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = os.urandom(600_000)


@pytest.fixture
def recording(people: People, volume: StorageVolume) -> Recording:
    row = make_recording(make_camera(people.city), volume=volume)
    place_file(row, CONTENT)
    return row


def assert_all_are_free(user: User, recording: Recording) -> None:
    answers = [download(user, recording) for _each in range(DOWNLOADS_AT_ONCE)]
    statuses = [answer.status_code for answer in answers]
    for answer in answers:
        hang_up(answer)
    assert statuses == [200] * DOWNLOADS_AT_ONCE


def test_one_more_than_there_is_room_for_is_asked_to_come_again(
    people: People, recording: Recording
) -> None:
    user = people.viewer
    under_way = [download(user, recording) for _each in range(DOWNLOADS_AT_ONCE)]
    refused = download(user, recording)
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (
        503,
        "busy",
        "10",
    )
    assert download(user, recording, "HEAD").status_code == 200
    assert body_of(under_way.pop()) == CONTENT
    again = download(user, recording, Range="bytes=5-9")
    assert (again.status_code, body_of(again)) == (206, CONTENT[5:10])
    for answer in under_way:
        hang_up(answer)
    assert_all_are_free(user, recording)


def read_whole(answer: Any) -> None:
    assert body_of(answer) == CONTENT


def leave_in_the_middle(answer: Any) -> None:
    assert len(next(iter(answer.streaming_content))) < len(CONTENT)
    hang_up(answer)


def leave_twice(answer: Any) -> None:
    hang_up(answer)
    hang_up(answer)


def forget(answer: Any) -> None:
    """As when something on the answer's way to the server raises."""


ENDINGS = [read_whole, hang_up, leave_in_the_middle, leave_twice, forget]


@pytest.mark.parametrize("end", ENDINGS)
def test_a_place_is_given_back(
    people: People, recording: Recording, end: Callable[[Any], None]
) -> None:
    for _each in range(DOWNLOADS_AT_ONCE + 1):
        answer = download(people.viewer, recording)
        assert answer.status_code == 200
        end(answer)
        del answer
        gc.collect()
    assert_all_are_free(people.viewer, recording)


@pytest.mark.parametrize(
    ("method", "asked", "status"),
    [("HEAD", "", 200), ("HEAD", "bytes=0-1", 206), ("GET", "bytes=-0", 416)],
)
def test_what_sends_nothing_takes_no_place(
    people: People, recording: Recording, method: str, asked: str, status: int
) -> None:
    for _each in range(DOWNLOADS_AT_ONCE + 1):
        assert download(people.viewer, recording, method, Range=asked).status_code == status
    assert_all_are_free(people.viewer, recording)


def test_a_missing_file_takes_no_place(people: People, recording: Recording) -> None:
    recording.path.unlink()
    for _each in range(DOWNLOADS_AT_ONCE + 1):
        assert download(people.viewer, recording).status_code == 409
    place_file(recording, CONTENT)
    assert_all_are_free(people.viewer, recording)


def test_no_descriptor_stays_open(people: People, recording: Recording) -> None:
    def count() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    hang_up(download(people.viewer, recording))
    before = count()
    for end in ENDINGS:
        answer = download(people.viewer, recording)
        end(answer)
        del answer
        gc.collect()
    download(people.viewer, recording, Range="bytes=-0")
    download(people.viewer, recording, "HEAD")
    assert count() == before
