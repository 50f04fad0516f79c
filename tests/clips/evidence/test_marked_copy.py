"""A marked copy shows the clip, the time and who asked for it; the clip itself stays as it is."""

import subprocess
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
from pytest_django import Settings

from clips.claims import Claim
from clips.ffmpeg import Stretch, marked_argv
from clips.marking import FONT, mark
from clips.models import MarkedCopy, Status
from clips.tidying import tidy
from recordings.ffmpeg.program import find_ffmpeg
from recordings.volumes import ensure_first_volume
from tests.clips.evidence.marked_scene import (
    ask,
    difference,
    digest,
    made,
    pictures_in,
    seconds_of,
    similarity,
    slow_ffmpeg,
    times_of,
    values,
)
from tests.clips.left_behind import everything
from tests.clips.scene import FIRST, FRAME_MS, SPEC, Scene, codes_in

pytestmark = pytest.mark.django_db(transaction=True)

TIME = (12, 12, 90, 10)  # left, top, width, height: where the time stands
WORDS = (SPEC.width - 130, SPEC.height - 22, 118, 10)
MIDDLE = (100, 80, 180, 80)
AWKWARD = 'd\'Ávila "x" [1]: 100% %{pts}, a;b\\n\\:=c 😀 監'


@pytest.fixture(params=["debian", "wheel"])
def program(request: pytest.FixtureRequest, settings: Settings) -> None:
    settings.VMS_FFMPEG = "" if request.param == "debian" else imageio_ffmpeg.get_ffmpeg_exe()


@pytest.mark.usefixtures("program")
def test_it_is_the_clip_with_words_in_two_corners(scene: Scene) -> None:
    scene.record_all()
    clip = scene.cut(27_480, 33_480)
    before = clip.sha256
    copy = made(scene, clip)
    assert (copy.status, copy.error, copy.progress) == (Status.READY, "", 100)
    assert digest(clip.path) == before
    assert copy.path is not None
    assert (copy.sha256, copy.file_size) == (digest(copy.path), copy.path.stat().st_size)
    assert (copy.claim, copy.path.stat().st_mode & 0o777) == (None, 0o440)
    stem = f"clips/cam_{clip.camera_id}/clip_{clip.pk}"
    assert everything() == [f"{stem}.jpg", f"{stem}.mp4", f"{stem}_marked.mp4"]

    assert codes_in(copy.path) == codes_in(clip.path or Path())
    times = zip(times_of(clip.path, "v:0"), times_of(copy.path, "v:0"), strict=True)
    assert max(abs(at - other) for at, other in times) < 0.001
    assert abs(seconds_of(clip.path) - seconds_of(copy.path)) <= FRAME_MS / 1000

    for original, drawn in zip(pictures_in(clip.path), pictures_in(copy.path), strict=True):
        assert difference(original.part(*TIME), drawn.part(*TIME)) > 15
        assert difference(original.part(*WORDS), drawn.part(*WORDS)) > 15
        assert similarity(original.part(*MIDDLE), drawn.part(*MIDDLE)) > 0.97


@pytest.mark.usefixtures("program")
def test_the_drawn_time_goes_on_by_seconds_and_steps_over_a_gap(
    settings: Settings, tmp_path: Path
) -> None:
    """On black, so that nothing else moves. At picture 60 an hour is missing."""
    source = tmp_path / "black.mp4"
    picture = f"color=black:s={SPEC.width}x{SPEC.height}:r=25:d=4"
    _ffmpeg("-f", "lavfi", "-i", picture, "-c:v", "libx264", "-g", "50", str(source))
    stretches = [Stretch(0.0, 2.4, 1_800_000_000.0), Stretch(2.4, 99.0, 1_800_003_602.4)]
    marked = _marked(source, find_ffmpeg(settings.VMS_FFMPEG), stretches)
    times = [picture.part(*TIME) for picture in pictures_in(marked)]
    steps = [difference(one, other) for one, other in pairwise(times)]
    assert [number for number, step in enumerate(steps, 1) if step > 1] == [25, 50, 60, 75]
    assert len(times) == 100


@pytest.mark.usefixtures("program")
def test_no_sign_in_a_path_or_a_name_breaks_it(scene: Scene, tmp_path: Path) -> None:
    scene.volume.is_active = False
    scene.volume.save()
    scene.volume = ensure_first_volume(tmp_path / 'd\'Ávila "x" [1]: 100% %{pts}, a;b=c\\d 😀')
    scene.record(scene.samples[0], FIRST)
    clip = scene.cut(2_000, 4_000)
    copy = ask(scene, clip)
    MarkedCopy.objects.update(watermark=AWKWARD)
    mark(copy.pk, scene.clock)
    assert values(copy, "status", "error") == (Status.READY, "")
    copy.refresh_from_db()
    pairs = zip(pictures_in(clip.path), pictures_in(copy.path), strict=True)
    assert all(difference(one.part(*WORDS), other.part(*WORDS)) > 15 for one, other in pairs)


def test_a_long_name_is_drawn_whole(scene: Scene) -> None:
    scene.record(scene.samples[0], FIRST)
    clip = scene.cut(2_000, 3_000)
    copy = ask(scene, clip)
    MarkedCopy.objects.update(watermark="W" + 198 * "i" + "W")
    mark(copy.pk, scene.clock)
    copy.refresh_from_db()
    left = (0, SPEC.height - 30, 4, 30)
    pairs = zip(pictures_in(clip.path), pictures_in(copy.path), strict=True)
    assert all(difference(one.part(*left), other.part(*left)) < 8 for one, other in pairs)


def test_a_second_copy_takes_the_place_of_the_first(scene: Scene) -> None:
    scene.record(scene.samples[0], FIRST)
    clip = scene.cut(2_000, 3_000)
    first = made(scene, clip)
    scene.people.operator.username = "another"
    scene.people.operator.save()
    second = made(scene, clip)
    assert (second.pk, second.status) == (first.pk, Status.READY)
    assert second.watermark.startswith("another · ")
    assert second.sha256 != first.sha256
    assert second.sha256 == digest(second.path)


def test_its_progress_grows(
    scene: Scene, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VMS_FFMPEG = slow_ffmpeg(tmp_path, 5)
    monkeypatch.setattr("recordings.children.WATCH_MS", 200)
    told: list[int] = []
    update = Claim.update

    def noted(attempt: Claim, **given: Any) -> None:
        update(attempt, **given)
        told.extend([given["progress"]] if "progress" in given else [])

    monkeypatch.setattr(Claim, "update", noted)
    scene.record_all()
    clip = scene.cut(0, 20_000)
    told.clear()
    made(scene, clip)
    assert told == sorted(told)
    assert told[-1] == 100
    assert len({progress for progress in told if 0 < progress < 90}) >= 2


def test_sound_goes_along_in_time(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=4")
    sound = ("-f", "lavfi", "-i", "sine=d=4:r=8000")
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-c:a", "aac", "-shortest")
    _ffmpeg(*picture, *sound, *codecs, str(tmp_path / "whole.mp4"))
    # Begins between two key frames: an edit list hides the pictures before.
    _ffmpeg("-ss", "1.2", "-i", str(tmp_path / "whole.mp4"), "-c", "copy", str(clip))
    marked = _marked(clip, "ffmpeg", [Stretch(0.0, 99.0, 0.0)])
    for stream in ("v:0", "a:0"):
        pairs = zip(times_of(clip, stream), times_of(marked, stream), strict=True)
        assert max(abs(before - after) for before, after in pairs) < 0.04


def test_it_goes_with_its_clip(scene: Scene) -> None:
    scene.record(scene.samples[0], FIRST)
    clip = scene.cut(2_000, 3_000)
    made(scene, clip)
    at = scene.clock.now()
    type(clip).objects.update(status=Status.DELETED, deleted_at=at)
    tidy(scene.clock)
    assert len(everything()) == 3
    scene.clock.at = at + timedelta(hours=24, minutes=6)
    tidy(scene.clock)
    assert everything() == []
    assert not MarkedCopy.objects.exists()


def _marked(source: Path, program: str, stretches: Sequence[Stretch]) -> Path:
    words = source.with_suffix(".txt")
    words.write_text("x")
    target = source.with_stem("marked")
    argv = marked_argv(
        program,
        str(source),
        str(target),
        font=str(FONT),
        words=str(words),
        signs=1,
        stretches=stretches,
        progress=str(source.with_suffix(".progress")),
    )
    subprocess.run(argv, check=True, timeout=60)
    return target


def _ffmpeg(*arguments: str) -> None:
    argv = ["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments]
    subprocess.run(argv, check=True, timeout=60)
