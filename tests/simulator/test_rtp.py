import pytest

from recordings.simulator.rtp import (
    MAX_PAYLOAD_BYTES,
    RtpSource,
    aac_payloads,
    fragment_nal,
    frame_payloads,
    pcmu_payloads,
)

BODY = bytes(range(256)) * 20


def source(sequence: int = 0, first_timestamp: int = 0) -> RtpSource:
    return RtpSource(96, 90_000, 0x01020304, sequence, first_timestamp)


def test_a_small_nal_unit_is_its_own_payload() -> None:
    assert fragment_nal(b"\x65" + bytes(MAX_PAYLOAD_BYTES - 1), "h264") == [
        b"\x65" + bytes(MAX_PAYLOAD_BYTES - 1)
    ]


def test_h264_fragments_carry_the_unit_and_its_type() -> None:
    parts = fragment_nal(b"\x65" + BODY, "h264")
    assert {part[0] for part in parts} == {0x7C}
    assert [part[1] for part in parts] == [0x85, 0x05, 0x05, 0x45]
    assert b"".join(part[2:] for part in parts) == BODY
    assert max(len(part) for part in parts) == MAX_PAYLOAD_BYTES


def test_h265_fragments_carry_the_unit_and_its_type() -> None:
    parts = fragment_nal(b"\x26\x01" + BODY, "h265")
    assert {part[:2] for part in parts} == {b"\x62\x01"}
    assert [part[2] for part in parts] == [0x93, 0x13, 0x13, 0x53]
    assert b"".join(part[3:] for part in parts) == BODY


def test_a_frame_keeps_its_parameter_sets_before_its_slices() -> None:
    payloads = frame_payloads([b"\x67s", b"\x68p", b"\x65a", b"\x65b"], "h264")
    assert (payloads.before, payloads.slices) == ((b"\x67s", b"\x68p"), (b"\x65a", b"\x65b"))


def test_aac_frames_lose_their_adts_header_and_get_an_au_header() -> None:
    frame = b"sound"
    size = 7 + len(frame)
    adts = bytes([0xFF, 0xF1, 0x60, 0x40, size >> 3, (size & 7) << 5 | 0x1F, 0xFC]) + frame
    assert aac_payloads(adts * 2) == [b"\x00\x10\x00\x28" + frame] * 2


def test_pcmu_is_cut_into_20_ms_without_the_rest() -> None:
    assert pcmu_payloads(b"a" * 160 + b"b" * 160 + b"c" * 159) == [b"a" * 160, b"b" * 160]


def test_packets_are_numbered_and_wrap() -> None:
    rtp = source(sequence=0xFFFF, first_timestamp=0xFFFFFFFF)
    assert rtp.packet(b"x", rtp.timestamp(0), marker=False).hex() == "8060ffffffffffff0102030478"
    assert rtp.packet(b"y", rtp.timestamp(1), marker=True).hex() == "80e0000000015f8f0102030479"


@pytest.mark.parametrize("wall_seconds", [0.25, 1_795_226_605.25])
def test_a_report_relates_the_wall_clock_to_media_time(wall_seconds: float) -> None:
    rtp = source()
    rtp.packet(b"four", 0, marker=True)
    report = rtp.report(wall_seconds, 0x0A0B0C0D)
    ntp_seconds = (int(wall_seconds) + 2_208_988_800) % 2**32
    assert report[:28].hex() == f"80c8000601020304{ntp_seconds:08x}400000000a0b0c0d0000000100000004"
    assert report[28:] == bytes.fromhex("81ca0004 01020304 0106") + b"camera" + bytes(4)
