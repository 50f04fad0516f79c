"""Trying an address: what is seen, and each way in which it fails."""

import pytest
from pytest_django import Settings

from recordings.faults import CameraFault, Fault
from recordings.probing import ProbeResult, probe
from recordings.simulator.auth import Credentials
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.cameras import StartCamera
from tests.recordings.parts.servers import answer, closed_port, serving, stay_silent

PICTURE = {"width": 320, "height": 180, "fps": 24.0}


def fault_of(url: str) -> Fault:
    with pytest.raises(CameraFault) as failed:
        probe(url)
    return failed.value.fault


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_the_picture_of_a_camera_is_seen(camera: CameraProcess, transport: str) -> None:
    seen = probe(camera.url(), transport)
    assert seen == ProbeResult({"codec": "h264", **PICTURE}, None)


def test_h265_and_sound_are_seen(start_camera: StartCamera) -> None:
    spec = ClipSpec(codec="h265", gop_frames=12, fps=24, seconds=1, audio="aac")
    seen = probe(start_camera(spec).url())
    assert seen == ProbeResult({"codec": "hevc", **PICTURE}, "aac")


def test_telephone_sound_and_a_password_with_signs_are_taken(start_camera: StartCamera) -> None:
    spec = ClipSpec(gop_frames=12, fps=24, seconds=4, audio="pcmu")
    camera = start_camera(spec, Credentials("admin", "p@s/s'%w"))
    assert probe(camera.url("/cam1", "admin", "p@s/s'%w")).audio == "pcm_mulaw"
    assert fault_of(camera.url("/cam1", "admin", "wrong")) is Fault.AUTH_FAILED


def test_wrong_paths_are_told_apart(camera: CameraProcess) -> None:
    faults = {path: fault_of(camera.url(path)) for path in ("/nope", "/redirect", "/unknown")}
    assert faults == {
        "/nope": Fault.NOT_FOUND,
        "/redirect": Fault.FORBIDDEN_ADDRESS,
        "/unknown": Fault.UNSUPPORTED,
    }


def test_a_camera_that_sends_no_picture_times_out(camera: CameraProcess) -> None:
    assert fault_of(camera.url("/silent")) is Fault.TIMEOUT


def test_a_closed_port_refuses() -> None:
    assert fault_of(f"rtsp://127.0.0.1:{closed_port()}/") is Fault.REFUSED


def test_a_server_that_is_silent_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recordings.probing.DESCRIBE_SECONDS", 0.3)
    with serving(stay_silent) as port:
        assert fault_of(f"rtsp://127.0.0.1:{port}/") is Fault.TIMEOUT


def test_a_server_that_hangs_up_is_unreachable() -> None:
    with serving(lambda client: None) as port:
        assert fault_of(f"rtsp://127.0.0.1:{port}/") is Fault.UNREACHABLE


def test_a_web_server_is_unsupported() -> None:
    with serving(answer(b"HTTP/1.1 200 OK\r\n\r\n")) as port:
        assert fault_of(f"rtsp://127.0.0.1:{port}/") is Fault.UNSUPPORTED


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "rtsp://", "rtsp://***@127.0.0.1/"])
def test_what_is_no_address_is_invalid(url: str) -> None:
    assert fault_of(url) is Fault.INVALID


def test_an_unknown_name_is_not_found() -> None:
    assert fault_of("rtsp://no-such-camera.invalid/") is Fault.NOT_FOUND


def test_an_address_outside_is_never_asked(settings: Settings) -> None:
    settings.VMS_CAMERA_NETWORKS = ["10.0.0.0/8"]
    asked = []
    with serving(lambda client: asked.append(client)) as port:
        found = fault_of(f"rtsp://127.0.0.1:{port}/")
    assert (found, asked) == (Fault.FORBIDDEN_ADDRESS, [])


def test_the_longest_probe_ends_within_ten_seconds() -> None:
    # By its own deadlines, so that a busy machine cannot make this fail.
    from_settings = probe.__globals__
    assert from_settings["DESCRIBE_SECONDS"] + from_settings["OPEN_SECONDS"] < 10
