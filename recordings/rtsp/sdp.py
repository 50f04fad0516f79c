"""The part of a session description (RFC 4566) that decides how a stream is recorded."""

import re
from dataclasses import dataclass

from recordings.faults import CameraFault, Fault

VIDEO_CODECS = {"H264": "h264", "H265": "hevc", "HEVC": "hevc"}
# RFC 3640 and RFC 3016: FFmpeg copies both into MP4; anything else is transcoded to AAC.
COPIED_AUDIO = frozenset({"mpeg4-generic", "mp4a-latm"})
STATIC_PAYLOADS = {"0": "PCMU", "8": "PCMA", "3": "GSM", "9": "G722", "14": "MPA", "26": "JPEG"}


@dataclass(frozen=True, slots=True)
class Sdp:
    """`video` is "h264" or "hevc"; `audio` the RTP encoding name in lower case, or None."""

    video: str
    audio: str | None

    @property
    def copies_audio(self) -> bool:
        return self.audio in COPIED_AUDIO


def parse_sdp(text: str) -> Sdp:
    """Raise CameraFault(UNSUPPORTED), naming the codec, when the video cannot be recorded."""
    encodings = _encodings(text)
    video = encodings.get("video")
    if video is None:
        raise CameraFault(Fault.UNSUPPORTED, "The stream has no video.")
    codec = VIDEO_CODECS.get(video.upper())
    if codec is None:
        message = (
            f"The video codec {video[:40]} cannot be recorded; set the camera to H.264 or H.265."
        )
        raise CameraFault(Fault.UNSUPPORTED, message)
    audio = encodings.get("audio")
    return Sdp(codec, audio.lower() if audio else None)


def _encodings(text: str) -> dict[str, str]:
    """The encoding name of the first medium of each kind (a=rtpmap, else the static payload)."""
    found: dict[str, str] = {}
    kind = payload = ""
    for line in text.splitlines():
        if medium := re.match(r"m=(\w+) \d+\S* \S+ (\d+)", line):
            kind, payload = ("", "") if medium[1] in found else (medium[1], medium[2])
            if kind:
                found[kind] = STATIC_PAYLOADS.get(payload, "unknown")
        elif kind and (mapping := re.match(rf"a=rtpmap:{payload} ([\w.+-]+)", line)):
            found[kind] = mapping[1]
    return found
