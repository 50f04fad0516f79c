"""Lists of a camera that a real recorder records, in files of 2 s, fetched again and again."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from playback.live import live_positions
from recordings.models import Camera
from recordings.states import State
from tests.cameras import StartCamera
from tests.people import api_client
from tests.playback.playlists.numbered import numbered
from tests.recordings.supervision.bench import Bench
from tests.recordings.supervision.conftest import bench
from tests.waiting import wait_for

__all__ = ["bench", "clock"]

pytestmark = pytest.mark.contract
FILES = 6


@pytest.fixture(autouse=True)
def clock() -> None:
    """The machine's own, for once."""


@pytest.fixture
def camera(bench: Bench, start_camera: StartCamera) -> Camera:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    return camera


def texts_of(bench: Bench, url: str, looked: Callable[[], object]) -> list[str]:
    """What one player gets until the camera has so many more files."""
    client, texts = api_client(bench.owner), []
    (camera,) = Camera.objects.all()
    count = len(bench.rows(camera)) + FILES

    def look() -> bool:
        answer: Any = client.get(url)
        if answer.status_code == 200:
            texts.append(answer.content.decode())
        looked()
        return len(bench.rows(camera)) >= count

    wait_for(look, f"{FILES} files")
    return texts


def test_a_live_list_numbers_each_entry_once(bench: Bench, camera: Camera) -> None:
    url = f"/api/playback/cameras/{camera.pk}/live.m3u8"

    def other_process_and_worker() -> None:
        live_positions.forget()
        bench.finish(camera)

    texts = texts_of(bench, url, other_process_and_worker)
    seen: dict[int, tuple[int, str, str]] = {}
    ends: list[int] = []
    for text in texts:
        shown = numbered(text)
        assert {number: seen.get(number, entry) for number, entry in shown.items()} == shown
        seen |= shown
        ends.append(max(shown))
    assert sorted(seen) == list(range(min(seen), max(seen) + 1))
    assert ends == sorted(ends)
    assert len({entry[1] for entry in seen.values()}) >= FILES
    assert len({entry[1:] for entry in seen.values()}) == len(seen)


def test_a_list_that_grows_only_adds(bench: Bench, camera: Camera) -> None:
    at = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    url = f"/api/playback/cameras/{camera.pk}/index.m3u8?at={at}"
    texts = texts_of(bench, url, lambda: bench.finish(camera))
    for before, after in pairwise(texts):
        assert after.startswith(before)
    assert texts[-1].count("#EXT-X-DISCONTINUITY") >= FILES - 2
    assert "PLAYLIST-TYPE:EVENT" in texts[-1]
