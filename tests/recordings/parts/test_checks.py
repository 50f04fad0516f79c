"""Settings that make no sense are told before anything starts."""

import pytest
from pytest_django import Settings

from recordings.checks import check_settings


def test_settings_as_delivered_are_fine() -> None:
    assert check_settings() == []


@pytest.mark.parametrize("networks", [["10.0.0.0/8", "camera"], ["10.0.0.1/8"], ["10.0.0.0/64"]])
def test_a_network_that_is_none_is_named(settings: Settings, networks: list[str]) -> None:
    settings.VMS_CAMERA_NETWORKS = networks

    (error,) = check_settings()

    assert error.id == "recordings.E001"
    assert networks[-1].split("/")[0] in str(error.msg)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_must_be_one(settings: Settings, port: int) -> None:
    settings.VMS_PORT = port

    (error,) = check_settings()

    assert error.id == "recordings.E003"


@pytest.mark.parametrize("seconds", [0, -60, 7, 7200])
def test_files_must_fit_an_hour(settings: Settings, seconds: int) -> None:
    settings.RECORDING_SEGMENT_DURATION = seconds

    (error,) = check_settings()

    assert error.id == "recordings.E002"
