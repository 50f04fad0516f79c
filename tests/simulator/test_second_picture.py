"""The order `show N`: another clip, in the same streams where that is possible."""

from pathlib import Path

import av
import pytest

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess, CameraProcessError
from recordings.simulator.stamp import find_stamps
from tests.simulator.media import finish_recording, record, start_recording, streams, unbroken
from tests.simulator.rtsp_client import Interleaved, RtspClient


def frame_number(packets: list[Interleaved]) -> int:
    (stamp,) = find_stamps(b"".join(packet.payload for packet in packets))
    return stamp.frame


def nal_types(packets: list[Interleaved]) -> set[int]:
    return {packet.payload[0] & 0x1F for packet in packets}


def test_a_change_of_size_comes_in_band_at_a_key_frame_and_frames_count_on(
    media: Path, small: ClipSpec
) -> None:
    with (
        CameraProcess(media, small, arguments=["--then", "width=640,height=360"]) as camera,
        RtspClient(camera) as client,
    ):
        client.play()
        before = [client.frame()]
        first_sets = {p.payload for p in before[0] if p.payload[0] & 0x1F == 7}
        camera.send("show 1")
        after = client.frame()
        while {p.payload for p in after if p.payload[0] & 0x1F == 7} <= first_sets:
            before.append(after)
            after = client.frame()
        numbers = [frame_number(packets) for packets in [*before, after]]
        assert (camera.status()["connections"], camera.status()["play_requests"]) == (1, 1)
    assert unbroken(numbers)
    assert numbers[-1] % small.gop_frames == 0
    assert {7, 8} < nal_types(after)
    timestamps = [packets[0].timestamp for packets in [before[-1], after]]
    assert (timestamps[1] - timestamps[0]) % 2**32 == 90_000 // small.fps
    sequences = [packet.sequence for packets in [*before, after] for packet in packets]
    assert sequences == [(sequences[0] + at) % 2**16 for at in range(len(sequences))]


def test_the_size_that_is_shown_is_the_size_that_decodes(
    media: Path, small: ClipSpec, tmp_path: Path
) -> None:
    with CameraProcess(media, small, arguments=["--then", "width=640,height=360,fps=20"]) as camera:
        camera.send("show 1")
        recorded = record(camera.url(), tmp_path / "later.mp4", frames=30)
        with av.open(tmp_path / "later.mp4") as container:
            sizes = {(frame.width, frame.height) for frame in container.decode(video=0)}
        camera.send("show 0")
    assert unbroken(recorded.frames)
    assert (640, 360) in sizes


@pytest.mark.parametrize(
    ("change", "codecs"),
    [("codec=h265", ["hevc"]), ("audio=pcmu", ["h264", "aac"]), ("b_frames=2", ["h264"])],
)
def test_a_camera_restarts_for_another_codec_and_describes_it(
    media: Path, small: ClipSpec, tmp_path: Path, change: str, codecs: list[str]
) -> None:
    outs = [tmp_path / "before.mp4", tmp_path / "after.mp4"]
    with CameraProcess(media, small, arguments=["--then", change]) as camera:
        with RtspClient(camera) as client:
            client.play()
            last = frame_number(client.frame())
            camera.send("show 1")
            with pytest.raises(ConnectionResetError):
                client.read_to_end()
        after = record(camera.url(), outs[1])
        camera.send("show 0")
        before = record(camera.url(), outs[0])
    assert [streams(out) for out in outs] == [["h264"], codecs]
    assert unbroken(after.frames)
    assert after.frames[0] > last
    assert before.frames[0] > after.frames[-1]


def test_a_viewer_goes_on_recording_over_a_tenfold_bit_rate(
    media: Path, small: ClipSpec, tmp_path: Path
) -> None:
    many = f"bitrate={10 * small.bitrate}"
    with CameraProcess(media, small, arguments=["--then", many]) as camera:
        recorder = start_recording(camera.url(), tmp_path / "out.mp4", 70)
        with RtspClient(camera) as client:
            client.play()
            client.frame()
        camera.send("show 1")
        recorded = finish_recording(recorder, tmp_path / "out.mp4")
    assert (len(recorded.frames), unbroken(recorded.frames)) == (70, True)


def test_a_clip_of_unknown_words_is_refused(media: Path, small: ClipSpec) -> None:
    with (
        pytest.raises(CameraProcessError, match="the camera has ended"),
        CameraProcess(media, small, arguments=["--then", "colour=red"]),
    ):
        pass
