"""A day after a minute was cut from a camera's recordings."""

from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from clips.models import Clip
from recordings.models import Camera, StorageVolume
from recordings.volumes import ensure_first_volume
from tests.clips.shares.sharing import NOW, PASSWORD, Sharer, ready_clip
from tests.people import People


class StandingClock:
    """Django's now, until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    standing = StandingClock(NOW)
    monkeypatch.setattr(timezone, "now", standing)
    return standing


@pytest.fixture(autouse=True)
def public_address(settings: Settings, quick_passwords: None) -> None:
    settings.VMS_PUBLIC_URL = "https://vms.example.org/"


@pytest.fixture
def volume(db: None, tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "volume")


@pytest.fixture
def clip(people: People, volume: StorageVolume) -> Clip:
    return ready_clip(Camera.objects.create(city=people.city, name="Portão"), volume)


@pytest.fixture
def owner(people: People, clip: Clip) -> Sharer:
    return Sharer(people.owner, clip)


@pytest.fixture
def path(owner: Sharer) -> str:
    """Of a link without a password."""
    return owner.link()


@pytest.fixture
def guarded(owner: Sharer) -> str:
    """Of a link with a password."""
    return owner.link(password=PASSWORD)
