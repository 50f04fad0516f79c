from dataclasses import replace
from pathlib import Path

import pytest

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.simulator.media import record, unbroken
from tests.simulator.rtsp_client import RtspClient


def test_a_missing_path_is_not_found(camera: CameraProcess, tmp_path: Path) -> None:
    recorded = record(camera.url("/missing"), tmp_path / "out.mp4")
    assert "404 Not Found" in recorded.errors
    assert recorded.stamps == []


def test_a_redirect_leads_to_the_given_address(
    media: Path, small: ClipSpec, camera: CameraProcess, tmp_path: Path
) -> None:
    target = camera.url("/cam9")
    with CameraProcess(media, small, arguments=["--redirect-to", target]) as other:
        with RtspClient(other) as client:
            answer = client.ask("DESCRIBE", "/redirect")
            assert (answer.status, answer.header("Location")) == (302, target)
        recorded = record(other.url("/redirect"), tmp_path / "out.mp4", frames=5)
        assert other.status()["play_requests"] == 0
    assert (len(recorded.frames), unbroken(recorded.frames)) == (5, True)


def test_a_late_redirect_leads_away_each_second_one_who_asks(
    camera: CameraProcess, tmp_path: Path
) -> None:
    for _ in range(2):
        with RtspClient(camera) as client:
            assert client.ask("DESCRIBE", "/redirect-later").status == 200
            answer = client.ask("DESCRIBE", "/redirect-later")
        assert (answer.status, answer.header("Location")) == (302, camera.url("/cam1"))
    recorded = record(camera.url("/redirect-later"), tmp_path / "out.mp4", frames=5)
    assert (len(recorded.frames), unbroken(recorded.frames)) == (5, True)


def test_an_unknown_codec_is_described(camera: CameraProcess) -> None:
    with RtspClient(camera) as client:
        body = client.ask("DESCRIBE", "/unknown").body
    assert "a=rtpmap:96 X-CAMERA-9/90000\r\n" in body
    assert "H264" not in body


def test_a_silent_path_answers_play_and_sends_nothing(camera: CameraProcess) -> None:
    with RtspClient(camera) as client:
        assert client.play("/silent").status == 200
        assert camera.status()["playing"] == 0
        assert client.ask("GET_PARAMETER", "/silent").status == 200


def test_quiet_audio_is_announced_and_never_sent(media: Path, small: ClipSpec) -> None:
    both = ("track1", "track2")
    with (
        CameraProcess(media, replace(small, audio="aac")) as camera,
        RtspClient(camera) as loud,
        RtspClient(camera) as quiet,
    ):
        assert "mpeg4-generic/16000" in quiet.ask("DESCRIBE", "/quiet-audio").body
        loud.play("/cam1", both)
        quiet.play("/quiet-audio", both)
        assert {loud.packet().channel for _ in range(25)} >= {0, 2}
        assert {quiet.packet().channel for _ in range(25)} <= {0, 1}


def test_quiet_audio_is_announced_by_a_camera_without_sound(camera: CameraProcess) -> None:
    with RtspClient(camera) as client:
        assert "m=audio" not in client.ask("DESCRIBE", "/cam1").body
        assert "m=audio" in client.ask("DESCRIBE", "/quiet-audio").body


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("OPTIONS", "/cam1", {}, 200),
        ("RECORD", "/cam1", {}, 405),
        ("SETUP", "/cam1/track9", {"Transport": "RTP/AVP/TCP;unicast"}, 404),
        ("SETUP", "/cam1/track1", {"Transport": "RTP/AVP;multicast"}, 461),
        ("SETUP", "/cam1/track1", {}, 461),
        ("PLAY", "/cam1", {"Session": "nobody's"}, 454),
    ],
)
def test_requests_get_the_status_of_the_standard(
    camera: CameraProcess, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    with RtspClient(camera) as client:
        assert client.ask(method, path, **headers).status == status


def test_a_session_over_both_transports_at_once_is_refused(camera: CameraProcess) -> None:
    with RtspClient(camera) as client:
        client.play("/silent")
        udp = "RTP/AVP;unicast;client_port=40000-40001"
        assert client.ask("SETUP", "/silent/track2", Transport=udp).status == 461


def test_teardown_ends_the_session_and_the_connection(camera: CameraProcess) -> None:
    with RtspClient(camera) as client:
        client.play()
        assert client.ask("TEARDOWN").status == 200
        client.read_to_end()
