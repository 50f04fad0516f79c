from pathlib import Path

import pytest

from recordings.simulator.annexb import Codec
from recordings.simulator.stamp import Stamp, find_stamps, read_stamps, stamp_nal

STAMPS = [Stamp(0, 0), Stamp(7, 1_795_226_605_631_962_880), Stamp(10**12 - 1, 10**20 - 1)]


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_stamps_are_read_back_in_their_order(tmp_path: Path, codec: Codec) -> None:
    path = tmp_path / "media.mp4"
    path.write_bytes(b"\x00\x00\x00\x40".join([b"head", *(stamp_nal(s, codec) for s in STAMPS)]))
    assert read_stamps(path) == STAMPS


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_a_stamp_needs_no_emulation_prevention(codec: Codec) -> None:
    assert all(b"\x00" not in stamp_nal(stamp, codec) for stamp in STAMPS)


def test_a_file_that_was_cut_short_reads_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "media.mp4"
    path.write_bytes(b"".join(stamp_nal(stamp, "h264") for stamp in STAMPS)[:-5])
    assert read_stamps(path) == STAMPS[:2]
    path.write_bytes(b"")
    assert read_stamps(path) == []


def test_other_digits_are_no_stamps() -> None:
    assert find_stamps(b"000000000001 00000000000000000002") == []
