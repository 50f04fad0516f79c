from dataclasses import replace
from pathlib import Path

import pytest

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.simulator.media import (
    SMALL,
    decode,
    finish_recording,
    record,
    start_recording,
    streams,
    unbroken,
)

CASES = {
    "H.264 over TCP": (SMALL, "tcp", ["h264"]),
    "H.264 over UDP": (SMALL, "udp", ["h264"]),
    "H.265 with AAC over TCP": (replace(SMALL, codec="h265", audio="aac"), "tcp", ["hevc", "aac"]),
    "H.265 with B-frames over UDP": (replace(SMALL, codec="h265", b_frames=2), "udp", ["hevc"]),
    "H.264 with G.711 over UDP": (replace(SMALL, audio="pcmu"), "udp", ["h264", "aac"]),
}


@pytest.mark.parametrize("case", CASES)
def test_no_frame_is_missing_and_all_decode(media: Path, tmp_path: Path, case: str) -> None:
    spec, transport, codecs = CASES[case]
    out = tmp_path / "out.mp4"
    with CameraProcess(media, spec) as camera:
        recorded = record(camera.url(), out, transport=transport)
    assert (len(recorded.frames), unbroken(recorded.frames)) == (12, True), recorded.errors
    assert recorded.frames[0] % SMALL.gop_frames == 0
    assert streams(out) == codecs
    assert decode(out) == (12, "")


def test_stamps_tell_when_each_frame_was_sent(
    camera: CameraProcess, tmp_path: Path, small: ClipSpec
) -> None:
    stamps = record(camera.url(), tmp_path / "out.mp4", frames=5).stamps
    seconds = (stamps[-1].sent_ns - stamps[0].sent_ns) / 1e9
    assert seconds == pytest.approx((len(stamps) - 1) / small.fps, abs=0.5)


def test_all_paths_show_the_same_frames_to_all(camera: CameraProcess, tmp_path: Path) -> None:
    outs = [tmp_path / "1.mp4", tmp_path / "2.mp4"]
    urls = [camera.url("/cam1"), camera.url("/cam77")]
    options = ["option rtsp_transport tcp"]
    both = [start_recording(url, out, 12, options) for url, out in zip(urls, outs, strict=True)]
    first, second = (
        finish_recording(recorder, out) for recorder, out in zip(both, outs, strict=True)
    )
    common = {stamp.frame for stamp in first.stamps} & {stamp.frame for stamp in second.stamps}
    assert common
    assert [s for s in first.stamps if s.frame in common] == [
        s for s in second.stamps if s.frame in common
    ]
