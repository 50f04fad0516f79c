"""The watch remembers nothing of other tests."""

from pathlib import Path

import pytest
from pytest_django import Settings

from recordings.models import StorageVolume
from recordings.volumes import ensure_first_volume
from tests.people import People
from tests.recordings.alerting.story import Story, Turned
from tests.recordings.api.scene import NOON


@pytest.fixture(autouse=True)
def run_folder(settings: Settings, tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    settings.VMS_RUN_DIR = folder
    return folder


@pytest.fixture
def volume(db: None, tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "volume")


@pytest.fixture
def story(people: People, volume: StorageVolume) -> Story:
    """At noon, with a recorder that lives."""
    story = Story(people, volume, Turned(NOON))
    story.beat()
    return story
