"""What measures the client in Chromium sees the very frames, and how far live is behind.

The player itself is tested by frontend/e2e/player.e2e.mjs.
"""

from tests.browser.chromium import Slowness, Step, drive
from tests.browser.conftest import CLIP
from tests.browser.scene import Scene, codes_of

GOP = CLIP.gop_frames
SLOW = Slowness(cpu=2, latency_ms=20)


def test_every_moment_shows_its_frame_and_none_before_it(scene: Scene) -> None:
    first, second, _, far = scene.files
    moments = [
        first.moment(5 * GOP, CLIP),  # another window, its key frame
        first.moment(20 * GOP + 31, CLIP),  # the same window, inside a GOP
        second.moment(0, CLIP),
        far.moment(5 * GOP + 49, CLIP),
    ]
    start = far.moment(3 * GOP, CLIP)
    steps: list[Step] = [{"do": "open", **start}]
    steps += [{"do": "go", **moment} for moment in moments]
    opened, *seen = drive(scene.stack, scene.recorded, steps, slowness=SLOW)
    assert opened["code"] == start["code"]
    assert [shown["ms"] is not None for shown in seen] == [True] * len(seen)
    assert [(shown["others"], shown["blacks"]) for shown in seen] == [([], 0)] * len(seen)


def test_a_stretch_plays_in_a_loop(scene: Scene) -> None:
    first, *_ = scene.files
    begin = first.moment(2 * GOP, CLIP)
    stretch = {"in_ms": begin["at_ms"], "out_ms": begin["at_ms"] + 2000}
    steps: list[Step] = [
        {"do": "open", **begin},
        {"do": "go", **first.moment(3 * GOP, CLIP), **stretch},
        {"do": "loop", "codes": first.codes(2 * GOP, 5, CLIP)},
        {"do": "play", "seconds": 3},
    ]
    _, _, seen, played = drive(scene.stack, scene.recorded, steps)
    assert seen["ms"] is not None
    since = scene.counted_on(begin["code"], codes_of(played))
    assert max(since) < 2.5 * CLIP.fps  # a browser that is busy hears of the end late
    assert since != sorted(since), "it never began anew"


def test_a_double_click_on_a_camera_draws_its_timeline(scene: Scene) -> None:
    scene.wait_for_living()
    _, entered = drive(scene.stack, scene.living, [{"do": "grid"}, {"do": "enter"}])
    assert entered["ms"] is not None


def test_live_goes_on_over_a_change_of_files(scene: Scene) -> None:
    scene.wait_for_living()
    steps: list[Step] = [{"do": "live"}, {"do": "play", "seconds": 9}]
    _, played = drive(scene.stack, scene.living, steps)
    codes = codes_of(played)
    since = scene.counted_on(codes[0], codes)
    assert since == sorted(since)
    assert played["state"] == "live"
    assert len({path for path, _ in scene.behind(played["frames"])}) >= 2
