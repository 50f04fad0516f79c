"""Workers that come twice or wake up too late, and clips that nobody wants any more."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from clips.claims import DEAD_AFTER
from clips.cutter import cut
from clips.models import Clip, Status
from clips.services import Asked, clip_cancel, clip_retry
from clips.tidying import tidy
from tests.clips.left_behind import assert_nothing_left, assert_whole, fresh, go_on
from tests.clips.scene import FRAME_MS, Scene
from tests.clips.steps import STEPS, at_step

pytestmark = pytest.mark.django_db(transaction=True)
SPAN = (28_000, 32_000)
CODES = [*range(SPAN[0] // FRAME_MS, SPAN[1] // FRAME_MS)]


def asked_to_cut(scene: Scene) -> Clip:
    scene.record_all()
    return scene.ask(*SPAN)


def asked(scene: Scene) -> Asked:
    return Asked(scene.people.operator, None, scene.clock.now())


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_was_taken_for_dead_changes_nothing(scene: Scene, step: str) -> None:
    """It wakes up when another one has finished its clip."""
    clip = asked_to_cut(scene)
    finished: list[Any] = []

    def sleeps() -> None:
        scene.clock.at += DEAD_AFTER + timedelta(seconds=1)
        go_on(scene)
        assert fresh(clip).status == Status.READY
        finished.append(Clip.objects.filter(pk=clip.pk).values()[0])

    with at_step(step, sleeps):
        cut(clip.pk, scene.clock)
    assert [*Clip.objects.filter(pk=clip.pk).values()] == finished
    tidy(scene.clock)
    assert_whole(clip, CODES)


@pytest.mark.parametrize("step", STEPS)
def test_a_clip_that_is_cancelled_meanwhile_leaves_nothing(scene: Scene, step: str) -> None:
    clip = asked_to_cut(scene)
    with at_step(step, lambda: clip_cancel(asked(scene), clip.pk)):
        cut(clip.pk, scene.clock)
    assert fresh(clip).status == Status.CANCELLED
    tidy(scene.clock)
    assert_nothing_left(clip, Status.CANCELLED)
    clip_retry(asked(scene), clip.pk)
    go_on(scene)
    assert_whole(clip, CODES)


@pytest.mark.parametrize("step", STEPS)
def test_cancelled_and_cleared_away_under_its_hands(scene: Scene, step: str) -> None:
    clip = asked_to_cut(scene)

    def cancelled_and_cleared() -> None:
        clip_cancel(asked(scene), clip.pk)
        tidy(scene.clock)

    with at_step(step, cancelled_and_cleared):
        cut(clip.pk, scene.clock)
    assert_nothing_left(clip, Status.CANCELLED)


def test_two_workers_at_once_cut_it_once(scene: Scene) -> None:
    clip = asked_to_cut(scene)
    together = threading.Barrier(2)

    def work() -> None:
        together.wait()
        cut(clip.pk, scene.clock)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert_whole(clip, CODES)
    assert fresh(clip).attempts == 1


def test_a_clip_that_is_ready_is_left_alone(scene: Scene) -> None:
    clip = asked_to_cut(scene)
    cut(clip.pk, scene.clock)
    before = Clip.objects.filter(pk=clip.pk).values()[0]
    cut(clip.pk, scene.clock)
    go_on(scene)
    assert Clip.objects.filter(pk=clip.pk).values()[0] == before
    assert_whole(clip, CODES)
