"""Twenty threads finish and delete recordings of the same days, and the sums are right."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from recordings.indexing import finish_recording
from recordings.models import Camera, Recording, StorageVolume, Usage
from recordings.usage.counters import Weight, forget_empty, usage_add
from recordings.usage.counting import differences, recount
from tests.people import make_city
from tests.recordings.api.conftest import Footage
from tests.recordings.api.scene import NOON, make_camera, make_recording, place_file
from tests.recordings.usage.invariant import counters_say, rows_say

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]
THREADS, EACH = 20, 4


def delete(recording: Recording) -> None:
    """As a cleanup ends: the row goes, and its weight with it."""
    with transaction.atomic():
        if Recording.objects.filter(pk=recording.pk).delete()[0]:
            weight = -recording.file_size
            began = recording.start_time
            usage_add([Weight(recording.camera_id, recording.volume_id, began, weight, -1)])


def closed(camera: Camera, volume: StorageVolume, footage: Footage, number: int) -> Recording:
    """A file that ended, and waits to be finished."""
    start = NOON + timedelta(seconds=number)
    row = make_recording(
        camera, start, volume=volume, status="RECORDING", end_time=None, file_size=0
    )
    Recording.objects.filter(pk=row.pk).update(closed_at=start)
    place_file(row, footage.content)
    return row


def test_finished_deleted_forgotten_and_counted_anew_at_the_same_time(
    volume: StorageVolume, footage: Footage
) -> None:
    camera = make_camera(make_city())
    coming = [closed(camera, volume, footage, n) for n in range(THREADS * EACH // 2)]
    going = [
        make_recording(camera, NOON + timedelta(seconds=1000 + n), volume=volume, file_size=n)
        for n in range(THREADS * EACH // 2)
    ]
    Usage.objects.update(bytes=17)  # wrong from the start
    start = Barrier(THREADS, timeout=60)

    def run(number: int) -> None:
        try:
            start.wait()
            for row in coming[number::THREADS]:
                finish_recording(row.pk)
            for row in going[number::THREADS]:
                delete(row)
            if number == 0:
                recount()
            forget_empty((NOON + timedelta(days=1)).date())
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(run, range(THREADS)))
    assert Recording.objects.exclude(status="COMPLETE").count() == 0
    assert (counters_say(), list(differences())) == (rows_say(), [])
    assert sum(files for _size, files in counters_say().values()) == len(coming)


def test_one_file_finished_by_all_at_once_counts_once(
    volume: StorageVolume, footage: Footage
) -> None:
    row = closed(make_camera(make_city()), volume, footage, 0)
    start = Barrier(THREADS, timeout=60)

    def run(number: int) -> bool:
        try:
            start.wait()
            return finish_recording(row.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        assert sorted(threads.map(run, range(THREADS)))[-2:] == [False, True]
    assert counters_say() == rows_say()
