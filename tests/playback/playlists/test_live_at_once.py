"""Several processes that list a file for the first time in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from playback.hls import file_entries
from playback.live import LivePositions, Position
from playback.models import LivePosition
from playback.published import PublishedFile
from recordings.models import Camera, Recording
from recordings.playable import playable_file, playable_rows
from tests.people import People
from tests.playback.playlists.scene import LASTS, Recorder, StandingClock
from tests.recordings.api.scene import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]
PROCESSES = 6


def published(camera: Camera) -> list[PublishedFile]:
    rows = Recording.objects.filter(camera=camera)
    return [
        PublishedFile(
            file.recording_id,
            file_entries(
                f"/media/{file.recording_id}.mp4", file.columns, file.wall, is_open=file.is_open
            ),
            file.codecs,
            file.is_open,
        )
        for file in filter(None, map(playable_file, playable_rows(rows)))
    ]


def test_all_agree(people: People, recorder: Recorder, clock: StandingClock) -> None:
    recorder.recorded(NOON)
    recorder.opens(NOON + LASTS)
    clock.now = NOON + LASTS + timedelta(seconds=4)
    barrier = Barrier(PROCESSES)

    def look() -> list[Position]:
        files = published(recorder.camera)
        barrier.wait(timeout=20)
        try:
            return LivePositions().of(recorder.camera, files)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PROCESSES) as pool:
        found = [answer.result() for answer in [pool.submit(look) for _ in range(PROCESSES)]]
    noon_s = int(NOON.timestamp())
    assert found == [[Position(noon_s, 0), Position(noon_s + 5, 1)]] * PROCESSES
    assert LivePosition.objects.count() == 2
