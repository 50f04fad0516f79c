"""A clip read from its files and cut into payloads once, before the first viewer comes."""

from dataclasses import dataclass

from recordings.simulator.annexb import Nal, is_key, parameter_sets, split_access_units
from recordings.simulator.clip_media import AUDIO_RATE_HZ, ClipError, ClipFiles, ClipSpec
from recordings.simulator.rtp import (
    AAC_FRAME_SAMPLES,
    PCMU_PACKET_BYTES,
    FramePayloads,
    aac_payloads,
    frame_payloads,
    pcmu_payloads,
)


@dataclass(frozen=True, slots=True)
class PreparedFrame:
    """`presented_at` is the frame's place on the screen, in frames from the clip's start.

    It is never later than the place in which the frame is sent, as a camera cannot send what it
    has not seen; with B-frames the first ones are below zero.
    """

    payloads: FramePayloads
    key: bool
    presented_at: int


@dataclass(frozen=True, slots=True)
class PreparedAudio:
    payloads: list[bytes]
    clock_hz: int
    samples_per_packet: int

    @property
    def packet_seconds(self) -> float:
        return self.samples_per_packet / self.clock_hz


@dataclass(frozen=True, slots=True)
class PreparedClip:
    spec: ClipSpec
    frames: list[PreparedFrame]
    parameter_sets: dict[str, Nal]
    audio: PreparedAudio | None

    def continues(self, other: "PreparedClip") -> bool:
        """Whether it can follow in the same streams, as after a change of size or bit rate."""
        return all(
            getattr(self.spec, name) == getattr(other.spec, name)
            for name in ("codec", "audio", "b_frames")
        )


def prepare_clip(files: ClipFiles) -> PreparedClip:
    """Raises ClipError when the files do not fit together."""
    codec = files.spec.codec
    units = split_access_units(files.video.read_bytes(), codec)
    order = presentation_order(files.order.read_text())
    if not units or len(order) != len(units) or not is_key(units[0], codec):
        raise ClipError(f"the camera's clip in {files.video.parent} is damaged")
    frames = [
        PreparedFrame(frame_payloads(unit, codec), is_key(unit, codec), presented_at)
        for unit, presented_at in zip(units, order, strict=True)
    ]
    return PreparedClip(files.spec, frames, parameter_sets(units[0], codec), _audio(files))


def presentation_order(framecrc: str) -> list[int]:
    """For each packet its place on the screen, moved back so that none is ahead of its sending.

    The third column of FFmpeg's framecrc is the presentation time; only its order matters.
    """
    times = [int(line.split(",")[2]) for line in framecrc.splitlines() if line and line[0] != "#"]
    place = {time: at for at, time in enumerate(sorted(times))}
    ahead = max((place[time] - at for at, time in enumerate(times)), default=0)
    return [place[time] - ahead for time in times]


def _audio(files: ClipFiles) -> PreparedAudio | None:
    if files.audio is None or files.spec.audio is None:
        return None
    clock_hz = AUDIO_RATE_HZ[files.spec.audio]
    data = files.audio.read_bytes()
    if files.spec.audio == "aac":
        audio = PreparedAudio(aac_payloads(data), clock_hz, AAC_FRAME_SAMPLES)
    else:
        audio = PreparedAudio(pcmu_payloads(data), clock_hz, PCMU_PACKET_BYTES)
    if not audio.payloads:
        raise ClipError(f"the camera's sound in {files.audio.parent} is damaged")
    return audio
