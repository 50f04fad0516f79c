"""A clip shows the frames that were asked for: the first, those about a boundary, the last."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from clips.models import Clip, Status
from recordings.volumes import ensure_first_volume
from tests.clips.scene import FIRST, FRAME_MS, LENGTHS, SPEC, Scene, codes_in
from tests.clips.truth import (
    Filmed,
    assert_shows,
    filmed,
    gaps_of,
    length_seconds,
    packets,
    shown_seconds,
    whole_scene,
)

pytestmark = pytest.mark.django_db(transaction=True)
FIRST_MS = round(FIRST.timestamp() * 1000)


def after_first(ms: int) -> timedelta:
    return timedelta(milliseconds=ms)


def assert_right(clip: Clip, films: list[Filmed], start_ms: int, end_ms: int) -> list[int | None]:
    """Ready, with the right frames, its true length, its gaps told; the frames' numbers."""
    assert (clip.status, clip.error) == (Status.READY, "")
    assert clip.path is not None
    codes = codes_in(clip.path)
    assert_shows(codes, films, start_ms, end_ms)
    assert len(shown_seconds(clip.path)) == len(codes)
    seconds = len(codes) * FRAME_MS / 1000
    assert length_seconds(clip.path) == pytest.approx(seconds, abs=2 * FRAME_MS / 1000)
    assert clip.duration_ms == pytest.approx(1000 * seconds, abs=2 * FRAME_MS)
    told = [[first - FIRST_MS, last - FIRST_MS] for first, last in clip.gaps]
    assert told == gaps_of(films, start_ms, end_ms)
    return codes


def test_over_a_file_boundary_no_frame_is_missing_and_none_is_there_twice(scene: Scene) -> None:
    scene.record_all()
    clip = scene.cut(20_480, 40_480)
    assert (clip.status, clip.error) == (Status.READY, "")
    assert clip.path is not None
    first = 20_480 // FRAME_MS
    assert codes_in(clip.path) == [*range(first, first + 500)]


RANGES = {
    "one millisecond before a frame's edge": (20_479, 24_480),
    "one millisecond after a frame's edge": (20_481, 24_480),
    "in the middle of a frame": (20_500, 24_500),
    "inside the first group of pictures": (720, 1_480),
    "from the very first frame on": (0, 5_000),
    "a single frame": (40, 80),
    "the last frame of a file": (29_960, 30_000),
    "from a boundary on": (30_000, 31_000),
    "up to a boundary": (29_000, 30_000),
    "the frames on either side of a boundary": (29_960, 30_040),
    "two boundaries": (29_000, 61_000),
    "three boundaries": (10_020, 90_020),
}


@pytest.mark.parametrize("span", RANGES.values(), ids=RANGES.keys())
def test_the_range_that_was_asked_for_is_shown(scene: Scene, span: tuple[int, int]) -> None:
    scene.record_all()
    assert_right(scene.cut(*span), whole_scene(LENGTHS), *span)


def test_what_is_not_recorded_around_it_is_told(scene: Scene) -> None:
    scene.record_all()
    span = (-3_000, 124_000)
    codes = assert_right(scene.cut(*span), whole_scene(LENGTHS), *span)
    assert codes == [*range(3_000)]


def test_over_a_gap_the_pictures_go_on_with_the_first_one_after_it(scene: Scene) -> None:
    scene.record(scene.samples[0], FIRST)
    scene.record(scene.samples[1], FIRST + after_first(47_000), run="2b3c4d5e")
    films = filmed((0, 30_000, 0, 750), (47_000, 30_000, 750, 750))
    span = (25_000, 52_000)
    codes = assert_right(scene.cut(*span), films, *span)
    assert codes == [*range(625, 875)]
    inside = (35_000, 50_000)
    assert_right(scene.cut(*inside), films, *inside)
    assert_right(scene.cut(20_000, 40_000), films, 20_000, 40_000)


def test_over_a_restart_the_pictures_of_both_runs_are_there(scene: Scene) -> None:
    scene.record(scene.samples[0], FIRST)
    scene.record(scene.samples[2], FIRST + after_first(30_740), run="2b3c4d5e")
    scene.record(scene.samples[3], FIRST + after_first(53_000), run="3c4d5e6f")
    films = filmed((0, 30_000, 0, 750), (30_740, 20_000, 1500, 500), (53_000, 40_000, 2000, 1000))
    span = (28_000, 60_000)
    assert_right(scene.cut(*span), films, *span)


@pytest.mark.parametrize("percent", [98, 102])
def test_a_camera_whose_clock_drifts_is_cut_by_ours(scene: Scene, percent: int) -> None:
    """1 s of its media is not 1 s of the wall clock."""
    lasts = [seconds * 10 * percent for seconds in LENGTHS]
    starts = [sum(lasts[:at]) for at in range(len(lasts))]
    films = [
        replace(film, start_ms=start, lasts_ms=last)
        for film, start, last in zip(whole_scene(LENGTHS), starts, lasts, strict=True)
    ]
    for sample, film in zip(scene.samples, films, strict=True):
        scene.record(sample, FIRST + after_first(film.start_ms), lasts_ms=film.lasts_ms)
    for span in ((29_000, 31_000), (15_000, 75_000), (70_010, 110_010)):
        clip = scene.cut(*span)
        assert clip.status == Status.READY, clip.error
        assert clip.path is not None
        assert_shows(codes_in(clip.path), films, *span)
        assert clip.gaps == []


def test_files_on_two_volumes_make_one_clip(scene: Scene, tmp_path: Path) -> None:
    scene.record(scene.samples[0], FIRST)
    elsewhere = replace(scene, volume=ensure_first_volume(tmp_path / "other"))
    elsewhere.record(scene.samples[1], FIRST + after_first(30_000))
    span = (28_000, 33_000)
    assert_right(scene.cut(*span), whole_scene(LENGTHS), *span)


def test_whole_fragments_hide_nothing_and_begin_with_a_key_frame(scene: Scene) -> None:
    scene.record_all()
    clip = scene.cut(20_500, 40_500, mode="fragment")
    assert (clip.status, clip.error) == (Status.READY, "")
    assert clip.path is not None
    codes, found = codes_in(clip.path), packets(clip.path)
    first = codes[0]
    assert first is not None
    assert codes == [*range(first, first + len(codes))]
    assert first % SPEC.gop_frames == 0
    assert first * FRAME_MS <= 20_500 < (first + SPEC.gop_frames) * FRAME_MS
    assert 40_500 <= (first + len(codes)) * FRAME_MS < 40_500 + 1_100
    assert len(found) == len(codes)
    assert [packet["flags"] for packet in found if "D" in packet["flags"]] == []
    assert found[0]["flags"].startswith("K")
    assert float(found[0]["pts_time"]) == 0
    shown = clip.manifest["shown"]
    assert shown["hidden_before_us"] == 0


def test_the_manifest_tells_what_is_hidden_and_what_is_shown(scene: Scene) -> None:
    scene.record_all()
    clip = scene.cut(20_500, 24_500)
    assert clip.path is not None
    hidden = [packet for packet in packets(clip.path) if "D" in packet["flags"]]
    assert clip.manifest["shown"] == {
        "start_time": "2026-11-20T12:59:50.500+00:00",
        "end_time": "2026-11-20T12:59:54.500+00:00",
        "hidden_before_us": 500_000,
    }
    assert len(hidden) == pytest.approx(0.5 * 1000 / FRAME_MS, abs=1)


def test_where_two_runs_overlap_nothing_is_missing_and_a_fragment_at_most_is_seen_twice(
    scene: Scene,
) -> None:
    """Each recorded the moments that both have; a fragment is taken whole or not at all."""
    scene.record(scene.samples[0], FIRST)
    scene.record(scene.samples[2], FIRST + after_first(28_500), run="2b3c4d5e")
    clip = scene.cut(25_000, 35_000)
    assert clip.path is not None
    codes = codes_in(clip.path)
    before = [code for code in codes if code is not None and code < 1500]
    assert before == [*range(625, 625 + len(before))]
    assert 28_500 <= before[-1] * FRAME_MS + FRAME_MS <= 28_500 + 1_000
    after = codes[len(before) :]
    assert after == [*range(1500, 1500 + len(after))]
    assert len(after) * FRAME_MS == pytest.approx(6_500, abs=FRAME_MS)
    assert clip.gaps == []
