"""What a new user sees after `make run`."""

from pathlib import Path

import pytest
import requests

from tests.system.stack import Stack
from tests.waiting import wait_for


def test_the_demo_cameras_current_file_grows_in_its_status(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with Stack(tmp_path_factory.mktemp("demo"), demo=True, segment_seconds=3600) as stack:
        camera = stack.api("GET", "/api/cameras/")["results"][0]
        path = f"/api/recording/status/{camera['id']}/"

        first = wait_for(
            lambda: s if (s := stack.api("GET", path))["frames"] > 0 else None, "frames", 90
        )
        later = wait_for(
            lambda: s if (s := stack.api("GET", path))["frames"] >= first["frames"] + 50 else None,
            "the file to grow",
            30,
        )

        assert later["is_recording"] is True
        assert later["current_file"] == first["current_file"]
        assert later["disk_usage_bytes"] > first["disk_usage_bytes"]
        assert Path(stack.data / "recordings" / later["current_file"]).is_file()
        assert requests.get(f"{stack.url}/readyz", timeout=10).json()["status"] == "ready"
        output = (stack.data / "run.out").read_text()
        assert f"http://127.0.0.1:{stack.port}/" in output
