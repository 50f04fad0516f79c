"""Memory, descriptors and places are bounded, however an answer ends."""

import gc
import os
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from playback import media
from playback.media_part import Places
from playback.services import media_path
from recordings import file_parts
from tests.people import People
from tests.playback.media.scene import Watching, ask, session_by_token
from tests.recordings.api.transfer import body_of, hang_up

# Whole transactions, because a request that ends closes what a test's own would hold open.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]

GB = 1_000_000_000


def begin(url: str, **headers: str) -> Any:
    return Client(headers={"accept-language": "en"}).get(url, headers=headers)


def read_whole(answer: Any) -> None:
    assert len(body_of(answer)) == 600_000


def leave_in_the_middle(answer: Any) -> None:
    assert len(next(iter(answer.streaming_content))) < 600_000
    hang_up(answer)


def forget(answer: Any) -> None:
    """As when something on the answer's way to the server raises."""


ENDINGS = [read_whole, hang_up, leave_in_the_middle, forget]


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__)
def test_a_place_and_a_descriptor_are_given_back(
    watching: Watching, monkeypatch: pytest.MonkeyPatch, end: Callable[[Any], None]
) -> None:
    monkeypatch.setattr(media, "_places", Places(1, 1))
    hang_up(begin(watching.url))
    gc.collect()  # what other tests left
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for _each in range(3):
        answer = begin(watching.url)
        assert answer.status_code == 200
        end(answer)
        del answer
        gc.collect()
    ask(watching.url, "HEAD")
    ask(watching.url, Range="bytes=-0")
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_one_more_than_there_is_room_for_is_asked_to_come_again(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "_places", Places(1, 6))
    first = begin(watching.url)
    refused = ask(watching.url, Range="bytes=0-9")
    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (503, "busy", "1")
    assert ask(watching.url, "HEAD").status == 200
    hang_up(first)
    assert ask(watching.url, Range="bytes=0-9").status == 206


def test_one_session_leaves_places_to_the_others(people: People, watching: Watching) -> None:
    """Six at once, by whatever connections."""
    taken = [begin(watching.url, Range="bytes=0-9") for _each in range(6)]
    assert [answer.status_code for answer in taken] == [206] * 6
    refused = ask(watching.url, Range="bytes=0-9")
    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (503, "busy", "1")
    other = session_by_token(people.owner, timezone.now())
    others_url = media_path(other, watching.camera, watching.recording.pk)
    assert ask(others_url, Range="bytes=0-9").status == 206
    hang_up(taken.pop())
    assert ask(watching.url, Range="bytes=0-9").status == 206
    for answer in taken:
        hang_up(answer)


def test_a_big_file_is_read_in_little_memory(watching: Watching) -> None:
    os.truncate(watching.recording.path, GB)
    answer = begin(watching.url, Range="bytes=600000-64599999")
    tracemalloc.start()
    try:
        length = sum(len(chunk) for chunk in answer.streaming_content)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        hang_up(answer)
    assert length == 64_000_000
    assert peak_bytes < 4 * file_parts.CHUNK_BYTES


def test_a_file_that_shrinks_under_way_breaks_the_connection(watching: Watching) -> None:
    """Rather than leave the reader waiting for the rest."""
    answer = begin(watching.url)
    os.truncate(watching.recording.path, 100_000)
    got = []
    with pytest.raises(ConnectionResetError):
        got.extend(answer.streaming_content)
    assert b"".join(got) == watching.content[:100_000]
    hang_up(answer)
