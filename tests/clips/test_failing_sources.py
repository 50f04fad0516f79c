"""A source that is cut short, removed or replaced meanwhile, and an FFmpeg that does not work."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from pytest_django import Settings

from clips import cutter
from clips.cutter import cut
from clips.models import Clip, Status
from clips.services import Asked, clip_retry
from clips.tasks import reconcile
from recordings.models import Hold, Recording
from tests.clips.left_behind import (
    assert_nothing_left,
    assert_released,
    assert_whole,
    children_at,
    fresh,
    go_on,
)
from tests.clips.scene import FIRST, FRAME_MS, Scene
from tests.clips.steps import at_step
from tests.people import api_client

pytestmark = pytest.mark.django_db(transaction=True)
SPAN = (28_000, 62_000)
CODES = [*range(SPAN[0] // FRAME_MS, SPAN[1] // FRAME_MS)]


def retried(scene: Scene, clip: Clip) -> None:
    clip_retry(Asked(scene.people.operator, None, scene.clock.now()), clip.pk)
    go_on(scene)


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def replaced(path: Path) -> None:
    path.unlink()
    path.write_bytes(bytes(5_000_000))


def no_file(path: Path) -> None:
    path.unlink()
    path.mkdir()


def by_a_link(path: Path) -> None:
    kept = path.with_suffix(".kept")
    path.rename(kept)
    path.symlink_to(kept)


FAULTS = {
    "cut short": (cut_short, "source_changed"),
    "emptied": (emptied, "source_changed"),
    "replaced": (replaced, "source_changed"),
    "removed": (Path.unlink, "source_missing"),
    "a folder by now": (no_file, "source_missing"),
    "a link by now": (by_a_link, "source_missing"),
}


@pytest.mark.parametrize(("happens", "code"), FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("step", ["claimed", "planned"])
def test_a_source_that_is_not_what_it_was(
    scene: Scene, tmp_path: Path, happens: Callable[[Path], object], code: str, step: str
) -> None:
    row = scene.record_all()[1]
    kept = shutil.copyfile(row.path, tmp_path / "kept")
    clip = scene.ask(*SPAN)
    with at_step(step, lambda: happens(row.path)):
        cut(clip.pk, scene.clock)
    assert_nothing_left(clip, Status.FAILED, code)
    if row.path.is_dir():
        row.path.rmdir()
    row.path.unlink(missing_ok=True)
    shutil.move(kept, row.path)
    retried(scene, clip)
    assert_whole(clip, CODES)


def test_a_source_that_is_cut_short_while_it_is_read(scene: Scene) -> None:
    row = scene.record_all()[1]
    clip = scene.ask(*SPAN)
    with at_step("piping", lambda: cut_short(row.path)):
        cut(clip.pk, scene.clock)
    assert_nothing_left(clip, Status.FAILED, "source_changed")


def test_a_source_that_somebody_takes_away_meanwhile(scene: Scene) -> None:
    rows = scene.record_all()
    clip = scene.ask(*SPAN)

    def unlinked() -> None:
        for row in rows:
            row.path.unlink()

    with at_step("piping", unlinked):
        cut(clip.pk, scene.clock)
    assert_nothing_left(clip, Status.FAILED, "source_missing")


def test_a_recording_that_is_gone_by_the_time_a_worker_comes(scene: Scene) -> None:
    scene.record_all()
    clip = scene.ask(*SPAN)
    Recording.objects.all().delete()
    cut(clip.pk, scene.clock)
    assert_nothing_left(clip, Status.FAILED, "no_footage")


def program(folder: Path, text: str) -> str:
    path = folder / "ffmpeg"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


PROGRAMS = {
    "fails": ("echo it does not work >&2; exit 3", "program"),
    "makes nothing": ("cat > /dev/null", "disk_error"),
    "crashes": ("kill -SEGV $$", "program"),
    "makes nonsense": ('for last; do :; done; cat > "${last#file:}"', "not_sound"),
    "never reads": ("exec sleep 600", "too_slow"),
    "never ends": ("cat > /dev/null; exec sleep 600", "too_slow"),
}


@pytest.mark.parametrize(("text", "code"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_an_ffmpeg_that_does_not_work(
    scene: Scene,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    code: str,
) -> None:
    scene.record_all()
    with monkeypatch.context() as patched:
        patched.setattr(cutter, "SECONDS", 1.0)
        settings.VMS_FFMPEG = program(tmp_path, text)
        clip = scene.cut(*SPAN)
    assert_nothing_left(clip, Status.FAILED, code)
    assert children_at(scene.volume.path) == []
    settings.VMS_FFMPEG = ""
    retried(scene, clip)
    assert_whole(clip, CODES)


def test_no_ffmpeg_at_all(scene: Scene, settings: Settings) -> None:
    scene.record_all()
    settings.VMS_FFMPEG = "/nowhere/ffmpeg"
    clip = scene.cut(*SPAN)
    assert_nothing_left(clip, Status.FAILED, "program")
    assert "/nowhere/ffmpeg" in fresh(clip).error


def test_a_broker_that_is_away_keeps_nobody_from_asking(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.record_all()
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    start, end = (FIRST + timedelta(milliseconds=after_ms) for after_ms in SPAN)
    wanted = {"camera": scene.camera.pk, "name": "Portaria", "start_time": start, "end_time": end}
    answer = api_client(scene.people.operator).post("/api/clips/", wanted)
    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    monkeypatch.undo()
    clip = Clip.objects.get(pk=answer.json()["id"])
    assert Hold.objects.get(clip=clip).released_at is None
    reconcile()
    go_on(scene)
    assert_whole(clip, CODES)
    assert_released(fresh(clip))
