import struct

import pytest

from recordings.media.audio import AudioTrack
from recordings.media.codecs import (
    Movie,
    SampleDefaults,
    VideoTrack,
    avc_codec,
    hevc_codec,
    read_movie,
)
from recordings.media.errors import MediaError
from tests.unit.media.synthetic import (
    AVCC,
    TIMESCALE,
    audio_entry,
    box,
    full_box,
    moov,
    trak,
    trex,
    video_trak,
    visual_entry,
)


def esds(config: bytes, *, object_type: int = 0x40, flags: bytes = b"\0") -> bytes:
    specific = bytes([5, len(config)]) + config
    decoder = bytes([4, 0x80, 0x80, 13 + len(specific), object_type]) + bytes(12) + specific
    stream = b"\0\1" + flags + decoder
    return full_box(b"esds", 0, 0, bytes([3, len(stream)]) + stream)


def with_audio(entry: bytes, timescale: int = 48_000) -> AudioTrack:
    movie = read_movie(moov(video_trak(), trak(2, b"soun", timescale, entry)))
    assert movie.audio is not None
    return movie.audio


def test_a_video_track_is_described_whole() -> None:
    described = read_movie(moov(defaults=trex(7) + trex(1, duration=3600, flags=0x10000)))
    assert described == Movie(
        timescale=1000,
        video=VideoTrack(
            track_id=1,
            timescale=TIMESCALE,
            width=1920,
            height=1080,
            sample_entry="avc1",
            codec="avc1.4d401f",
            parameter_sets=AVCC,
            defaults=SampleDefaults(duration=3600, flags=0x10000),
        ),
        audio=None,
    )
    assert described.codecs == "avc1.4d401f"


def test_the_first_track_of_each_kind_counts() -> None:
    first = trak(5, b"soun", 48_000, audio_entry(b"mp4a", esds(b"\x11\x90")))
    second = trak(6, b"soun", 8_000, audio_entry(b"alaw"))
    other = trak(7, b"meta", 1_000, box(b"metx"))
    movie = read_movie(moov(other, first, second, video_trak(3), video_trak(4)))
    assert movie.video.track_id == 3
    assert movie.audio == AudioTrack(5, 48_000, "mp4a.40.2", 2, 48_000)
    assert movie.codecs == "avc1.4d401f,mp4a.40.2"


@pytest.mark.parametrize(
    ("hvcc", "codec"),
    [
        ("01 01 60000000 b00000000000 5d", "hvc1.1.6.L93.B0"),
        ("01 02 20000000 900000000000 99", "hvc1.2.4.L153.90"),
        ("01 21 60000000 000000000000 78", "hvc1.1.6.H120"),
        ("01 44 08000000 9d0008000000 5d", "hvc1.A4.10.L93.9D.0.8"),
    ],
)
def test_h265_is_named_by_profile_tier_level_and_constraints(hvcc: str, codec: str) -> None:
    assert hevc_codec("hvc1", bytes.fromhex(hvcc) + bytes(10)) == codec


def test_short_codec_configurations_are_refused() -> None:
    with pytest.raises(MediaError, match="bad_box"):
        avc_codec("avc1", AVCC[:6])
    with pytest.raises(MediaError, match="bad_box"):
        hevc_codec("hvc1", bytes(22))


def test_aac_is_described_by_its_configuration_and_not_by_the_entry() -> None:
    mono_8_khz = audio_entry(b"mp4a", esds(b"\x15\x88"), channels=2, rate=48_000)
    assert with_audio(mono_8_khz) == AudioTrack(2, 48_000, "mp4a.40.2", 1, 8_000)


@pytest.mark.parametrize(
    ("config", "codec", "channels", "rate"),
    [
        ("2b8a0800", "mp4a.40.5", 1, 22_050),
        ("178061a808", "mp4a.40.2", 1, 50_000),
        ("f8ee40", "mp4a.40.39", 2, 22_050),
        ("1680", "mp4a.40.2", 6, 44_100),
    ],
)
def test_unusual_aac_configurations_are_read(
    config: str, codec: str, channels: int, rate: int
) -> None:
    entry = audio_entry(b"mp4a", esds(bytes.fromhex(config)), channels=6, rate=44_100)
    assert with_audio(entry) == AudioTrack(2, 48_000, codec, channels, rate)


def test_optional_fields_before_the_decoder_configuration_are_skipped() -> None:
    flags = b"\xe0" + bytes(2) + b"\x03url" + bytes(2)
    entry = audio_entry(b"mp4a", esds(b"\x11\x90", flags=flags))
    assert with_audio(entry) == AudioTrack(2, 48_000, "mp4a.40.2", 2, 48_000)


def test_other_audio_is_named_by_object_type_or_four_letters() -> None:
    mp3 = audio_entry(b"mp4a", esds(b"", object_type=0x6B))
    assert with_audio(mp3) == AudioTrack(2, 48_000, "mp4a.6b", 2, 48_000)
    assert with_audio(audio_entry(b"Opus")) == AudioTrack(2, 48_000, "Opus", 2, 48_000)
    assert with_audio(audio_entry(b"ac-3", rate=0), 96_000).sample_rate == 96_000


@pytest.mark.parametrize(
    "entry",
    [
        box(b"mp4a", bytes(27)),
        audio_entry(b"mp4a"),
        audio_entry(b"mp4a", full_box(b"esds", 0, 0)),
        audio_entry(b"mp4a", full_box(b"esds", 0, 0, b"\x03\x01\0")),
        audio_entry(b"mp4a", full_box(b"esds", 0, 0, b"\x03\x04\0\1\x40\xff")),
        audio_entry(b"mp4a", full_box(b"esds", 0, 0, b"\x03\x03\0\1\x40")),
        audio_entry(b"mp4a", full_box(b"esds", 0, 0, b"\x03\xff\xff\xff\xff")),
        audio_entry(b"mp4a", full_box(b"esds", 0, 0, b"\x03\x06\0\1\0\x04\x01\x40")),
    ],
)
def test_broken_audio_entries_are_refused(entry: bytes) -> None:
    with pytest.raises(MediaError, match="bad_box"):
        with_audio(entry)


def test_audio_without_a_name_is_unsupported() -> None:
    with pytest.raises(MediaError, match="unsupported"):
        with_audio(audio_entry(b"\xff\0\0\0"))


def kind_of_error(data: bytes) -> tuple[str, bool]:
    with pytest.raises(MediaError) as caught:
        read_movie(data)
    return caught.value.kind, caught.value.permanent


def test_a_moov_without_usable_video_says_why() -> None:
    mvhd = full_box(b"mvhd", 0, 0, struct.pack(">IIII", 0, 0, 1000, 0))
    mvex = box(b"mvex", trex(1))
    jpeg = trak(1, b"vide", TIMESCALE, visual_entry(b"mjpg"))
    assert kind_of_error(moov(trak(2, b"soun", 8000, audio_entry(b"alaw")))) == ("no_video", True)
    assert kind_of_error(moov(jpeg)) == ("unsupported", True)
    assert kind_of_error(box(b"moov", mvhd, video_trak())) == ("unsupported", True)
    assert kind_of_error(box(b"moov", video_trak(), mvex)) == ("bad_box", True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        box(b"free"),
        moov(box(b"trak")),
        moov(trak(1, b"vide", 0, visual_entry())),
        moov(trak(1, b"vide", TIMESCALE)),
        moov(trak(1, b"vide", TIMESCALE, box(b"avc1", bytes(77)))),
        moov(trak(1, b"vide", TIMESCALE, visual_entry(b"avc1", box(b"hvcC", bytes(40))))),
        moov(defaults=full_box(b"trex", 0, 0, bytes(8))),
    ],
)
def test_a_moov_that_contradicts_itself_is_refused(data: bytes) -> None:
    assert kind_of_error(data) == ("bad_box", True)
