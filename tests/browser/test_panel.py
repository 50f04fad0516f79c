"""Every bulk action of the administration in Chromium, as a person goes through it: chosen rows,
what it will do, its progress and what came of it; in Portuguese and in English."""

from typing import Any

import pytest
from django.utils.translation import override

from panel.kinds.registry import kinds
from tests.browser.panel_scene import (
    finished_files,
    go_through,
    local,
    ready_clip,
    seed,
)
from tests.browser.scene import Scene

CAMERAS = "/admin/recordings/camera/?q="
RECORDINGS = "/admin/recordings/recording/?q="
CLIPS = "/admin/clips/clip/?q="
LANGUAGES = {"pt-BR": "pt-br", "en-US": "en"}
MAKE_FILES = {"export_camera": ".csv", "footage_recordings": ".zip", "footage_clips": ".zip"}
STATES = {"pt-BR": "concluída", "en-US": "done"}
Action = dict[str, Any]


def on(where: str, row: str, action: str, fill: Action | None = None, shot: str = "") -> Action:
    """On the row of that name in the list at `where`."""
    return {"list": where, "choose": [row], "action": action, "fill": fill or {}, "shot": shot}


def named(where: str, row: str) -> tuple[str, str]:
    return where + row.replace(" ", "+"), row


def of_cameras(language: str, keys: dict[str, int], scene: Scene) -> list[Action]:
    short = LANGUAGES[language]
    names = (f"{name} {language}" for name in ("Gate", "Garage", "Yard"))
    gate, garage, yard = (named(CAMERAS, name) for name in names)
    recorded, living = named(CAMERAS, "Bench 1"), named(CAMERAS, "Bench 3")
    start = scene.files[0].start_ms
    kept = {"start_time": local(start), "end_time": local(start + 30_000), "reason": "Acidente"}
    return [
        on(*gate, "recording_start"),
        on(*gate, "camera_reconnect"),
        on(*gate, "recording_stop"),
        on(*living, "camera_test", shot=f"test-{short}"),
        on(*garage, "camera_move", {"city": keys["other"]}, f"move-{short}"),
        on(*gate, "camera_give", {"owner": keys["owner"]}),
        on(*yard, "camera_archive"),
        on(*recorded, "camera_rebuild"),
        on(*recorded, "hold_cameras", kept, f"hold-{short}"),
        on("/admin/recordings/hold/", "Bench 1", "hold_release"),
        on(*recorded, "export_camera", {"file_format": "csv"}),
    ]


def of_footage(language: str, keys: dict[str, int], files: list[str]) -> list[Action]:
    short = LANGUAGES[language]
    city = named("/admin/plans/city/?q=", f"Aurora {language}")
    names = (f"{name} {language}" for name in ("Failed", "Waiting", "Clip"))
    failed, waiting, clip = (named(CLIPS, name) for name in names)
    first, second, third = ((RECORDINGS + path, path) for path in files)
    return [
        on(*city, "city_plan", {"plan": keys["premium"]}, f"plan-{short}"),
        on(*first, "hold_recordings", {"reason": "Acidente"}),
        on(*second, "recording_rebuild"),
        on(*second, "footage_recordings", shot=f"footage-{short}"),
        on(*third, "recording_delete", shot=f"delete-{short}"),
        on(*failed, "clip_retry"),
        on(*waiting, "clip_cancel"),
        on(*clip, "footage_clips"),
        on(*clip, "clip_delete"),
        on(*clip, "clip_restore"),
    ]


def asked_again(scene: Scene, language: str, action: Action, seen: Action) -> Action:
    """A camera has some seconds to answer in, which a busy machine may take from it."""
    for _ in range(3):
        if action["action"] == "camera_test" and seen["refused"]:
            [seen] = go_through(scene, language, [action])
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_is_previewed_done_and_told_of(scene: Scene, language: str) -> None:
    ready_clip(scene, f"Clip {language}")
    scene.wait_for_living()
    files = finished_files(scene, 3)
    keys = seed(scene, language)
    actions = of_footage(language, keys, files) + of_cameras(language, keys, scene)
    assert {action["action"] for action in actions} >= {
        code for code in kinds if not code.startswith(("export_", "import_"))
    }
    told = go_through(scene, language, actions)
    for action, first in zip(actions, told, strict=True):
        seen = asked_again(scene, language, action, first)
        name = action["action"]
        with override(LANGUAGES[language]):
            assert seen["title"].startswith(str(kinds[name].words)), (name, seen)
        assert seen["complaints"] == [], name
        assert seen["preview"].strip(), name
        assert seen["state"].lower() == STATES[language], (name, seen)
        assert (seen["done"] >= 1, seen["refused"]) == (True, 0), (name, seen)
        assert bool(seen["file"]) == (name in MAKE_FILES), (name, seen)
        if seen["file"]:
            assert seen["file"]["name"].endswith(MAKE_FILES[name])
            assert seen["file"]["bytes"] > 100
