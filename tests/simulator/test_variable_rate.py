"""`--vary SEED`: a camera whose frame rate follows the light."""

from itertools import pairwise
from pathlib import Path

import pytest

from recordings.simulator.cadence import Even, Varied
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.process import CameraProcess
from tests.simulator.media import decode, record, unbroken
from tests.simulator.rtsp_client import RtspClient


def steps(cadence: Varied, frames: int) -> list[float]:
    times = [cadence.at(frame) for frame in range(frames)]
    return [after - before for before, after in pairwise(times)]


def test_steps_are_of_three_rates_and_up_to_a_third_uneven() -> None:
    seen = steps(Varied(7), 2500)
    assert min(seen) >= 0.7
    assert max(seen) <= 3.9
    for rate in (1, 2, 3):
        near = [step for step in seen if abs(step - rate) <= 0.3 * rate]
        assert len(near) > 250


def test_the_same_seed_gives_the_same_steps_and_another_gives_others() -> None:
    assert steps(Varied(7), 2500) == steps(Varied(7), 2500)
    assert steps(Varied(7), 100) != steps(Varied(8), 100)


def test_frames_before_the_first_one_are_earlier() -> None:
    assert Even().at(-2) == -2
    assert -7.8 < Varied(7).at(-2) < Varied(7).at(-1) < Varied(7).at(0) == 0


def test_packets_say_when_their_frame_was_taken(media: Path, small: ClipSpec) -> None:
    cadence = Varied(3)
    with (
        CameraProcess(media, small, arguments=["--vary", "3"]) as camera,
        RtspClient(camera) as client,
    ):
        first = camera.status()["next_frame"]
        client.play()
        timestamps = [client.frame()[0].timestamp for _ in range(25)]
    ticks = [(later - timestamps[0]) % 2**32 for later in timestamps]
    begin = -(-first // small.gop_frames) * small.gop_frames  # a viewer starts at a key frame
    candidates = [
        [round((cadence.at(at + n) - cadence.at(at)) * 90_000 / small.fps) for n in range(25)]
        for at in (begin, begin + small.gop_frames)
    ]
    assert ticks in [pytest.approx(candidate, abs=1) for candidate in candidates]


@pytest.mark.parametrize("b_frames", [0, 2])
def test_no_frame_of_a_variable_rate_is_missing_and_all_decode(
    media: Path, tmp_path: Path, b_frames: int
) -> None:
    spec = ClipSpec(fps=40, gop_frames=20, seconds=2, b_frames=b_frames)
    out = tmp_path / "out.mp4"
    with CameraProcess(media, spec, arguments=["--vary", "5"]) as camera:
        recorded = record(camera.url(), out, frames=40)
    seconds = (recorded.stamps[-1].sent_ns - recorded.stamps[0].sent_ns) / 1e9
    assert unbroken(recorded.frames)
    assert decode(out) == (len(recorded.frames), "")
    assert seconds > 40 / spec.fps
