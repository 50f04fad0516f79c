"""Chromium shows of a clip what was asked for: the first frame, those at a boundary, the last."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from recordings.spans import moment_of
from tests.browser.chromium import chromium_path
from tests.browser.coded_clip import frames_of
from tests.browser.conftest import CLIP
from tests.browser.scene import GAP_MS, Scene
from tests.system.stack import PASSWORD
from tests.waiting import wait_for

DRIVER = Path(__file__).with_name("clip.mjs")
FRAME_MS = 1000 // CLIP.fps


def cut(scene: Scene, start_ms: int, end_ms: int) -> dict[str, Any]:
    """The ready clip."""
    wanted = {"start_time": moment_of(start_ms), "end_time": moment_of(end_ms)}
    told = {key: moment.isoformat() for key, moment in wanted.items()}
    asked = scene.stack.api("POST", "/api/clips/", camera=scene.recorded, name="Portaria", **told)

    def ready() -> dict[str, Any] | None:
        clip: dict[str, Any] = scene.stack.api("GET", f"/api/clips/{asked['id']}/")
        assert clip["status"] in ("pending", "cutting", "ready"), clip["error"]
        return clip if clip["status"] == "ready" else None

    return wait_for(ready, "the clip")


def watch(scene: Scene, clip: dict[str, Any], moments_ms: list[int], from_ms: int) -> Any:
    given = {
        "url": scene.stack.url,
        "user": "admin",
        "password": PASSWORD,
        "chromium": chromium_path(),
        "path": f"/api/clips/{clip['id']}/download/?inline=1",
        "moments": [ms / 1000 for ms in moments_ms],
        "from": from_ms / 1000,
    }
    done = subprocess.run(
        ["node", str(DRIVER)],
        input=json.dumps(given),
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def middle(frames: int) -> int:
    """Milliseconds from the clip's beginning to the middle of a frame."""
    return frames * FRAME_MS + FRAME_MS // 2


@pytest.mark.parametrize("early_ms", [0, 10])
def test_over_a_file_boundary(scene: Scene, early_ms: int) -> None:
    """From a frame's edge, and from a moment shortly before it."""
    first, second, *_ = scene.files
    start_ms = first.end_ms - 4_520 - early_ms
    clip = cut(scene, start_ms, second.start_ms + 2_000)
    before = 4_520 // FRAME_MS
    moments = [middle(frame) + early_ms for frame in (before - 1, before, before + 49, 60, 0)]
    seen = watch(scene, clip, moments, 4_000)
    wanted = [first.moment(-113, CLIP)["code"]]
    shown = scene.counted_on(wanted[0], [seen["first"], *seen["shown"]])
    assert shown == [shown[0], before - 1, before, before + 49, 60, 0]
    assert shown[0] in ((0, frames_of(CLIP) - 1) if early_ms else (0,))
    played = scene.counted_on(wanted[0], seen["played"])
    assert played == sorted(played)
    # A browser may leave some of the 63 out, even the last one when the end comes with it.
    assert played[-1] >= before + 48
    assert len(played) >= 50
    asked_seconds = (4_520 + early_ms + 2_000) / 1000
    assert seen["duration"] == pytest.approx(asked_seconds, abs=FRAME_MS / 1000)
    assert clip["duration_seconds"] == pytest.approx(asked_seconds, abs=0.001)


def test_over_a_gap(scene: Scene) -> None:
    _, second, third, _ = scene.files
    clip = cut(scene, second.end_ms - 2_000, third.start_ms + 2_000)
    seen = watch(scene, clip, [middle(49), middle(50), middle(99)], 0)
    since = scene.counted_on(second.moment(-50, CLIP)["code"], [seen["first"], *seen["shown"]])
    assert since == [0, 49, 50, 99]  # the numbers go on where the pictures do
    assert seen["duration"] == pytest.approx(4, abs=FRAME_MS / 1000)
    [gap] = clip["gaps"]
    assert gap["start_time"] == iso(second.end_ms)
    assert gap["end_time"] == iso(third.start_ms)
    assert third.start_ms - second.end_ms == GAP_MS


def iso(at_ms: int) -> str:
    return moment_of(at_ms).isoformat().replace("+00:00", "Z")
