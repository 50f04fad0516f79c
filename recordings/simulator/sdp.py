"""Session descriptions (RFC 4566) of the simulated camera."""

import base64

from recordings.simulator.annexb import Nal
from recordings.simulator.clip_media import AudioCodec
from recordings.simulator.prepared import PreparedClip

VIDEO_PAYLOAD_TYPE = 96
VIDEO_CLOCK_HZ = 90_000
AUDIO_PAYLOAD_TYPES: dict[AudioCodec, int] = {"aac": 97, "pcmu": 0}
VIDEO_TRACK = "track1"
AUDIO_TRACK = "track2"
UNKNOWN_CODEC = "X-CAMERA-9"

_AAC_CONFIG = "1408"  # AudioSpecificConfig (ISO/IEC 14496-3 §1.6): AAC-LC, 16 kHz, mono


def describe(
    clip: PreparedClip, host: str, *, announce_audio: bool, unknown_codec: bool = False
) -> str:
    """With `announce_audio` there is an audio track even when the clip has no sound (as AAC)."""
    lines = [
        "v=0",
        f"o=- 1 1 IN IP4 {host}",
        "s=camera",
        "c=IN IP4 0.0.0.0",
        "t=0 0",
        "a=control:*",
        f"m=video 0 RTP/AVP {VIDEO_PAYLOAD_TYPE}",
    ]
    lines += _unknown_video_lines() if unknown_codec else _video_lines(clip)
    lines.append(f"a=control:{VIDEO_TRACK}")
    if announce_audio:
        lines += [*_audio_lines(clip.spec.audio or "aac"), f"a=control:{AUDIO_TRACK}"]
    return "\r\n".join([*lines, ""])


def _video_lines(clip: PreparedClip) -> list[str]:
    sets = {name: _base64(nal) for name, nal in clip.parameter_sets.items()}
    if clip.spec.codec == "h264":
        profile = clip.parameter_sets["sps"][1:4].hex()
        parameters = (
            f"packetization-mode=1; profile-level-id={profile}; "
            f"sprop-parameter-sets={sets['sps']},{sets['pps']}"
        )
    else:
        parameters = "; ".join(f"sprop-{name}={value}" for name, value in sets.items())
    name = clip.spec.codec.upper()
    return [
        f"a=rtpmap:{VIDEO_PAYLOAD_TYPE} {name}/{VIDEO_CLOCK_HZ}",
        f"a=fmtp:{VIDEO_PAYLOAD_TYPE} {parameters}",
        f"a=framerate:{clip.spec.fps}",
    ]


def _unknown_video_lines() -> list[str]:
    return [f"a=rtpmap:{VIDEO_PAYLOAD_TYPE} {UNKNOWN_CODEC}/{VIDEO_CLOCK_HZ}"]


def _audio_lines(audio: AudioCodec) -> list[str]:
    payload_type = AUDIO_PAYLOAD_TYPES[audio]
    media = f"m=audio 0 RTP/AVP {payload_type}"
    if audio == "pcmu":
        return [media, f"a=rtpmap:{payload_type} PCMU/8000"]
    return [
        media,
        f"a=rtpmap:{payload_type} mpeg4-generic/16000/1",
        f"a=fmtp:{payload_type} streamtype=5; profile-level-id=15; mode=AAC-hbr; "
        f"config={_AAC_CONFIG}; sizelength=13; indexlength=3; indexdeltalength=3",
    ]


def _base64(nal: Nal) -> str:
    return base64.b64encode(nal).decode()
