"""Memory, descriptors and places are bounded, however an answer ends."""

import gc
import os
import threading
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from playback import media
from recordings import file_parts
from tests.playback.media.scene import Watching, ask
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
    monkeypatch.setattr(media, "_slots", threading.BoundedSemaphore(1))
    hang_up(begin(watching.url))
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
    monkeypatch.setattr(media, "_slots", threading.BoundedSemaphore(1))
    first = begin(watching.url)
    refused = ask(watching.url, Range="bytes=0-9")
    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (503, "busy", "1")
    assert ask(watching.url, "HEAD").status == 200
    hang_up(first)
    assert ask(watching.url, Range="bytes=0-9").status == 206


def test_a_whole_hour_takes_a_downloads_place(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.truncate(watching.recording.path, GB)
    monkeypatch.setattr(media, "download_slots", threading.BoundedSemaphore(1))
    first = begin(watching.url)
    assert (first.status_code, first.headers["Content-Length"]) == (200, str(GB))
    assert ask(watching.url, Range="bytes=0-64000000").status == 503
    assert ask(watching.url, Range="bytes=0-9").status == 206
    hang_up(first)
    second = begin(watching.url, Range="bytes=1-")
    assert second.status_code == 206
    hang_up(second)


def test_a_big_file_is_read_in_little_memory(watching: Watching) -> None:
    os.truncate(watching.recording.path, GB)
    answer = begin(watching.url, Range="bytes=600000-400599999")
    tracemalloc.start()
    try:
        length = sum(len(chunk) for chunk in answer.streaming_content)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        hang_up(answer)
    assert length == 400_000_000
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
