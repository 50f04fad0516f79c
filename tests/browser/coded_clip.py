"""Video whose frames carry their number in the picture, where a browser can read it.

Twelve cells across the top, one a bit, the highest first; below them the same cells inverted, so
that a picture without a code, or one between two, is told from a number.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from recordings.ffmpeg.command import RecordCommand, Source
from recordings.rtsp.addresses import parse_address
from recordings.simulator.clip_media import ClipSpec

BITS = 12
CODES = 1 << BITS
STRIP_HEIGHT = 64
_FFMPEG = ("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y")


def frames_of(spec: ClipSpec) -> int:
    """After so many frames the clip begins anew, and with it the codes."""
    return spec.fps * spec.seconds


def make_coded_clip(folder: Path, spec: ClipSpec) -> Path:
    """The clip's H.264 stream, where a simulated camera of this description finds its own."""
    assert frames_of(spec) <= CODES, "the codes would come again within the clip"
    clip = folder / f"clip-{spec.key()}"
    clip.mkdir(parents=True)
    picture = f"testsrc2=size={spec.width}x{spec.height}:rate={spec.fps}"
    strip = (
        f"[1]scale={spec.width}:{STRIP_HEIGHT}:flags=neighbor[code];[0][code]overlay=shortest=1[v]"
    )
    gop, rate = spec.gop_frames, str(spec.bitrate)
    # As the simulator encodes its own: parameter sets before each key frame, one slice a frame.
    x264 = "repeat-headers=1:aud=1:slices=1:sliced-threads=0:open-gop=0:scenecut=0"
    argv = [
        *(*_FFMPEG, "-f", "lavfi", "-i", picture),
        *("-f", "rawvideo", "-pix_fmt", "gray", "-video_size", f"{BITS}x2"),
        *("-framerate", str(spec.fps), "-i", "pipe:0", "-filter_complex", strip),
        *("-map", "[v]"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "0"),
        *("-g", str(gop), "-b:v", rate, "-maxrate", rate, "-bufsize", rate),
        *("-x264-params", f"{x264}:keyint={gop}:min-keyint={gop}"),
        *("-f", "tee", "[f=h264]video.h264|[f=framecrc]order.txt"),
    ]
    codes = b"".join(_cells(frame) for frame in range(frames_of(spec)))
    subprocess.run(argv, cwd=clip, input=codes, check=True, timeout=300)
    return clip / "video.h264"


def _cells(code: int) -> bytes:
    bits = [code >> bit & 1 for bit in reversed(range(BITS))]
    return bytes(bit * 255 for bit in bits) + bytes((1 - bit) * 255 for bit in bits)


def record_files(video: Path, spec: ClipSpec, folder: Path, lengths: Sequence[int]) -> list[Path]:
    """Files as the recorder writes them, of so many seconds each, the clip over and over.

    The frames count on from file to file; lengths must be whole GOPs.
    """
    once = folder / "once.mp4"
    _run("-r", str(spec.fps), "-i", str(video), "-c", "copy", str(once))
    cuts = [sum(lengths[: at + 1]) for at in range(len(lengths) - 1)]
    _run(
        *("-stream_loop", "-1", "-i", str(once), "-map", "0:v", "-c", "copy"),
        *("-t", str(sum(lengths)), "-f", "segment", "-segment_times", ",".join(map(str, cuts))),
        *("-segment_format", "mp4", "-segment_format_options", muxer_options()),
        *("-reset_timestamps", "1", str(folder / "file%03d.mp4")),
    )
    once.unlink()
    return sorted(folder.glob("file*.mp4"))


def muxer_options() -> str:
    source = Source(parse_address("rtsp://camera/"), "127.0.0.1", "tcp", "h264", None)
    argv = RecordCommand("ffmpeg", source, "folder", "00000000", 3600).argv(0)
    return argv[argv.index("-segment_format_options") + 1]


def _run(*arguments: str) -> None:
    subprocess.run([*_FFMPEG, *arguments], check=True, timeout=300)
