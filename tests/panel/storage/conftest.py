"""Two cities' footage and clips as real files on two volumes."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import Settings

from plans.models import User
from recordings.models import Camera
from recordings.summarising import calculate
from tests.clips.rows import make_clip, make_copy
from tests.people import make_city, make_user
from tests.recordings.cleanup.scene import DAY, HOUR, Scene, make_scene


@dataclass
class World:
    """`scene.clock` is what everybody goes by. Two people own cameras, one more cuts clips."""

    scene: Scene
    ana: User
    bruno: User
    cameras: list[Camera]

    def calculate(self) -> None:
        """In an hour of its own, so that there is a new sample."""
        self.scene.clock.turn(HOUR)
        calculate(self.scene.clock)


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Settings) -> World:
    settings.VMS_RUN_DIR = tmp_path / "run"
    settings.VMS_RUN_DIR.mkdir()
    scene = make_scene(tmp_path)
    ana, bruno = make_user("ana"), make_user("bruno")
    delta = make_city("Delta", "pro")
    cameras = [
        scene.camera("Gate", owner=ana),
        scene.camera("Yard"),
        scene.camera("Bridge", city=delta, owner=bruno),
    ]
    second = scene.another_volume("volume-2")
    size = 1001
    for number, camera in enumerate(cameras):
        for days in (9, 8, 6, 2, 1):
            start = scene.ago(days=days) + number * HOUR
            volume = second if days % 2 else None
            scene.recording(camera, start, size_bytes=(size := size + 37), volume=volume)
    scene.open_recording(cameras[0], scene.ago(hours=0.5), size_bytes=777)
    for number, camera in enumerate(cameras):
        start = scene.ago(days=2)
        content = bytes(500 + number)
        clip = make_clip(camera, bruno, start=start, content=content, volume=scene.volume)
        make_copy(clip, bytes(300 + number))
    make_clip(cameras[0], None, start=scene.ago(days=1), content=bytes(90), volume=second)
    return World(scene, ana, bruno, cameras)


__all__ = ["DAY", "World", "world"]
