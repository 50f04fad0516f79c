"""A camera with four seconds of footage, and a clock that stands two hours after it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.utils import timezone

from tests.clips.api.asking import Asker
from tests.clips.scene import NOW, Scene
from tests.people import People
from tests.playback.timeline.scene import StandingClock
from tests.unit.media.ffmpeg_samples import record


@pytest.fixture(scope="package")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """In the place of the numbered frames: what is in the pictures is of no interest here."""
    return [record(tmp_path_factory.mktemp("small"), "h264", audio="aac")]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    standing = StandingClock(NOW)
    monkeypatch.setattr(timezone, "now", standing)
    return standing


@pytest.fixture
def operator(people: People, scene: Scene) -> Asker:
    return Asker(people.operator, scene.camera)
