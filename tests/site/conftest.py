"""An installation of which all works, and ways to take parts of it away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from recordings.models import RecorderNode, StorageVolume
from recordings.volumes import ensure_first_volume
from vms import health


@pytest.fixture(autouse=True)
def not_yet_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test's process has just started."""
    monkeypatch.setattr(health, "_set_up", False)


@pytest.fixture
def volume(db: None, tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "volume")


@pytest.fixture
def recorder(db: None) -> RecorderNode:
    now = timezone.now()
    return RecorderNode.objects.create(name="node-1", started_at=now, heartbeat_at=now)


@contextmanager
def database_away() -> Iterator[None]:
    """As when its server does not answer: no cursor can be had."""
    error = OperationalError("connection refused at db-1.internal")
    with patch.object(BaseDatabaseWrapper, "cursor", side_effect=error):
        yield
