"""What a moov says about the tracks (ISO/IEC 14496-12 §8.2 to §8.8.3, 14496-15 for H.264/H.265)."""

import struct
from dataclasses import dataclass
from typing import NamedTuple

from recordings.media.audio import AudioTrack, read_audio_entry
from recordings.media.boxes import children, find_child
from recordings.media.errors import MediaError

_VISUAL_ENTRY_BYTES = 78
_CONFIGURATION_OF = {b"avc1": b"avcC", b"avc3": b"avcC", b"hvc1": b"hvcC", b"hev1": b"hvcC"}
_AVCC_MIN_BYTES = 7
_HVCC_MIN_BYTES = 23

_u32 = struct.Struct(">I").unpack_from
_trex = struct.Struct(">I4xI4xI").unpack_from


class SampleDefaults(NamedTuple):
    """A track's ``trex`` box (§8.8.3), for what neither tfhd nor trun says; duration in ticks."""

    duration: int
    flags: int


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """``codec`` as RFC 6381 writes it; ``parameter_sets`` is the avcC or hvcC payload: when it
    differs, files cannot share one init part. ``width`` and ``height`` in pixels, cropped."""

    track_id: int
    timescale: int
    width: int
    height: int
    sample_entry: str
    codec: str
    parameter_sets: bytes
    defaults: SampleDefaults


@dataclass(frozen=True, slots=True)
class Movie:
    timescale: int
    video: VideoTrack
    audio: AudioTrack | None

    @property
    def codecs(self) -> str:
        """For ``CODECS=`` in a playlist and ``codecs=`` in a media type, video first."""
        return self.video.codec if self.audio is None else f"{self.video.codec},{self.audio.codec}"


class _Track(NamedTuple):
    track_id: int
    timescale: int
    media: bytes
    entry_kind: bytes
    entry: bytes


def read_movie(moov: bytes) -> Movie:
    """The first video and the first audio track of a whole moov box (header included).

    Raises MediaError: ``bad_box``, ``no_video``, or ``unsupported`` (another video codec, or no
    mvex: an ordinary MP4).
    """
    start, end = find_child(moov, 0, len(moov), b"moov")
    timescale = 0
    video: _Track | None = None
    audio: _Track | None = None
    defaults: dict[int, SampleDefaults] | None = None
    for kind, body, stop in children(moov, start, end):
        if kind == b"mvhd":
            timescale = _read_timescale(moov, body, stop)
        elif kind == b"mvex":
            defaults = _read_defaults(moov, body, stop)
        elif kind == b"trak":
            track = _read_track(moov, body, stop)
            if track.media == b"vide":
                video = video or track
            elif track.media == b"soun":
                audio = audio or track
    if video is None:
        raise MediaError("no_video")
    if defaults is None:
        raise MediaError("unsupported", "not a fragmented file")
    if timescale == 0:
        raise MediaError("bad_box", "no mvhd")
    return Movie(
        timescale=timescale,
        video=_video_track(video, defaults.get(video.track_id, SampleDefaults(0, 0))),
        audio=None
        if audio is None
        else read_audio_entry(audio.track_id, audio.timescale, audio.entry_kind, audio.entry),
    )


def _read_timescale(data: bytes, body: int, end: int) -> int:
    """Ticks a second of an mvhd or mdhd box: both begin alike (§8.2.2, §8.4.2)."""
    at = body + (20 if data[body : body + 1] == b"\x01" else 12)
    timescale = _u32(data, at)[0] if at + 4 <= end else 0
    if timescale == 0:
        raise MediaError("bad_box", "no timescale")
    return int(timescale)


def _read_track_id(data: bytes, body: int, end: int) -> int:
    at = body + (20 if data[body : body + 1] == b"\x01" else 12)
    if at + 4 > end:
        raise MediaError("bad_box", "short tkhd")
    return int(_u32(data, at)[0])


def _read_defaults(data: bytes, start: int, end: int) -> dict[int, SampleDefaults]:
    defaults = {}
    for kind, body, stop in children(data, start, end):
        if kind == b"trex":
            if stop - body < 24:
                raise MediaError("bad_box", "short trex")
            track_id, duration, flags = _trex(data, body + 4)
            defaults[track_id] = SampleDefaults(duration, flags)
    return defaults


def _read_track(data: bytes, start: int, end: int) -> _Track:
    track_id = _read_track_id(data, *find_child(data, start, end, b"tkhd"))
    media = find_child(data, start, end, b"mdia")
    handler, handler_end = find_child(data, *media, b"hdlr")
    if handler + 12 > handler_end:
        raise MediaError("bad_box", "short hdlr")
    table = find_child(data, *find_child(data, *media, b"minf"), b"stbl")
    entries, entries_end = find_child(data, *table, b"stsd")
    if entries + 8 > entries_end:
        raise MediaError("bad_box", "short stsd")
    first = next(children(data, entries + 8, entries_end), None)
    if first is None:
        raise MediaError("bad_box", "empty stsd")
    kind, body, stop = first
    timescale = _read_timescale(data, *find_child(data, *media, b"mdhd"))
    return _Track(track_id, timescale, data[handler + 8 : handler + 12], kind, data[body:stop])


def _video_track(track: _Track, defaults: SampleDefaults) -> VideoTrack:
    configuration_kind = _CONFIGURATION_OF.get(track.entry_kind)
    if configuration_kind is None:
        raise MediaError("unsupported", f"video {track.entry_kind!r}")
    if len(track.entry) < _VISUAL_ENTRY_BYTES:
        raise MediaError("bad_box", "short video sample entry")
    width, height = struct.unpack_from(">HH", track.entry, 24)
    start, end = find_child(track.entry, _VISUAL_ENTRY_BYTES, len(track.entry), configuration_kind)
    parameter_sets = track.entry[start:end]
    sample_entry = track.entry_kind.decode("ascii")
    name = avc_codec if configuration_kind == b"avcC" else hevc_codec
    return VideoTrack(
        track_id=track.track_id,
        timescale=track.timescale,
        width=width,
        height=height,
        sample_entry=sample_entry,
        codec=name(sample_entry, parameter_sets),
        parameter_sets=parameter_sets,
        defaults=defaults,
    )


def avc_codec(sample_entry: str, avcc: bytes) -> str:
    """RFC 6381 §3.3: profile, constraints and level of the avcC in hexadecimal."""
    if len(avcc) < _AVCC_MIN_BYTES:
        raise MediaError("bad_box", "short avcC")
    return f"{sample_entry}.{avcc[1:4].hex()}"


def hevc_codec(sample_entry: str, hvcc: bytes) -> str:
    """ISO/IEC 14496-15 Annex E.3: profile, reversed compatibility bits, tier and level, and the
    constraint bytes up to the last one that is not zero."""
    if len(hvcc) < _HVCC_MIN_BYTES:
        raise MediaError("bad_box", "short hvcC")
    space = ("", "A", "B", "C")[hvcc[1] >> 6]
    tier = "H" if hvcc[1] & 0x20 else "L"
    compatibility = int(f"{_u32(hvcc, 2)[0]:032b}"[::-1], 2)
    constraints = "".join(f".{byte:X}" for byte in hvcc[6:12].rstrip(b"\0"))
    profile = f"{space}{hvcc[1] & 0x1F}"
    return f"{sample_entry}.{profile}.{compatibility:X}.{tier}{hvcc[12]}{constraints}"
