"""Keys and locks of a test's own."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    for name in ("keys", "run"):
        (tmp_path / name).mkdir()
    settings.VMS_KEYS_DIR = tmp_path / "keys"
    settings.VMS_RUN_DIR = tmp_path / "run"


@pytest.fixture(autouse=True)
def in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that is busy with tests, what gives way to them would take for ever."""
    monkeypatch.setattr("clips.marking.MANNERS", ("nice", "-n", "1"))
