"""Samples that are encoded once, and a scene of the test's own."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from recordings.models import Camera
from recordings.volumes import ensure_first_volume
from tests.browser.coded_clip import make_coded_clip, record_files
from tests.clips.scene import LENGTHS, SPEC, Scene
from tests.people import People


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    folder = tmp_path_factory.mktemp("coded")
    return record_files(make_coded_clip(folder, SPEC), SPEC, folder, LENGTHS)


@pytest.fixture
def scene(people: People, samples: Sequence[Path], tmp_path: Path) -> Scene:
    volume = ensure_first_volume(tmp_path / "volume")
    camera = Camera.objects.create(city=people.city, name="Portaria")
    return Scene(people, camera, volume, samples)
