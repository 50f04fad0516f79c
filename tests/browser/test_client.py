"""The client in Chromium: each file of frontend/e2e on the one installation. `npm run test:e2e`."""

import json
import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browser.client_scene import prepare
from tests.browser.scene import Scene
from tests.system.stack import PROJECT

FOLDER = PROJECT / "frontend" / "e2e"
AT_ONCE = 2
LOSES = "cameras"
"""Stops and starts the camera that lives: beside it runs what looks at recorded ones alone."""
BESIDE = ("clips", "keys", "player", "timelineDays")
THEN = ("watch", "playerStates", "timeline", "session", "alerts", "wall", "grid")
NAMES = (LOSES, *BESIDE, *THEN)

Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def told(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("client")
    scene.wait_for_living()
    path = folder / "scene.json"
    path.write_text(json.dumps(prepare(scene, folder)))
    return path


def run(name: str, told: Path) -> Done:
    return subprocess.run(
        ["node", "--test", "--test-reporter=spec", str(FOLDER / f"{name}.e2e.mjs")],
        cwd=PROJECT / "frontend",
        env={**os.environ, "VMS_E2E": str(told)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, told: Path) -> Iterator[dict[str, Future[Done]]]:
    """Of the files that were chosen: most of their time is waiting for what a page does."""
    asked = {item.name for item in request.session.items if item.path == Path(__file__)}
    chosen = [name for name in NAMES if f"test_in_a_browser[{name}]" in asked]
    begun: dict[str, Future[Done]] = {}

    def run_in_turn(name: str) -> Done:
        if name in THEN and LOSES in begun:
            begun[LOSES].result()
        return run(name, told)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name in chosen:
            begun[name] = pool.submit(run_in_turn, name)
        yield begun
        pool.shutdown(cancel_futures=True)


def test_all_files_are_run() -> None:
    assert {path.name.removesuffix(".e2e.mjs") for path in FOLDER.glob("*.e2e.mjs")} == {*NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_in_a_browser(runs: dict[str, Future[Done]], name: str) -> None:
    done = runs[name].result()
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2000:]
    assert "ℹ tests 0" not in done.stdout
