"""One stack for a module's tests; set-up costs ten seconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recordings.simulator.auth import Credentials
from recordings.simulator.process import CameraProcess
from tests.cameras import SMALL
from tests.system.stack import Stack

CANARY = "s3gredo-canario"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture(scope="module")
def camera_process(clips: Path) -> Iterator[CameraProcess]:
    """A camera that wants a password."""
    with CameraProcess(clips, SMALL, credentials=Credentials("operador", CANARY)) as process:
        yield process


@pytest.fixture(scope="module")
def camera_id(stack: Stack, camera_process: CameraProcess) -> int:
    """A camera under recording."""
    city = stack.api("POST", "/api/cities/", name="Aurora", plan="basic")
    camera = stack.api(
        "POST",
        "/api/cameras/",
        city=city["id"],
        name="Portaria",
        rtsp_url=camera_process.url("/cam1", "operador", CANARY),
        recording_enabled=True,
    )
    return int(camera["id"])
