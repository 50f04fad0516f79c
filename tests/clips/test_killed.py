"""Workers that are killed with SIGKILL, at each step of cutting a clip."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest

from clips.claims import ATTEMPTS, DEAD_AFTER, send_again
from clips.cutter import cut
from clips.models import Clip, Status
from clips.services import Asked, clip_cancel, clip_retry
from clips.tidying import tidy
from recordings.models import StorageVolume
from recordings.volumes import ensure_first_volume
from tests.clips.left_behind import (
    assert_nothing_left,
    assert_whole,
    children_at,
    everything,
    fresh,
    go_on,
    named,
)
from tests.clips.scene import FRAME_MS, Scene, StandingClock
from tests.clips.steps import STEPS, at_step
from tests.killing import exit_code, kill_this_process, running
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
SPAN = (28_000, 32_000)
CODES = [*range(SPAN[0] // FRAME_MS, SPAN[1] // FRAME_MS)]


def cut_and_die(scene: Scene, clip: Clip, step: str) -> None:
    def work() -> None:
        with at_step(step, kill_this_process):
            cut(clip.pk, StandingClock())

    with running(work) as process:
        assert exit_code(process) == -signal.SIGKILL
    wait_for(lambda: not children_at(scene.volume.path), "the end of its children")


def asked(scene: Scene) -> Asked:
    return Asked(scene.people.operator, None, scene.clock.now())


def wait_until_taken_for_dead(scene: Scene) -> None:
    scene.clock.at += DEAD_AFTER + timedelta(seconds=1)


@pytest.mark.parametrize("step", STEPS)
def test_what_a_killed_worker_leaves_is_finished(scene: Scene, step: str) -> None:
    scene.record_all()
    clip = scene.ask(*SPAN)
    cut_and_die(scene, clip, step)
    killed = fresh(clip)
    assert killed.status == Status.CUTTING
    named_so_far = {f for f in everything() if not Path(f).name.startswith(f".{killed.claim}.")}
    assert named_so_far <= set(named(clip) if killed.file_path else [])
    assert send_again(Clip, scene.clock) == []  # it might be alive
    wait_until_taken_for_dead(scene)
    tidy(scene.clock)
    go_on(scene)
    assert_whole(clip, CODES)
    assert fresh(clip).attempts == 2


@pytest.mark.parametrize("step", ["piping", "its picture named", "linked", "named"])
def test_what_a_killed_worker_leaves_of_a_clip_that_nobody_wants_goes(
    scene: Scene, step: str
) -> None:
    scene.record_all()
    clip = scene.ask(*SPAN)
    cut_and_die(scene, clip, step)
    clip_cancel(asked(scene), clip.pk)
    go_on(scene)
    assert_nothing_left(clip, Status.CANCELLED)


def test_after_several_deaths_it_has_failed_and_nothing_is_left(scene: Scene) -> None:
    scene.record_all()
    clip = scene.ask(*SPAN)
    for _ in range(ATTEMPTS):
        cut_and_die(scene, clip, "its picture named")
        wait_until_taken_for_dead(scene)
        again = send_again(Clip, scene.clock)
    assert again == []
    tidy(scene.clock)
    assert_nothing_left(clip, Status.FAILED, "given_up")
    clip_retry(asked(scene), clip.pk)
    go_on(scene)
    assert_whole(clip, CODES)


def test_what_it_left_goes_when_the_next_one_takes_another_volume(
    scene: Scene, tmp_path: Path
) -> None:
    scene.record_all()
    clip = scene.ask(*SPAN)
    cut_and_die(scene, clip, "its picture named")
    ensure_first_volume(tmp_path / "other")
    StorageVolume.objects.filter(pk=scene.volume.pk).update(is_active=False)
    wait_until_taken_for_dead(scene)
    go_on(scene)
    assert_whole(clip, CODES)
