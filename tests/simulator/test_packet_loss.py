"""The orders `lose` and `skip`: packets and frames that never arrive."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.loss import KEPT_NUMBERS, PacketLoss
from recordings.simulator.process import CameraProcess
from recordings.simulator.stamp import Stamp, find_stamps
from tests.simulator.media import finish_recording, start_recording, wait_until
from tests.simulator.rtsp_client import RtspClient

BIG = ClipSpec(fps=40, gop_frames=20, seconds=2, width=640, height=360, bitrate=3_000_000)


@pytest.fixture
def leaky(media: Path) -> Iterator[CameraProcess]:
    with CameraProcess(media, BIG) as camera:
        yield camera


def lost_by(seed: int) -> list[list[bytes]]:
    loss = PacketLoss()
    loss.begin(20, seed)
    return [loss.survivors(frame, [b"a", b"b", b"c"]) for frame in range(100)]


def test_the_same_seed_loses_the_same_packets() -> None:
    assert lost_by(1) == lost_by(1)
    assert lost_by(1) != lost_by(2)


def test_the_last_damaged_frames_are_named_and_all_are_counted() -> None:
    loss = PacketLoss()
    loss.begin(100, 1)
    frames = KEPT_NUMBERS + 5
    assert all(loss.survivors(frame, [b"a", b"b"]) == [] for frame in range(frames))
    assert (loss.frames, loss.packets) == (frames, 2 * frames)
    assert list(loss.damaged) == list(range(5, frames))


def test_packets_that_are_lost_leave_holes_in_the_numbers(leaky: CameraProcess) -> None:
    with RtspClient(leaky) as client:
        client.play()
        client.frame()
        leaky.send("lose 10 7")
        wait_until(lambda: leaky.status()["frames_damaged"] >= 10)
        leaky.send("lose 0")
        status = leaky.status()
        sequences: list[int] = []
        stamps: list[Stamp] = []
        while not stamps or stamps[-1].frame < status["next_frame"] + 2:  # past all loss
            packet = client.packet()
            if packet.channel == 0:
                sequences.append(packet.sequence)
                stamps += find_stamps(packet.payload)
    holes = sum((after - before - 1) % 2**16 for before, after in pairwise(sequences))
    assert holes == status["packets_lost"]
    assert len(status["damaged"]) == status["frames_damaged"]


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_frames_that_are_skipped_are_the_ones_missing(
    leaky: CameraProcess, tmp_path: Path, transport: str
) -> None:
    out = tmp_path / "out.mp4"
    recorder = start_recording(leaky.url(), out, 80, [f"option rtsp_transport {transport}"])
    wait_until(lambda: leaky.status()["playing"] == 1)
    at_play = leaky.status()["next_frame"]
    wait_until(lambda: leaky.status()["next_frame"] >= at_play + 45)
    leaky.send("skip 3")
    frames = finish_recording(recorder, out).frames
    missing = sorted(set(range(frames[0], frames[-1] + 1)) - set(frames))
    status = leaky.status()
    assert missing == status["damaged"]
    assert (len(missing), status["frames_damaged"]) == (3, 3)


def test_a_recording_goes_on_over_lost_datagrams(leaky: CameraProcess, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    leaky.send("lose 5 3")
    recorder = start_recording(leaky.url(), out, 60, ["option rtsp_transport udp"])
    recorded = finish_recording(recorder, out)
    whole = range(recorded.frames[0], recorded.frames[-1] + 1)
    gone = set(whole) - set(recorded.frames)
    assert len(recorded.frames) >= 30
    assert re.search(r"missed \d+ packets", recorded.errors)
    assert gone <= set(leaky.status()["damaged"])
