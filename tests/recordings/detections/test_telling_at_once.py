"""Readers that send the same at the same moment: each detection is taken, and counted, once."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from recordings.models import Camera, Detection
from recordings.plates import normalise
from recordings.services.detections import Added, detections_add
from tests.people import People
from tests.recordings.api.scene import make_camera
from tests.recordings.detections.scene import ago, told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]

THREADS = 20


def values(camera: Camera, number: int) -> dict[str, Any]:
    """As `DetectionInputSerializer` leaves it."""
    given = told(camera, at=ago(minutes=1), external_id=f"{number:04}")
    return {**given, "plate": normalise(given["plate"])}


def tell_at_once(people: People, batches: list[list[dict[str, Any]]]) -> list[Added]:
    start = Barrier(len(batches), timeout=30)

    def run(batch: list[dict[str, Any]]) -> Added:
        try:
            start.wait()
            return detections_add(user=people.superuser, told=batch, now=ago())
        finally:
            connection.close()

    with ThreadPoolExecutor(len(batches)) as threads:
        return list(threads.map(run, batches))


def test_twenty_send_the_same_batch(people: People, gate: Camera) -> None:
    batch = [values(gate, number) for number in range(200)]
    added = tell_at_once(people, [batch] * THREADS)
    assert sorted(each.created for each in added) == [0] * (THREADS - 1) + [200]
    assert {each.created + each.known for each in added} == {200}
    assert Detection.objects.count() == 200


def test_batches_that_overlap_in_any_order_of_two_cities(
    people: People, gate: Camera, foreign: Camera
) -> None:
    chance = Random(7)
    pool = [values(camera, number) for camera in (gate, foreign) for number in range(150)]
    batches = [chance.sample(pool, 100) for _each in range(THREADS)]
    added = tell_at_once(people, batches)
    told_of = {(each["camera"], each["external_id"]) for batch in batches for each in batch}
    assert sum(each.created for each in added) == len(told_of) == Detection.objects.count()
    assert {each.created + each.known for each in added} == {100}


def test_two_cities_are_counted_apart(people: People, gate: Camera, foreign: Camera) -> None:
    more = make_camera(people.city)
    cameras = [gate, foreign, more, gate, foreign, more]
    batches = [
        [{**values(camera, number), "source": f"reader-{index}"} for number in range(50)]
        for index, camera in enumerate(cameras)
    ]
    added = tell_at_once(people, batches)
    assert added == [Added(created=50, known=0)] * len(cameras)
