"""Cameras in numbers: their states, their nodes, their secrets."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from plans.models import City
from recordings.models import Camera, RecorderNode, RecorderStatus
from recordings.secrets import encrypt
from recordings.states import State
from tests.doctor.looks import codes
from tests.people import make_city
from vms.doctor import cameras

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
NOW = datetime.now(UTC)
ADDRESS = "rtsp://ana:canario@10.0.0.1/x"


@pytest.fixture
def keys(tmp_path: Path, settings: Settings) -> Path:
    settings.VMS_CAMERA_KEY_FILE = tmp_path / "camera.keys"
    (tmp_path / "camera.keys").write_bytes(Fernet.generate_key())
    return tmp_path / "camera.keys"


@pytest.fixture
def city(keys: Path) -> City:
    RecorderNode.objects.create(name="alive", started_at=NOW, heartbeat_at=NOW)
    return make_city()


def add(city: City, state: State, node: str = "alive") -> None:
    camera = Camera.objects.create(
        city=city,
        name="Gate",
        node=node,
        recording_enabled=True,
        address_encrypted=encrypt(ADDRESS),
    )
    RecorderStatus.objects.create(camera=camera, state=state, since=NOW)


def test_none_to_be_recorded(city: City) -> None:
    assert codes(cameras.look(NOW)) == [("cameras.none", "ok")]


def test_all_record(city: City) -> None:
    add(city, State.RECORDING)
    add(city, State.RECORDING)
    found = cameras.look(NOW)
    assert codes(found) == [("cameras.states", "ok"), ("cameras.secrets", "ok")]
    assert found[0].what == "Cameras to be recorded: 2 (recording 2)."


def test_some_do_not(city: City) -> None:
    for state in (State.RECORDING, State.AUTH_FAILED, State.FAILED):
        add(city, state)
    add(city, State.RECORDING, node="gone")
    found = cameras.look(NOW)
    assert codes(found) == [
        ("cameras.states", "warning"),
        ("cameras.failed", "error"),
        ("cameras.auth_failed", "warning"),
        ("cameras.orphans", "error"),
        ("cameras.secrets", "ok"),
    ]
    assert not any("canario" in finding.what + finding.do for finding in found)


def test_all_on_a_silent_node(city: City) -> None:
    add(city, State.RECORDING)
    later = NOW + timedelta(minutes=5)
    assert codes(cameras.look(later))[0] == ("cameras.orphans", "error")


def test_addresses_of_another_key(city: City, keys: Path) -> None:
    add(city, State.RECORDING)
    keys.write_bytes(Fernet.generate_key())
    assert codes(cameras.look(NOW))[-1] == ("cameras.secrets", "error")


def test_a_lost_key_is_not_made_anew_by_looking(city: City, keys: Path) -> None:
    add(city, State.RECORDING)
    keys.unlink()
    assert codes(cameras.look(NOW))[-1] == ("cameras.secrets", "error")
    assert not keys.exists()
