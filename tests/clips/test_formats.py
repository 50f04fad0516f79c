"""H.265, reordered frames, sound, and a camera whose stream changed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from clips.models import Clip, Status
from plans.errors import Conflict
from recordings.spans import epoch_ms
from tests.clips.coded_samples import (
    H265,
    H265_REORDERED,
    LENGTHS,
    REORDERED,
    REORDERED_WITH_SOUND,
    SMALLER,
    WITH_SOUND,
    Coding,
    code_again,
)
from tests.clips.scene import FIRST, FRAME_MS, SPEC, Scene, codes_in
from tests.clips.truth import assert_shows, beeps, packets, shown_seconds, whole_scene

pytestmark = pytest.mark.django_db(transaction=True)
SPAN = (5_500, 11_020)
IN_SYNC_SECONDS = 0.04
FIRST_MS = epoch_ms(FIRST)


@pytest.fixture
def recorded(scene: Scene, tmp_path: Path) -> Callable[[Coding], list[Path]]:
    """Makes the camera one of this coding, with two files that touch."""

    def record(coding: Coding) -> list[Path]:
        files = code_again(scene.samples[0], coding, tmp_path / "coded")
        for at, file in enumerate(files):
            scene.record(file, FIRST + timedelta(seconds=sum(LENGTHS[:at])))
        return files

    return record


def path_of(clip: Clip) -> Path:
    assert (clip.status, clip.error) == (Status.READY, "")
    assert clip.path is not None
    return clip.path


@pytest.mark.parametrize(
    "coding", [H265, H265_REORDERED, REORDERED], ids=["H.265", "H.265 reordered", "H.264 reordered"]
)
def test_the_frames_are_right_however_they_are_coded(
    scene: Scene, recorded: Callable[[Coding], list[Path]], coding: Coding
) -> None:
    recorded(coding)
    for span in (SPAN, (20, 3_000), (7_960, 8_040)):
        assert_shows(codes_in(path_of(scene.cut(*span))), whole_scene(LENGTHS), *span)
    whole = path_of(scene.cut(*SPAN, mode="fragment"))
    assert len(packets(whole)) == len(codes_in(whole))


def late_seconds(path: Path) -> list[float]:
    """By how much each beep comes after the picture that it belongs to."""
    pictures = dict(zip(codes_in(path), shown_seconds(path), strict=True))
    due = [at for code, at in pictures.items() if code is not None and code % SPEC.fps == 0]
    heard = beeps(path)
    assert heard
    return [min((at - moment for moment in due), key=abs) for at in heard]


@pytest.mark.parametrize(
    "coding", [WITH_SOUND, REORDERED_WITH_SOUND], ids=["in order", "reordered"]
)
def test_sound_stays_with_its_pictures(
    scene: Scene, recorded: Callable[[Coding], list[Path]], coding: Coding
) -> None:
    recorded_late = [late_seconds(file) for file in recorded(coding)]
    for mode, span in (("exact", SPAN), ("exact", (520, 2_500)), ("fragment", SPAN)):
        path = path_of(scene.cut(*span, mode=mode))
        late = late_seconds(path)
        seconds = (span[1] - span[0]) // 1000
        assert len(late) >= seconds - 1
        assert max(map(abs, late)) <= IN_SYNC_SECONDS, (late, recorded_late)
        sound = [p for p in packets(path, "a:0") if "D" not in p["flags"]]
        pictures = shown_seconds(path)
        assert float(sound[0]["pts_time"]) == pytest.approx(pictures[0], abs=2 * IN_SYNC_SECONDS)
        assert float(sound[-1]["pts_time"]) == pytest.approx(pictures[-1], abs=2 * IN_SYNC_SECONDS)
        if mode == "exact":
            assert_shows(codes_in(path), whole_scene(LENGTHS), *span)


def test_where_the_stream_changed_each_part_is_told_and_can_be_cut(
    scene: Scene, tmp_path: Path
) -> None:
    smaller = code_again(scene.samples[0], SMALLER, tmp_path / "smaller")
    scene.record(scene.samples[1], FIRST)
    scene.record(smaller[0], FIRST + timedelta(seconds=32), run="2b3c4d5e")
    scene.record(scene.samples[2], FIRST + timedelta(seconds=41), run="3c4d5e6f")
    with pytest.raises(Conflict) as refused:
        scene.ask(25_000, 45_000)
    assert refused.value.code == "parts_differ"
    parts = [
        (epoch_ms(part["start_time"]) - FIRST_MS, epoch_ms(part["end_time"]) - FIRST_MS)
        for part in refused.value.extra["parts"]
    ]
    sizes = [(part["width"], part["height"]) for part in refused.value.extra["parts"]]
    assert parts == [(25_000, 30_000), (32_000, 40_000), (41_000, 45_000)]
    assert sizes == [(SPEC.width, SPEC.height), (320, 180), (SPEC.width, SPEC.height)]
    first, _, last = (path_of(scene.cut(*part)) for part in parts)
    assert codes_in(first) == [*range(750 + 625, 1500)]
    assert codes_in(last) == [*range(1500, 1500 + 4_000 // FRAME_MS)]
    assert Clip.objects.filter(status=Status.READY).count() == 3
