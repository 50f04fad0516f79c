import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recordings.simulator.demo import DEMO_CLIP
from tests.simulator.media import DEADLINE_SECONDS, record, unbroken

PROJECT = Path(__file__).resolve().parents[2]
# The real clip is a minute long; a short one is aligned to whole seconds in the same way.
PROGRAM = """
import sys
from pathlib import Path
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.demo import serve_demo
spec = ClipSpec(fps=20, gop_frames=10, seconds=2)
serve_demo(Path(sys.argv[1]), 0, "ffmpeg", lambda line: print(line, flush=True), spec)
"""


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    argv = [sys.executable, "-c", PROGRAM, str(folder)]
    with subprocess.Popen(
        argv, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        try:
            yield child.stdout.readline().strip()
        finally:
            child.terminate()
            assert child.wait(DEADLINE_SECONDS) == 0


def test_the_demo_camera_keeps_its_address_and_the_clocks_second(
    media: Path, tmp_path: Path
) -> None:
    with demo(media) as first:
        recorded = record(first, tmp_path / "out.mp4", frames=5)
    with demo(media) as second:
        assert second == first
    assert unbroken(recorded.frames)
    # Two seconds of the clip hold key frames at each half second, sent at each half second.
    past_key_frame_ns = recorded.stamps[0].sent_ns % 500_000_000
    assert past_key_frame_ns < 250_000_000


def test_the_demo_clip_is_a_minute_of_two_second_gops() -> None:
    assert (DEMO_CLIP.seconds, DEMO_CLIP.gop_frames / DEMO_CLIP.fps) == (60, 2)
    assert (DEMO_CLIP.width, DEMO_CLIP.height, DEMO_CLIP.audio) == (1280, 720, "aac")
