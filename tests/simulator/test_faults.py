from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess, CameraProcessError
from recordings.simulator.stamp import find_stamps
from tests.simulator.media import wait_until
from tests.simulator.rtsp_client import Interleaved, RtspClient


@pytest.fixture
def victim(media: Path, small: ClipSpec) -> Iterator[CameraProcess]:
    spec = replace(small, audio="aac")
    with CameraProcess(media, spec, arguments=["--report-interval", "0.1"]) as camera:
        yield camera


def frame_number(packets: list[Interleaved]) -> int:
    (stamp,) = find_stamps(b"".join(packet.payload for packet in packets))
    return stamp.frame


def test_a_stall_stops_media_and_answers_until_it_ends_at_a_key_frame(
    victim: CameraProcess, small: ClipSpec
) -> None:
    with RtspClient(victim) as client:
        client.play()
        client.frame()
        victim.send("stall")
        last_sent = victim.status()["last_sent_frame"]
        assert last_sent is not None
        client.send("GET_PARAMETER", "/cam1", {})
        wait_until(lambda: victim.status()["next_frame"] > last_sent + 10)
        assert victim.status()["last_sent_frame"] == last_sent
        victim.send("resume")
        assert client.answer().status == 200
        frames = [frame_number(client.frame()) for _ in range(5)]
    thawed = next(frame for frame in frames if frame > last_sent)
    assert thawed > last_sent + 10
    assert thawed % small.gop_frames == 0


def test_drop_resets_every_connection(victim: CameraProcess) -> None:
    with RtspClient(victim) as playing, RtspClient(victim) as idle:
        playing.play()
        idle.ask("OPTIONS")
        victim.send("drop")
        for client in (playing, idle):
            with pytest.raises(ConnectionResetError):
                client.read_to_end()
    assert (victim.status()["open"], victim.status()["playing"]) == (0, 0)


def test_fin_closes_every_connection_in_good_order(victim: CameraProcess) -> None:
    with RtspClient(victim) as playing, RtspClient(victim) as idle:
        playing.play()
        idle.ask("OPTIONS")
        victim.send("fin")
        playing.read_to_end()
        idle.read_to_end()
    wait_until(lambda: victim.status()["open"] == 0)


def test_a_camera_that_is_down_comes_back_by_itself(victim: CameraProcess) -> None:
    with RtspClient(victim) as client:
        client.play()
        victim.send("down 0.5")
        with pytest.raises(ConnectionResetError):
            client.read_to_end()
    assert not is_up(victim)
    wait_until(lambda: is_up(victim))


def is_up(camera: CameraProcess) -> bool:
    try:
        with RtspClient(camera) as client:
            return client.ask("OPTIONS").status == 200
    except (ConnectionError, EOFError):
        return False


def test_silenced_audio_leaves_the_video(victim: CameraProcess) -> None:
    with RtspClient(victim) as client:
        client.play(tracks=("track1", "track2"))
        wait_for_channel(client, 2)
        victim.send("silence-audio")
        client.ask("GET_PARAMETER")  # what was sent before has been read
        assert {client.packet().channel for _ in range(15)} == {0, 1}


def wait_for_channel(client: RtspClient, channel: int) -> Interleaved:
    while True:
        packet = client.packet()
        if packet.channel == channel:
            return packet


def test_a_step_of_the_cameras_clock_shows_in_its_reports(victim: CameraProcess) -> None:
    with RtspClient(victim) as client:
        client.play()
        before = ntp_seconds(wait_for_channel(client, 1))
        victim.send("ntp-offset 3600")
        client.ask("GET_PARAMETER")
        after = ntp_seconds(wait_for_channel(client, 1))
    assert after - before == pytest.approx(3600, abs=30)


def ntp_seconds(report: Interleaved) -> int:
    return int.from_bytes(report.packet[8:12], "big")


@pytest.mark.parametrize(
    "order",
    [
        *("explode", "down", "down soon", "ntp-offset x"),
        *("show 1", "show -1", "lose", "lose 101 1", "lose 1 x", "skip -1"),
    ],
)
def test_orders_that_make_no_sense_are_refused(camera: CameraProcess, order: str) -> None:
    with pytest.raises(CameraProcessError, match=r"^ERROR "):
        camera.send(order)
