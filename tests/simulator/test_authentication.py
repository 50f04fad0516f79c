import base64
from pathlib import Path

import pytest

from recordings.simulator.auth import Credentials, Guard
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess, CameraProcessError
from tests.simulator.media import record
from tests.simulator.rtsp_client import RtspClient

KNOWN = Credentials("operator", "s3cret:with colon")


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("scheme", ["digest", "basic"])
def test_ffmpeg_gets_in_with_the_password_and_not_with_another(
    media: Path, small: ClipSpec, tmp_path: Path, scheme: str
) -> None:
    with CameraProcess(media, small, credentials=KNOWN, arguments=["--auth", scheme]) as camera:
        right = camera.url(user=KNOWN.user, password=KNOWN.password)
        wrong = camera.url(user=KNOWN.user, password="wrong")
        assert len(record(right, tmp_path / "right.mp4", frames=5).frames) == 5
        refused = record(wrong, tmp_path / "wrong.mp4", frames=5)
        assert "401 Unauthorized" in refused.errors
        assert refused.stamps == []
        assert camera.status()["play_requests"] == 1


def test_without_a_password_both_schemes_are_offered(media: Path, small: ClipSpec) -> None:
    with CameraProcess(media, small, credentials=KNOWN) as camera, RtspClient(camera) as client:
        assert client.ask("OPTIONS").status == 200
        refused = client.ask("DESCRIBE")
        offered = [value for name, value in refused.headers if name == "WWW-Authenticate"]
        assert refused.status == 401
        assert [value.partition(" ")[0] for value in offered] == ["Digest", "Basic"]


def test_a_changed_password_is_the_only_one_and_is_not_echoed(media: Path, small: ClipSpec) -> None:
    with CameraProcess(media, small, credentials=KNOWN) as camera, RtspClient(camera) as client:
        old, new = basic(KNOWN.user, KNOWN.password), basic(KNOWN.user, "new one")
        assert client.ask("DESCRIBE", Authorization=old).status == 200
        camera.send("password new one")  # raises unless the answer is exactly OK password
        assert client.ask("DESCRIBE", Authorization=old).status == 401
        assert client.ask("DESCRIBE", Authorization=new).status == 200


def test_a_camera_without_a_password_refuses_to_change_it(camera: CameraProcess) -> None:
    with pytest.raises(CameraProcessError, match=r"^ERROR password: bad argument$"):
        camera.send("password new")


@pytest.mark.parametrize(
    "authorization", ["", "Basic !", "Basic", "Digest", "Bearer x", 'Digest username="operator"']
)
def test_nonsense_is_refused(authorization: str) -> None:
    assert not Guard(KNOWN, ["digest", "basic"]).admits("DESCRIBE", authorization)
