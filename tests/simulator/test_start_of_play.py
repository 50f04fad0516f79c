from pathlib import Path

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from recordings.simulator.stamp import find_stamps
from tests.simulator.media import wait_until
from tests.simulator.rtsp_client import RtspClient


def first_frame(client: RtspClient) -> int:
    (stamp,) = find_stamps(b"".join(packet.payload for packet in client.frame()))
    return stamp.frame


def wait_for_the_middle_of_a_gop(camera: CameraProcess, gop_frames: int) -> None:
    wait_until(lambda: camera.status()["next_frame"] % gop_frames == 3)


def test_who_comes_new_gets_a_key_frame_first(camera: CameraProcess, small: ClipSpec) -> None:
    with RtspClient(camera) as client:
        wait_for_the_middle_of_a_gop(camera, small.gop_frames)
        client.play()
        assert first_frame(client) % small.gop_frames == 0


def test_a_camera_may_start_anywhere(media: Path, small: ClipSpec) -> None:
    with (
        CameraProcess(media, small, arguments=["--start-anywhere"]) as camera,
        RtspClient(camera) as client,
    ):
        wait_for_the_middle_of_a_gop(camera, small.gop_frames)
        client.play()
        assert first_frame(client) % small.gop_frames != 0


def test_media_time_follows_the_frame_numbers(camera: CameraProcess, small: ClipSpec) -> None:
    with RtspClient(camera) as client:
        client.play()
        frames = [client.frame() for _ in range(8)]
    timestamps = [{packet.timestamp for packet in packets} for packets in frames]
    first = frames[0][0].timestamp
    step = 90_000 // small.fps
    assert timestamps == [{(first + at * step) % 2**32} for at in range(8)]
    sequences = [packet.sequence for packets in frames for packet in packets]
    assert sequences == [(sequences[0] + at) % 2**16 for at in range(len(sequences))]
