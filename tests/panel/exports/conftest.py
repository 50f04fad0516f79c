from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def exports_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.VMS_EXPORTS_DIR = tmp_path / "exports"
    return tmp_path / "exports"
