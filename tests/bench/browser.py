"""How soon a browser shows a moment, and whether it plays on: by the frames that it paints.

Every painted frame carries its number in the picture, so what is timed is the right frame.
"""

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from recordings.simulator.clip_media import ClipSpec
from tests.bench.document import Figure, percentile, spread
from tests.bench.form import sized
from tests.browser.chromium import NOT_SLOW, Slowness, Step, drive
from tests.browser.recorded_scene import Placed
from tests.browser.scene import Scene, codes_of, running_scene

RUNS, CROSSINGS = sized(20, 2), sized(5, 1)
CLIP = ClipSpec(
    width=sized(1280, 640),
    height=sized(720, 360),
    gop_frames=50,
    fps=25,
    seconds=sized(160, 20),
    bitrate=sized(2_000_000, 500_000),
)
LENGTHS = [sized(3600, 60), sized(3600, 60), sized(1200, 30), 60]
SEGMENT_SECONDS, WATCHED_SECONDS = sized(20, 6), sized(90, 9)
COLD_MS, SEEK_MS, EXACT_MS, LOOP_MS, ENTER_MS, BEHIND_MS = 200, 100, 300, 500, 300, 6000
SLOW = {
    "processor 4 times slower": Slowness(cpu=4),
    "answers 20 ms later": Slowness(latency_ms=20),
    "answers 100 ms later": Slowness(latency_ms=100),
}
LOOP_FRAMES = 125
STALL_MS = 250  # six frames; less is a hiccup of the picture that nobody would call a stall
BROWSER_SECONDS = 900
Say = Callable[[str], object]


@dataclass(frozen=True)
class Shown:
    """Milliseconds until each wanted frame, and how many others, or black, came before."""

    taken_ms: list[float]
    others: int


def measure(say: Say) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="vms-bench-") as folder:
        say(f"browser: making {sum(LENGTHS)} s of recordings\n")
        with running_scene(Path(folder), CLIP, LENGTHS, SEGMENT_SECONDS) as scene:
            say("browser: opening, seeking, looping\n")
            figures = _reactions(scene)
            for name, slowness in SLOW.items():
                say(f"browser: the same, {name}\n")
                figures += [_reported(one, name) for one in _reactions(scene, slowness)]
            say("browser: playing over borders\n")
            figures += _borders(scene)
            say(f"browser: live, {WATCHED_SECONDS} s\n")
            return figures + _live(scene)


def _reactions(scene: Scene, slowness: Slowness = NOT_SLOW) -> list[Figure]:
    return [
        *_starts(scene, slowness),
        *_seeks(scene, slowness),
        _loops(scene, slowness),
        _entries(scene, slowness),
    ]


def _reported(figure: Figure, name: str) -> Figure:
    """Of slower machines and networks it is promised only that no other frame is shown."""
    is_right = "; 0 wrong" in figure.seen or "wrong" not in figure.seen
    what = f"{figure.what}; {name}"
    return replace(figure, what=what, target="no wrong frame", kept=is_right)


def _starts(scene: Scene, slowness: Slowness) -> list[Figure]:
    chance = random.Random(1)
    far = scene.files[3].moment(CLIP.gop_frames, CLIP)
    targets = [_any_moment(scene, chance, exact=run % 2 == 1) for run in range(2 * RUNS)]
    steps: list[Step] = [{"do": "open", **targets[0]}]
    for target in [targets[0], *targets]:  # each from a window in which it is not; one to warm up
        steps += [{"do": "go", **far}, {"do": "go", **target}]
    seen = drive(scene.stack, scene.recorded, steps, BROWSER_SECONDS, slowness)[4::2]
    opened = [{"do": "open", **_any_moment(scene, chance, exact=False)} for _ in range(RUNS)]
    pages = drive(scene.stack, scene.recorded, opened, BROWSER_SECONDS, slowness)
    hours = (LENGTHS[0] + LENGTHS[1]) // 3600
    window = f"a window of {hours} h" if hours else "a short window"
    taken_ms = [page["ms"] for page in pages]
    return [
        _figure(f"Cold start, {window}, at a key frame", COLD_MS, seen[0::2]),
        _figure(f"Cold start, {window}, at any frame of a 2 s GOP", None, seen[1::2]),
        Figure("The same with the whole page", "", spread(taken_ms, "ms"), len(pages), True),
    ]


def _seeks(scene: Scene, slowness: Slowness) -> list[Figure]:
    chance = random.Random(2)
    moments = [_any_moment(scene, chance, exact=run >= RUNS) for run in range(2 * RUNS)]
    start, middle = (file.moment(0, CLIP) for file in scene.files[:2])
    steps: list[Step] = [{"do": "open", **middle}]
    # The first two warm it up.
    steps += [{"do": "go", **moment} for moment in [start, middle, *moments]]
    seen = drive(scene.stack, scene.recorded, steps, BROWSER_SECONDS, slowness)[3:]
    return [
        _figure("Seek to a fragment anywhere in the window", SEEK_MS, seen[:RUNS]),
        _figure("Seek to any frame of a 2 s GOP", EXACT_MS, seen[RUNS:]),
    ]


def _loops(scene: Scene, slowness: Slowness) -> Figure:
    """A stretch of five seconds is selected; the key is pressed that plays it again and again."""
    chance = random.Random(3)
    steps: list[Step] = [{"do": "open", **scene.files[0].moment(0, CLIP)}]
    for _ in range(RUNS):
        file = scene.files[chance.randrange(2)]
        first = chance.randrange(file.frames(CLIP) - LOOP_FRAMES)
        begin, end = file.moment(first, CLIP), file.moment(first + LOOP_FRAMES, CLIP)
        stretch = {"in_ms": begin["at_ms"], "out_ms": end["at_ms"]}
        # As it is when the end has just been chosen.
        steps += [{"do": "go", **end, **stretch}]
        steps += [{"do": "loop", "codes": file.codes(first, 5, CLIP)}, {"do": "pause"}]
    seen = drive(scene.stack, scene.recorded, steps, BROWSER_SECONDS, slowness)[2::3]
    return _figure("First frame of a clip's preview", LOOP_MS, seen)


def _entries(scene: Scene, slowness: Slowness) -> Figure:
    scene.wait_for_living()
    steps: list[Step] = [{"do": "grid"}, {"do": "enter"}] * RUNS
    seen = drive(scene.stack, scene.living, steps, BROWSER_SECONDS, slowness)[1::2]
    what = "Timeline after a double-click on a camera"
    return _figure(what, ENTER_MS, seen)


def _any_moment(scene: Scene, chance: random.Random, *, exact: bool) -> dict[str, int]:
    """Of the two files that touch."""
    file = scene.files[chance.randrange(2)]
    frame = chance.randrange(file.frames(CLIP))
    return file.moment(frame if exact else frame - frame % CLIP.gop_frames, CLIP)


def _figure(what: str, limit_ms: int | None, seen: list[dict[str, Any]]) -> Figure:
    shown = _shown(seen)
    told = f"{spread(shown.taken_ms, 'ms')}; {shown.others} wrong frames before"
    right = not shown.others
    if limit_ms is None:
        return Figure(what, "no wrong frame", told, len(seen), right)
    kept = right and percentile(shown.taken_ms, 95) <= limit_ms
    return Figure(what, f"p95 <= {limit_ms} ms, no wrong frame", told, len(seen), kept)


def _shown(seen: list[dict[str, Any]]) -> Shown:
    missed = [step for step in seen if step["ms"] is None]
    assert not missed, f"the right frame never came: {missed[0]}"
    wrong = sum(len(step["others"]) + step["blacks"] for step in seen)
    return Shown([step["ms"] for step in seen], wrong)


def _borders(scene: Scene) -> list[Figure]:
    first, second, third, _ = scene.files
    return [
        _crossing(scene, "Playing over the end of a file", first, second),
        _crossing(scene, "Playing over a gap", second, third),
    ]


def _crossing(scene: Scene, what: str, before: Placed, after: Placed) -> Figure:
    begin = before.moment(-75, CLIP)  # three seconds before its end
    steps: list[Step] = [{"do": "open", **begin}]
    for _ in range(CROSSINGS):
        steps += [{"do": "go", **after.moment(250, CLIP)}, {"do": "go", **begin}]
        steps += [{"do": "play", "seconds": 6}, {"do": "pause"}]
    played = drive(scene.stack, scene.recorded, steps, BROWSER_SECONDS)[3::4]
    for one in played:
        since = scene.counted_on(begin["code"], codes_of(one))
        assert since == sorted(since), "it went back"
        assert since[-1] > 75, "it never came over"
    return _unbroken(what, played, len(played))


def _unbroken(what: str, played: list[dict[str, Any]], crossed: int) -> Figure:
    waits = sum(one["waits"] for one in played)
    longest_ms = max(_longest_ms(one) for one in played)
    told = f"{waits} waits, longest between painted frames {longest_ms:.0f} ms"
    target = f"no wait, <= {STALL_MS} ms"
    blacks = sum(one["blacks"] for one in played)
    assert not blacks, "a black frame"
    return Figure(what, target, told, crossed, waits == 0 and longest_ms <= STALL_MS)


def _longest_ms(played: dict[str, Any]) -> float:
    times: list[float] = [painted_ms for painted_ms, _ in played["frames"]]
    return max(later - earlier for earlier, later in pairwise(times))


def _live(scene: Scene) -> list[Figure]:
    scene.wait_for_living()
    steps: list[Step] = [{"do": "live"}, {"do": "play", "seconds": WATCHED_SECONDS}]
    played = drive(scene.stack, scene.living, steps, BROWSER_SECONDS)[1]
    found = scene.behind(played["frames"])
    behind_ms = [late_ms for _, late_ms in found]
    rollovers = len({path for path, _ in found}) - 1
    return [
        Figure(
            "Live, behind what the camera sends",
            f"p95 <= {BEHIND_MS} ms",
            spread(behind_ms, "ms"),
            len(behind_ms),
            percentile(behind_ms, 95) <= BEHIND_MS,
        ),
        _unbroken("Live, over changes of files", [played], rollovers),
    ]
