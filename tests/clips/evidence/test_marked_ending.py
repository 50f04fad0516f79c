"""A marked copy that is given up, whose worker is killed, or for which there is no room."""

import errno
import fcntl
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from pytest_django import Settings

from clips import marking
from clips.claims import ATTEMPTS, DEAD_AFTER, send_again
from clips.marked import marked_delete
from clips.marking import mark
from clips.models import Clip, MarkedCopy, Status
from clips.tidying import tidy
from tests.clips.evidence.marked_scene import ask, asked, digest, made, slow_ffmpeg, values
from tests.clips.left_behind import children_at, everything, fresh
from tests.clips.scene import FIRST, Scene, StandingClock
from tests.killing import exit_code, kill_this_process, running
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clip(scene: Scene) -> Clip:
    scene.record(scene.samples[0], FIRST)
    return scene.cut(0, 20_000)


def originals(clip: Clip) -> list[str]:
    stem = f"clips/cam_{clip.camera_id}/clip_{clip.pk}"
    return [f"{stem}.jpg", f"{stem}.mp4"]


def with_copy(clip: Clip) -> list[str]:
    return [*originals(clip), originals(clip)[1].replace(".mp4", "_marked.mp4")]


@pytest.fixture
def slow(clip: Clip, settings: Settings, tmp_path: Path) -> None:
    """From now on: the clip itself is there."""
    settings.VMS_FFMPEG = slow_ffmpeg(tmp_path, 1)


def meanwhile(scene: Scene, copy: MarkedCopy, happens: Callable[[], object]) -> None:
    """A worker makes it in a thread; once FFmpeg writes, `happens` does."""

    def work() -> None:
        try:
            mark(copy.pk, scene.clock)
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        wait_for(lambda: [name for name in everything() if name.endswith(".progress")], "FFmpeg")
        happens()
    finally:
        worker.join(30)
    assert not worker.is_alive()


@pytest.mark.usefixtures("slow")
def test_one_that_is_given_up_ends_soon_and_leaves_nothing(scene: Scene, clip: Clip) -> None:
    before = digest(clip.path)
    copy = ask(scene, clip)
    meanwhile(scene, copy, lambda: marked_delete(asked(scene), clip.pk))
    assert not MarkedCopy.objects.exists()
    assert everything() == originals(clip)
    assert children_at(scene.volume.path) == []
    assert digest(clip.path) == before


@pytest.mark.usefixtures("slow")
def test_one_is_made_at_a_time(scene: Scene, clip: Clip) -> None:
    first = ask(scene, clip)
    second = ask(scene, scene.cut(20_000, 22_000))

    def look() -> None:
        mark(second.pk, scene.clock)
        assert values(second, "status", "attempts") == (Status.PENDING, 0)
        marked_delete(asked(scene), clip.pk)

    meanwhile(scene, first, look)
    assert send_again(MarkedCopy, scene.clock) == [second.pk]


def kill(scene: Scene, copy: MarkedCopy, program: str, *steps: str) -> None:
    """In the middle of FFmpeg's work, or where the worker kills itself: just before a step."""

    def work() -> None:
        settings.VMS_FFMPEG = program
        for step in steps:
            pytest.MonkeyPatch().setattr(marking, step, kill_this_process)
        mark(copy.pk, StandingClock())

    with running(work) as worker:
        if not steps:
            wait_for(lambda: children_at(scene.volume.path), "FFmpeg")
            wait_for(lambda: [f for f in everything() if f.endswith(".progress")], "FFmpeg")
            worker.kill()
        assert exit_code(worker) == -signal.SIGKILL
    wait_for(lambda: not children_at(scene.volume.path), "the end of its children")


def go_on(scene: Scene) -> None:
    """What is left is taken up again once its worker is taken for dead."""
    assert send_again(MarkedCopy, scene.clock) == []
    scene.clock.at += DEAD_AFTER + timedelta(seconds=1)
    for copy_id in send_again(MarkedCopy, scene.clock):
        tidy(scene.clock)
        mark(copy_id, scene.clock)


def test_what_a_killed_worker_leaves_is_cleared_and_made_again(
    scene: Scene, clip: Clip, tmp_path: Path
) -> None:
    copy = ask(scene, clip)
    kill(scene, copy, slow_ffmpeg(tmp_path, 1))
    (status, claim) = values(copy, "status", "claim")
    assert status == Status.CUTTING
    assert {name for name in everything() if f".{claim}." not in name} == {*originals(clip)}
    go_on(scene)
    assert values(copy, "status", "attempts") == (Status.READY, 2)
    assert everything() == with_copy(clip)


@pytest.mark.parametrize("step", ["_judge", "sync_file", "_put_in_place", "sync_folder"])
def test_a_worker_killed_between_two_steps_leaves_one_that_is_made_again(
    scene: Scene, clip: Clip, step: str
) -> None:
    copy = ask(scene, clip)
    kill(scene, copy, "", step)
    if step == "sync_folder":  # it is said to be ready, and is
        assert values(copy, "status") == (Status.READY,)
        tidy(scene.clock)
    else:
        assert values(copy, "status") == (Status.CUTTING,)
        go_on(scene)
    copy.refresh_from_db()
    assert (copy.status, copy.sha256) == (Status.READY, digest(copy.path))
    assert everything() == with_copy(clip)


def test_one_whose_workers_are_killed_each_time_is_given_up(scene: Scene, clip: Clip) -> None:
    copy = ask(scene, clip)
    for _ in range(ATTEMPTS):
        kill(scene, copy, "", "_render")
        scene.clock.at += DEAD_AFTER + timedelta(seconds=1)
        send_again(MarkedCopy, scene.clock)
    words = "It was tried several times, and each attempt was cut off."
    assert values(copy, "status", "error") == (Status.FAILED, words)
    tidy(scene.clock)
    assert everything() == originals(clip)


def test_removing_one_removes_its_file(scene: Scene, clip: Clip) -> None:
    made(scene, clip)
    assert everything() == with_copy(clip)
    marked_delete(asked(scene), clip.pk)
    assert everything() == originals(clip)
    assert fresh(clip).status == Status.READY


def test_one_that_is_removed_as_it_gets_its_name_leaves_nothing(
    scene: Scene, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = ask(scene, clip)
    put_in_place = marking._put_in_place

    def too_late(*arguments: Any) -> None:
        marked_delete(asked(scene), clip.pk)
        put_in_place(*arguments)

    monkeypatch.setattr(marking, "_put_in_place", too_late)
    mark(copy.pk, scene.clock)
    assert not MarkedCopy.objects.exists()
    assert everything() == originals(clip)


def test_a_disk_that_went_away_meanwhile_is_not_written(
    scene: Scene, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "has_its_disk", lambda _volume: False)
    copy = made(scene, clip)
    assert copy.error == "The volume could not be written."
    assert everything() == originals(clip)


FAILURES: dict[str, tuple[str, Any, str]] = {
    "no room": ("free_bytes", lambda _root: 0, "There is no room for the clip on any volume."),
    "no time": ("SECONDS", 0.0, "Making the file took too long."),
    "no FFmpeg": ("find_ffmpeg", lambda _name: "/bin/false", "FFmpeg could not make the file."),
    "another clip": (
        "_seconds",
        lambda _copy: 12.0,
        "The file that was made did not stand its checks. (20.000 s instead of 12.000 s)",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_what_cannot_be_made_fails_with_its_reason(
    scene: Scene, clip: Clip, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    what, value, words = FAILURES[name]
    if name == "no time":
        monkeypatch.setattr("recordings.children.WATCH_MS", 20)
    monkeypatch.setattr(marking, what, value)
    copy = made(scene, clip)
    assert (copy.status, copy.error, copy.claim) == (Status.FAILED, words, None)
    assert everything() == originals(clip)


def test_a_disk_that_fails_meanwhile_fails_it(
    scene: Scene, clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(marking, "sync_file", broken)
    copy = made(scene, clip)
    assert copy.error == "The volume could not be written. (Input/output error)"
    assert everything() == originals(clip)


def test_a_clip_that_was_deleted_meanwhile_is_not_marked(scene: Scene, clip: Clip) -> None:
    copy = ask(scene, clip)
    Clip.objects.update(status=Status.DELETED, deleted_at=scene.clock.now())
    mark(copy.pk, scene.clock)
    assert values(copy, "status") == (Status.FAILED,)
    assert everything() == originals(clip)


def test_a_lock_that_another_holds_is_not_waited_for(
    scene: Scene, clip: Clip, settings: Settings
) -> None:
    copy = ask(scene, clip)
    with (Path(settings.VMS_RUN_DIR) / "marking.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        mark(copy.pk, scene.clock)
    assert values(copy, "status", "attempts") == (Status.PENDING, 0)
    mark(copy.pk, scene.clock)
    assert values(copy, "status", "attempts") == (Status.READY, 1)
