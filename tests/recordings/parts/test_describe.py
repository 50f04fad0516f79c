"""DESCRIBE against the simulated camera, and against servers that are none."""

import pytest

from recordings.faults import CameraFault, Fault
from recordings.rtsp.addresses import parse_address
from recordings.rtsp.describe import describe
from recordings.rtsp.sdp import Sdp
from recordings.simulator.auth import Credentials
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.cameras import StartCamera
from tests.recordings.parts.servers import (
    Behaviour,
    answer,
    answer_and_close,
    answer_for_ever,
    closed_port,
    serving,
    stay_silent,
    trickle,
)

PASSWORD = "p@ss:w/or'd%20"
OK = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n"
BODY = b"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"


def ask(url: str, timeout_seconds: float = 5.0) -> Sdp:
    return describe(parse_address(url), "127.0.0.1", timeout_seconds)


def fault_of(url: str, timeout_seconds: float = 5.0) -> CameraFault:
    with pytest.raises(CameraFault) as failed:
        ask(url, timeout_seconds)
    return failed.value


def fault_of_server(behave: Behaviour, timeout_seconds: float = 5.0) -> Fault:
    with serving(behave) as port:
        return fault_of(f"rtsp://127.0.0.1:{port}/", timeout_seconds).fault


def test_an_open_camera_tells_its_codec(camera: CameraProcess) -> None:
    assert ask(camera.url()) == Sdp("h264", None)


def test_sound_is_told(camera: CameraProcess) -> None:
    assert ask(camera.url("/quiet-audio")) == Sdp("h264", "mpeg4-generic")


def test_h265_is_told(start_camera: StartCamera) -> None:
    spec = ClipSpec(codec="h265", gop_frames=12, fps=24, seconds=1, audio="pcmu")
    assert ask(start_camera(spec).url()) == Sdp("hevc", "pcmu")


@pytest.mark.parametrize("scheme", ["basic", "digest", "digest,basic"])
def test_a_camera_with_a_password_lets_the_right_one_in_and_no_other(
    start_camera: StartCamera, scheme: str
) -> None:
    known = Credentials("admin", PASSWORD)
    camera = (
        start_camera(credentials=known)
        if "," in scheme
        else start_camera(ClipSpec(gop_frames=12, fps=24, seconds=4), known, "--auth", scheme)
    )
    assert ask(camera.url("/cam1", "admin", PASSWORD)) == Sdp("h264", None)
    refused = [
        fault_of(url)
        for url in (
            camera.url("/cam1", "admin", "wr0ng"),
            camera.url("/cam1", "other", PASSWORD),
            camera.url("/cam1", "admin"),
            camera.url("/cam1"),
        )
    ]
    assert [fault.fault for fault in refused] == [Fault.AUTH_FAILED] * 4
    assert "wr0ng" not in str(refused)


@pytest.mark.parametrize(
    ("path", "fault", "message"),
    [
        ("/nope", Fault.NOT_FOUND, "The camera has no such stream (path not found)."),
        (
            "/redirect",
            Fault.FORBIDDEN_ADDRESS,
            "The camera redirects elsewhere; write the final address instead.",
        ),
        (
            "/unknown",
            Fault.UNSUPPORTED,
            "The video codec X-CAMERA-9 cannot be recorded; set the camera to H.264 or H.265.",
        ),
    ],
)
def test_what_is_wrong_with_a_path_is_named(
    camera: CameraProcess, path: str, fault: Fault, message: str
) -> None:
    found = fault_of(camera.url(path))
    assert (found.fault, found.message) == (fault, message)


def test_a_closed_port_refuses() -> None:
    port = closed_port()
    found = fault_of(f"rtsp://127.0.0.1:{port}/")
    assert (found.fault, found.message) == (
        Fault.REFUSED,
        f"Nothing answers on port {port} (connection refused).",
    )


def test_a_server_that_says_nothing_times_out() -> None:
    assert fault_of_server(stay_silent, 0.3) is Fault.TIMEOUT


def test_a_camera_without_tls_cannot_be_asked_over_tls(camera: CameraProcess) -> None:
    found = fault_of(camera.url().replace("rtsp://", "rtsps://"), 1.0)
    assert found.fault in (Fault.UNREACHABLE, Fault.TIMEOUT)


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\0\1\2\3\4\5\6\7",
        b"RTSP/1.0\r\n\r\n",
        b"RTSP/1.0 OK\r\n\r\n",
        b"RTSP/1.0 \xb2\xb2\xb2 OK\r\n\r\n",
        b"RTSP/1.0 " + b"9" * 5000 + b" OK\r\n\r\n",
        OK + b"Content-Length: nonsense\r\n\r\n",
        OK + b"Content-Length: -1\r\n\r\n" + BODY,
        OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"RTSP/1.0 400 Bad Request\r\n\r\n",
    ],
)
def test_what_does_not_speak_rtsp_is_unsupported(said: bytes) -> None:
    assert fault_of_server(answer(said)) is Fault.UNSUPPORTED


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (b"", Fault.UNREACHABLE),
        (b"RTSP/1.0 200", Fault.UNREACHABLE),
        (OK + b"Content-Length: 99\r\n\r\n" + BODY, Fault.UNREACHABLE),
        (b"RTSP/1.0 503 Service Unavailable\r\n\r\n", Fault.UNREACHABLE),
        (b"RTSP/1.0 403 Forbidden\r\n\r\n", Fault.AUTH_FAILED),
        (b"RTSP/1.0 401 Unauthorized\r\n\r\n", Fault.AUTH_FAILED),
        (b"RTSP/1.0 454 Session Not Found\r\n\r\n", Fault.NOT_FOUND),
    ],
)
def test_an_answer_that_is_cut_or_refuses_has_its_fault(said: bytes, fault: Fault) -> None:
    assert fault_of_server(answer_and_close(said)) is fault


def test_what_the_camera_says_is_shown_without_the_password_it_repeats() -> None:
    said = b"RTSP/1.0 500 No /live?user=a&password=Zq9 \x00here\r\n\r\n"
    with serving(answer_and_close(said)) as port:
        found = fault_of(f"rtsp://127.0.0.1:{port}/live?user=a&password=Zq9")
    assert found.message == "The camera answered 500 No /live?user=a&password=*** here."


def test_a_body_is_read_to_its_length_and_no_further() -> None:
    length = f"Content-Length: {len(BODY)}\r\n\r\n".encode()
    with serving(answer(OK + length + BODY + b"m=audio 0 RTP/AVP 0\r\n")) as port:
        assert ask(f"rtsp://127.0.0.1:{port}/") == Sdp("h264", None)


@pytest.mark.parametrize("start", [OK, OK + b"Content-Length: 999999999\r\n\r\n"])
def test_an_endless_answer_is_cut_off(start: bytes) -> None:
    found = fault_of_server(answer_for_ever(start, b"X-Filler: " + b"x" * 4000 + b"\r\n"))
    assert found is Fault.UNSUPPORTED


def test_an_answer_that_trickles_has_one_deadline_in_all() -> None:
    assert fault_of_server(trickle(OK, 0.05), 0.5) is Fault.TIMEOUT
