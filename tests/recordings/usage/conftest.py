"""A volume with a real recording, as the audit's tests have it; a clock that stands still."""

import pytest

from recordings.models import StorageVolume
from tests.recordings.api.conftest import footage, volume
from tests.recordings.audit.conftest import sample, scene
from tests.recordings.usage.clock import StandingClock

__all__ = ["footage", "sample", "scene", "volume"]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def nowhere(db: None) -> StorageVolume:
    """A row whose disk is not there."""
    return StorageVolume.objects.create(name="away", root="/nowhere/away")
