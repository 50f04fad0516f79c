"""The scan against ffprobe, which demuxes every packet of the same file."""

import os
from itertools import pairwise
from pathlib import Path

from recordings.media.audio import AudioTrack
from recordings.media.fragments import FragmentScan, scan
from tests.unit.media.ffmpeg_samples import SECONDS, video_packets


def scan_path(path: Path) -> FragmentScan:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return scan(descriptor)
    finally:
        os.close(descriptor)


def test_each_fragment_is_what_ffprobe_sees_in_its_bytes(recording: Path) -> None:
    found = scan_path(recording)
    packets = video_packets(recording)
    expected = []
    for start, end in pairwise([*found.offsets, found.end_offset]):
        inside = [packet for packet in packets if start <= packet.offset < end]
        expected.append((inside[0].dts, inside[0].key, len(inside)))
    keys = [bool(key) for key in found.keys]
    assert list(zip(found.decode_times, keys, found.frame_counts, strict=True)) == expected
    assert found.frames == len(packets) == SECONDS * 25
    assert sum(packet.key for packet in packets) == sum(keys)


def test_fragments_tile_the_file_from_the_first_moof_to_the_mfra(recording: Path) -> None:
    found = scan_path(recording)
    data = recording.read_bytes()
    assert [data[at + 4 : at + 8] for at in found.offsets] == [b"moof"] * found.count
    assert sum(found.sizes()) == found.end_offset - found.first_offset
    assert data[found.end_offset + 4 : found.end_offset + 8] == b"mfra"
    assert data[found.init_size + 4 : found.init_size + 8] == b"prft"
    assert data[found.first_offset - 32 : found.first_offset][4:8] == b"prft"


def test_a_closed_file_loses_no_frame_and_keeps_its_length(recording: Path) -> None:
    found = scan_path(recording)
    assert found.closed_cleanly
    assert (found.meter.lost, found.meter.frame_rate) == (0, 25.0)
    assert sum(found.durations()) == found.duration
    packets = video_packets(recording)
    frame_ticks = found.timescale // 25
    assert found.duration == packets[-1].dts + frame_ticks - packets[0].dts


def test_a_long_gop_gives_fragments_without_a_key_frame(h264_with_g711: Path) -> None:
    found = scan_path(h264_with_g711)
    starts = [at / found.timescale for at in found.decode_times]
    longest = max(after - at for at, after in pairwise(starts))
    assert list(found.keys).count(1) == 2
    assert found.count >= SECONDS
    assert longest < 1.05


def test_tracks_are_named(h264: Path, h264_with_g711: Path, h265: Path) -> None:
    plain = scan_path(h264).movie
    assert (plain.video.sample_entry, plain.video.width, plain.video.height) == ("avc1", 320, 240)
    assert plain.codecs == "avc1.42c00d"
    assert plain.video.parameter_sets[:4] == bytes.fromhex("0142c00d")
    assert scan_path(h264_with_g711).movie.audio == AudioTrack(2, 8_000, "mp4a.40.2", 1, 8_000)
    other = scan_path(h265).movie
    assert other.video.sample_entry == "hvc1"
    assert other.video.codec == "hvc1.1.6.L60.90"
