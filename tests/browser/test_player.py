"""The player page in Chromium shows the frame of the moment, and says what it cannot show."""

import time

from tests.browser.chromium import Step, drive
from tests.browser.conftest import CLIP
from tests.browser.scene import GAP_MS, Scene, codes_of

GOP = CLIP.gop_frames


def test_every_moment_shows_its_frame_and_none_before_it(scene: Scene) -> None:
    first, second, _, far = scene.files
    moments = [
        far.moment(3 * GOP, CLIP),
        first.moment(5 * GOP, CLIP),  # another window, its key frame
        first.moment(12 * GOP, CLIP),  # the same window, not loaded yet
        first.moment(20 * GOP + 31, CLIP),  # inside a GOP
        second.moment(0, CLIP),
        first.moment(-1, CLIP),  # of the file before, whose end is not loaded
        far.moment(5 * GOP + 49, CLIP),
        second.moment(7 * GOP + 13, CLIP),  # another window, inside a GOP
    ]
    steps: list[Step] = [{"do": "open", **moments[0]}, {"do": "pause"}]
    steps += [{"do": "go", **moment} for moment in moments[1:]]
    opened, _, *seen, looks = drive(scene.stack, scene.recorded, [*steps, {"do": "look"}])
    assert scene.counted_on(moments[0]["code"], [opened["code"]])[0] < 5  # it plays by then
    assert [shown["ms"] is not None for shown in seen] == [True] * len(seen)
    assert [shown["others"] for shown in seen] == [[]] * len(seen)
    city_ms = moments[-1]["at_ms"] - 3 * 3_600_000
    assert looks["clock"] == time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(city_ms / 1000))
    assert looks["spans"] >= 1


def test_it_plays_over_the_end_of_a_file_and_over_a_gap(scene: Scene) -> None:
    first, second, third, _ = scene.files
    borders = [(first, second), (second, third)]
    steps: list[Step] = [{"do": "open", **first.moment(-300, CLIP)}, {"do": "pause"}]
    for before, _ in borders:
        steps += [{"do": "go", **before.moment(-40, CLIP)}, {"do": "play", "seconds": 4}]
        steps += [{"do": "pause"}]
    seen = drive(scene.stack, scene.recorded, steps)
    for (before, _after), played in zip(borders, [seen[3], seen[6]], strict=True):
        since = scene.counted_on(before.moment(-40, CLIP)["code"], codes_of(played))
        assert since == sorted(since)
        assert since[0] < 40 < since[-1] < 200
    assert second.end_ms + GAP_MS == third.start_ms


def test_a_moment_in_a_gap_offers_the_ones_around_it(scene: Scene) -> None:
    _, second, third, far = scene.files
    in_gap = second.end_ms + GAP_MS // 2
    long_before = second.start_ms - 24 * 3_600_000
    _, _, _, gap, after, _, before_all = drive(
        scene.stack,
        scene.recorded,
        [
            {"do": "open", **third.moment(100, CLIP)},
            {"do": "pause"},
            {"do": "go", "at_ms": in_gap},
            {"do": "look", "until": "gap"},
            {"do": "click", "on": "#choices button:last-child", **third.moment(0, CLIP)},
            {"do": "go", "at_ms": long_before},
            {"do": "look", "until": "gap"},
        ],
    )
    assert [choice.split(":")[0] for choice in gap["choices"]] == ["Before", "After"]
    assert after["others"] == []
    assert [choice.split(":")[0] for choice in before_all["choices"]] == ["After"]
    assert far.start_ms > third.end_ms


def test_it_says_who_is_signed_out_and_that_the_server_is_away(scene: Scene) -> None:
    first, _, _, far = scene.files
    _, _, _, _, away, _, back, _, _, out = drive(
        scene.stack,
        scene.recorded,
        [
            {"do": "open", **first.moment(50, CLIP)},
            {"do": "pause"},
            {"do": "offline", "is": True},
            {"do": "go", "at_ms": far.moment(50, CLIP)["at_ms"]},
            {"do": "look", "until": "network"},
            {"do": "offline", "is": False},
            {"do": "look", "until": "paused"},
            {"do": "sign_out"},
            {"do": "go", "at_ms": first.moment(50, CLIP)["at_ms"]},
            {"do": "look", "until": "signed_out"},
        ],
    )
    assert away["state"] == "network"
    assert back["choices"] == []
    assert out["choices"] == ["Sign in"]


def test_a_codec_that_the_browser_has_not_is_named_and_offered_as_a_file(scene: Scene) -> None:
    _, seen = drive(
        scene.stack,
        scene.hevc,
        [
            {"do": "go", "at_ms": scene.files[0].start_ms + 1000},
            {"do": "look", "until": "codec"},
        ],
    )
    assert "hvc1" in seen["said"]
    assert seen["choices"] == ["Download this recording"]


def test_live_goes_on_over_a_change_of_files(scene: Scene) -> None:
    scene.wait_for_living()
    steps: list[Step] = [{"do": "live"}, {"do": "play", "seconds": 9}]
    _, played = drive(scene.stack, scene.living, steps)
    codes = codes_of(played)
    since = scene.counted_on(codes[0], codes)
    assert since == sorted(since)
    assert played["state"] == "live"
    assert len({path for path, _ in scene.behind(played["frames"])}) >= 2
