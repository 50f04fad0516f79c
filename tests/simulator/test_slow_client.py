from dataclasses import replace
from pathlib import Path

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from recordings.simulator.stamp import find_stamps
from tests.simulator.media import wait_until
from tests.simulator.rtsp_client import RtspClient


def test_who_reads_too_slowly_misses_whole_frames_and_nothing_else(
    media: Path, small: ClipSpec
) -> None:
    # Small frames would take a minute to fill the kernel's buffers.
    spec = replace(small, width=640, height=360, bitrate=8_000_000)
    arguments = ["--backlog-kib", "64"]
    with CameraProcess(media, spec, arguments=arguments) as camera:
        with RtspClient(camera, receive_buffer_bytes=4096) as slow, RtspClient(camera) as quick:
            slow.play()
            quick.play()
            last = None
            while camera.status()["frames_dropped"] < 2:
                last = quick.frame()
            assert last is not None
            frames: list[int] = []
            while not frames or frames[-1] == frames[0] + len(frames) - 1:
                (stamp,) = find_stamps(b"".join(packet.payload for packet in slow.frame()))
                frames.append(stamp.frame)
        wait_until(lambda: camera.status()["open"] == 0)
    assert frames == sorted(frames)
    assert frames[-1] - frames[-2] > 1
