"""What is read of a session description."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.faults import CameraFault, Fault
from recordings.rtsp.sdp import Sdp, parse_sdp

HEAD = ["v=0", "o=- 1 1 IN IP4 10.0.0.5", "s=camera", "t=0 0", "a=control:*"]
H264 = ["m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/90000"]
H265 = ["m=video 0 RTP/AVP 98", "a=rtpmap:98 H265/90000"]
AAC = ["m=audio 0 RTP/AVP 97", "a=rtpmap:97 mpeg4-generic/16000/1"]
ANNOUNCED = ["m=application 0 RTP/AVP 107", "a=rtpmap:107 vnd.onvif.metadata/90000"]


def sdp(*parts: list[str]) -> str:
    return "\r\n".join([*HEAD, *(line for part in parts for line in part), ""])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (sdp(H264), Sdp("h264", None)),
        (sdp(H265), Sdp("hevc", None)),
        (sdp(["m=video 0 RTP/AVP 98", "a=rtpmap:98 hevc/90000"]), Sdp("hevc", None)),
        (sdp(H264, AAC), Sdp("h264", "mpeg4-generic")),
        (sdp(AAC, H264, ANNOUNCED), Sdp("h264", "mpeg4-generic")),
        (sdp(H264, ["m=audio 0 RTP/AVP 0"]), Sdp("h264", "pcmu")),
        (sdp(H264, ["m=audio 0 RTP/AVP 8"]), Sdp("h264", "pcma")),
        (sdp(H264, ["m=audio 0 RTP/AVP 99"]), Sdp("h264", "unknown")),
        (sdp(H264, ["m=audio 0 RTP/AVP 99", "a=rtpmap:99 G726-32/8000"]), Sdp("h264", "g726-32")),
        (sdp(["m=video 49170/2 RTP/AVP 96 97", *H264[1:]]), Sdp("h264", None)),
        (sdp(H264, H265), Sdp("h264", None)),
        ("\n".join([*HEAD, *H264]), Sdp("h264", None)),
    ],
)
def test_the_first_video_and_the_first_audio_are_taken(text: str, found: Sdp) -> None:
    assert parse_sdp(text) == found


def test_the_mapping_of_another_payload_is_not_taken() -> None:
    text = sdp(["m=video 0 RTP/AVP 96", "a=rtpmap:97 JPEG/90000", "a=rtpmap:96 H264/90000"])
    assert parse_sdp(text) == Sdp("h264", None)


@pytest.mark.parametrize(
    ("audio", "copies"),
    [("mpeg4-generic", True), ("mp4a-latm", True), ("pcmu", False), (None, False)],
)
def test_only_aac_is_copied(audio: str | None, copies: bool) -> None:
    assert Sdp("h264", audio).copies_audio is copies


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The stream has no video."),
        (sdp(AAC), "The stream has no video."),
        (
            sdp(["m=video 0 RTP/AVP 26"]),
            "The video codec JPEG cannot be recorded; set the camera to H.264 or H.265.",
        ),
        (
            sdp(["m=video 0 RTP/AVP 96", "a=rtpmap:96 AV1/90000"]),
            "The video codec AV1 cannot be recorded; set the camera to H.264 or H.265.",
        ),
        (
            sdp(["m=video 0 RTP/AVP 96"]),
            "The video codec unknown cannot be recorded; set the camera to H.264 or H.265.",
        ),
    ],
)
def test_what_cannot_be_recorded_is_named(text: str, message: str) -> None:
    with pytest.raises(CameraFault) as refused:
        parse_sdp(text)
    assert (refused.value.fault, refused.value.message) == (Fault.UNSUPPORTED, message)


def read(text: str) -> str:
    try:
        return parse_sdp(text).video
    except CameraFault as refused:
        return refused.fault


LINES = st.sampled_from([*H264, *H265, *AAC, "m=", "m=video", "a=rtpmap:", "a=rtpmap:96 "])


@given(st.text(max_size=200) | st.lists(LINES).map("\n".join))
def test_any_text_is_a_description_or_unsupported(text: str) -> None:
    assert read(text) in ("h264", "hevc", Fault.UNSUPPORTED)
