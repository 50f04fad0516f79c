"""A volume of the test's own."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.recordings.cleanup.scene import Scene, make_scene


@pytest.fixture
def scene(db: None, tmp_path: Path, settings: Settings) -> Scene:
    """With a folder for locks and the clock's witness, which no other test has written to."""
    settings.VMS_RUN_DIR = tmp_path / "run"
    settings.VMS_RUN_DIR.mkdir()
    return make_scene(tmp_path)
