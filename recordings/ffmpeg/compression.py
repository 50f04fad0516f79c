"""FFmpeg's commands that make a recorded file smaller, and that list its packets.

Pure builders of argument lists. Which encoder and why is told, with figures, in
docs/design/compression.md; what the result must be is checked afterwards, whatever FFmpeg says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from recordings.ffmpeg.command import FRAGMENT_MICROSECONDS

Codec = Literal["h264", "hevc"]

MOST_THREADS = 4
# A stream keeps its family: what played it before plays it after, in the same playlist.
ENCODER_OF: dict[Codec, str] = {"h264": "libx264", "hevc": "libx265"}
_OPTIONS_OF: dict[Codec, tuple[str, ...]] = {
    "h264": ("-preset", "veryfast", "-crf", "26", "-sc_threshold", "0"),
    "hevc": (
        *("-preset", "superfast", "-crf", "26", "-tag:v", "hvc1"),
        *("-x265-params", "log-level=error:scenecut=0:open-gop=0"),
    ),
}
_NO_KEY_FRAMES_OF_ITS_OWN = 1_000_000  # frames


@dataclass(frozen=True, slots=True)
class Original:
    """`end` is where the last picture's time ends, in ticks of `timescale`: of decoding for
    `thin_argv`, of showing for `reencode_argv`."""

    path: str
    codec: Codec
    timescale: int
    end: int


def reencode_argv(
    program: str, original: Original, target: str, *, bits_per_second: int, threads: int
) -> list[str]:
    """Each picture again at its own time, key frames where they were, sound copied.

    `bits_per_second` bounds the pictures' rate. A picture that cannot be decoded ends it.
    """
    codec = original.codec
    last = f"if(eq(NEXT_PTS\\,NOPTS)\\,{original.end}-PTS\\,DURATION)"
    return [
        *_from(program, original.path, "-copyts", "-xerror"),
        *("-map", "0:v:0", "-map", "0:a:0?", "-c:a", "copy"),
        *("-fps_mode", "passthrough", "-enc_time_base:v", f"1:{original.timescale}"),
        *("-c:v", ENCODER_OF[codec], *_OPTIONS_OF[codec], "-threads", str(threads)),
        # Without B-frames what is decoded first is shown first, and no time has to be moved.
        *("-bf", "0", "-forced-idr", "1", "-force_key_frames", "source"),
        *("-g", str(_NO_KEY_FRAMES_OF_ITS_OWN), "-keyint_min", "1"),
        *("-maxrate", str(bits_per_second), "-bufsize", str(bits_per_second)),
        *("-bsf:v", f"setts=pts=PTS:dts=DTS:duration={last}"),
        # The first picture may come later than zero; without this it would be moved there.
        *_into(original, target, "+frag_discont"),
    ]


def thin_argv(program: str, original: Original, target: str) -> list[str]:
    """The key frames as they are, each shown until the next, and the sound."""
    last = f"if(eq(NEXT_DTS\\,NOPTS)\\,{original.end}-DTS\\,NEXT_DTS-DTS)"
    tag = ("-tag:v", "hvc1") if original.codec == "hevc" else ()
    return [
        *_from(program, original.path, "-copyts"),
        *("-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", *tag),
        *("-bsf:v", f"noise=amount=0:drop=not(key),setts=pts=PTS:dts=DTS:duration={last}"),
        *_into(original, target),
    ]


def packets_argv(program: str, path: str) -> list[str]:
    """Each packet in a line: stream, decode time, time, duration, bytes, checksum, flags."""
    return [
        *_from(program, path, "-copyts"),
        *("-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-f", "framecrc", "-"),
    ]


def encoders_argv(program: str) -> list[str]:
    return [program, "-nostdin", "-hide_banner", "-loglevel", "error", "-encoders"]


def encoders_in(listing: str) -> frozenset[str]:
    """The names in what `encoders_argv` prints: flags, name, words."""
    rows = (line.split() for line in listing.splitlines())
    return frozenset(row[1] for row in rows if len(row) > 1 and row[0][:1] in "VA")


def _from(program: str, path: str, *options: str) -> Sequence[str]:
    return (
        *(program, "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+error"),
        *("-protocol_whitelist", "file,pipe", *options, "-f", "mp4", "-i", f"file:{path}"),
    )


def _into(original: Original, target: str, flag: str = "") -> Sequence[str]:
    """As the recorder writes; the times stay those of the original."""
    return (
        *("-map_metadata", "-1", "-video_track_timescale", str(original.timescale)),
        *("-avoid_negative_ts", "disabled", "-max_interleave_delta", "0"),
        *("-movflags", f"+frag_keyframe+empty_moov+default_base_moof{flag}"),
        *("-frag_duration", str(FRAGMENT_MICROSECONDS), "-y", "-f", "mp4", f"file:{target}"),
    )
