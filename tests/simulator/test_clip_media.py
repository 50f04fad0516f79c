import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import pytest

from recordings.simulator.annexb import Codec
from recordings.simulator.clip_media import AudioCodec, ClipError, ClipSpec, make_clip
from recordings.simulator.prepared import prepare_clip, presentation_order

SYSTEM_FFMPEG = shutil.which("ffmpeg") or "ffmpeg"
BINARIES = {"system": SYSTEM_FFMPEG, "wheel": imageio_ffmpeg.get_ffmpeg_exe()}
TINY = ClipSpec(fps=20, gop_frames=10, seconds=1)


@pytest.mark.parametrize("binary", BINARIES)
@pytest.mark.parametrize(("codec", "audio"), [("h264", "aac"), ("h265", "pcmu")])
def test_each_binary_makes_a_clip_of_whole_gops_without_b_frames(
    tmp_path: Path, binary: str, codec: Codec, audio: AudioCodec
) -> None:
    spec = replace(TINY, codec=codec, audio=audio)
    clip = prepare_clip(make_clip(tmp_path, spec, BINARIES[binary]))
    assert [at for at, frame in enumerate(clip.frames) if frame.key] == [0, 10]
    assert [frame.presented_at for frame in clip.frames] == list(range(20))
    assert (
        sorted(clip.parameter_sets)
        == {"h264": ["pps", "sps"], "h265": ["pps", "sps", "vps"]}[codec]
    )
    assert clip.audio is not None
    assert len(clip.audio.payloads) * clip.audio.packet_seconds == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_b_frames_are_sent_before_they_are_presented(media: Path, codec: Codec) -> None:
    spec = replace(TINY, codec=codec, b_frames=2)
    clip = prepare_clip(make_clip(media, spec, SYSTEM_FFMPEG))
    places = [frame.presented_at for frame in clip.frames]
    assert [at for at, frame in enumerate(clip.frames) if frame.key] == [0, 10]
    assert places != sorted(places)
    assert sorted(places) == list(range(min(places), min(places) + 20))
    assert max(place - at for at, place in enumerate(places)) == 0


def test_presentation_order_comes_from_the_third_column() -> None:
    listed = "#tb 0: 1/25\n0, -1, 0, 1, 99, 0xaa\n0, 0, 4, 1, 99, 0xaa\n0, 1, 2, 1, 99, 0xaa\n"
    assert presentation_order(listed) == [-1, 1, 0]


def test_a_second_call_returns_the_files_and_runs_nothing(media: Path) -> None:
    made = make_clip(media, TINY, SYSTEM_FFMPEG)
    assert make_clip(media, TINY, "/nonexistent/ffmpeg") == made


def test_another_description_is_another_clip() -> None:
    keys = {spec.key() for spec in (TINY, replace(TINY, fps=10), replace(TINY, audio="aac"))}
    assert len(keys) == 3
    assert ClipSpec(fps=20, gop_frames=10, seconds=1).key() == TINY.key()


def test_several_at_once_end_with_one_whole_clip(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: make_clip(tmp_path, TINY, SYSTEM_FFMPEG), range(3)))
    assert made == [made[0]] * 3
    assert [path.name for path in tmp_path.iterdir()] == [f"clip-{TINY.key()}"]
    assert len(prepare_clip(made[0]).frames) == 20


def test_a_failure_leaves_nothing_and_says_why(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match=r"^the camera's clip could not be made: .*(width|size)"):
        make_clip(tmp_path, replace(TINY, width=0), SYSTEM_FFMPEG)
    assert list(tmp_path.iterdir()) == []
