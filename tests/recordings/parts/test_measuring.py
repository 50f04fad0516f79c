"""Broken frames, found by decoding real files in children."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from recordings import measuring
from recordings.measuring import Measured, decode_file
from recordings.media.bitstream import frames_lost_by_number
from recordings.media.errors import MediaError
from recordings.media.fragments import scan
from tests.unit.media.rebuilding import (
    ENCODERS,
    FPS,
    FRAMES,
    GOP_FRAMES,
    Film,
    encode,
    jittered,
    shifted,
    slowed,
    spoiled,
    without,
)
from tests.unit.media.synthetic import INIT, fragment

CLEAN = Measured(FRAMES, FRAMES, 0)


@pytest.fixture(scope="module", params=sorted(ENCODERS))
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Film:
    return encode(tmp_path_factory.mktemp("film"), request.param)


@pytest.fixture(scope="module")
def h264(tmp_path_factory: pytest.TempPathFactory) -> Film:
    return encode(tmp_path_factory.mktemp("film"), "h264")


def one_byte_flipped(unit: bytes) -> bytes:
    """In the slice's header, which every decoder reads."""
    return unit[:2] + bytes([unit[2] ^ 0xFF]) + unit[3:]


def a_page_of_zeros(unit: bytes) -> bytes:
    """What a power cut leaves of bytes that never reached the disk."""
    middle = len(unit) // 2
    return unit[: middle - 16] + bytes(32) + unit[middle + 16 :]


def lost(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        progress = scan(descriptor)
        if progress.meter.lost is not None:
            return progress.meter.lost
        return frames_lost_by_number(descriptor, progress)
    finally:
        os.close(descriptor)


def steady(film: Film) -> Film:
    return film


@pytest.mark.parametrize("rhythm", [steady, slowed, jittered])
def test_every_frame_of_a_clean_file_decodes(
    film: Film, tmp_path: Path, rhythm: Callable[[Film], Film]
) -> None:
    path = rhythm(film).write(tmp_path / "file.mp4")
    assert (decode_file(path), lost(path)) == (CLEAN, 0)


@pytest.mark.parametrize("rhythm", [steady, slowed, jittered])
def test_a_page_of_zeros_breaks_one_frame_and_loses_none(
    film: Film, tmp_path: Path, rhythm: Callable[[Film], Film]
) -> None:
    path = spoiled(rhythm(film), 219, a_page_of_zeros).write(tmp_path / "file.mp4")
    assert (decode_file(path), lost(path)) == (Measured(FRAMES, FRAMES - 1, 1), 0)


def test_a_flipped_byte_breaks_frames_and_loses_none(film: Film, tmp_path: Path) -> None:
    """Up to the end of the GOP, where the frames after it lean on the one that is gone."""
    path = spoiled(film, 4 * GOP_FRAMES, one_byte_flipped).write(tmp_path / "file.mp4")
    measured = decode_file(path)
    assert measured is not None
    assert 1 <= measured.broken <= GOP_FRAMES
    assert measured == Measured(FRAMES, FRAMES - measured.broken, measured.broken)
    assert lost(path) == 0


def test_a_byte_flipped_in_the_picture_is_noticed(h264: Film, tmp_path: Path) -> None:
    path = tmp_path / "file.mp4"

    def flip(unit: bytes) -> bytes:
        at = len(unit) // 3
        return unit[:at] + bytes([unit[at] ^ 0xFF]) + unit[at + 1 :]

    noticed = 0
    for position in range(205, 215):
        measured = decode_file(spoiled(h264, position, flip).write(path))
        noticed += measured == Measured(FRAMES, FRAMES - 1, 1)
        assert lost(path) == 0
    assert noticed >= 8


def test_a_frame_taken_away_is_lost_and_not_broken(film: Film, tmp_path: Path) -> None:
    """The last of its GOP, on which no other leans."""
    path = without(film, 5 * GOP_FRAMES - 1).write(tmp_path / "file.mp4")
    assert (decode_file(path), lost(path)) == (Measured(FRAMES - 1, FRAMES - 1, 0), 1)


def test_two_seconds_shifted_are_lost_and_nothing_is_broken(film: Film, tmp_path: Path) -> None:
    path = shifted(film, 170, 2).write(tmp_path / "file.mp4")
    assert (decode_file(path), lost(path)) == (CLEAN, 2 * FPS)


def test_parts_give_the_same_as_the_whole(
    film: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "PART_FRAMES", 2 * GOP_FRAMES)
    path = spoiled(film, 219, a_page_of_zeros).write(tmp_path / "file.mp4")
    assert decode_file(path) == Measured(FRAMES, FRAMES - 1, 1)


def test_a_file_that_kills_its_decoder_costs_the_gop_that_does_it(
    h264: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decoder with a fault: it dies at the first sample that holds these bytes."""
    poison = b"this kills"
    program = tmp_path / "decoder.py"
    program.write_text(
        measuring.DECODER.read_text().replace(
            "    at = 0\n", f"    at = 0\n    if {poison!r} in sample:\n        os.abort()\n", 1
        )
    )
    monkeypatch.setattr(measuring, "DECODER", program)
    path = tmp_path / "file.mp4"
    clean = decode_file(h264.write(path))
    spoiled(h264, 219, lambda unit: unit[:-10] + poison).write(path)
    assert (clean, decode_file(path)) == (CLEAN, Measured(FRAMES, FRAMES - 50, 50))


def test_a_decoder_that_never_lives_says_nothing(
    h264: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "MEMORY_BYTES", 1_000_000)
    assert decode_file(h264.write(tmp_path / "file.mp4")) is None


def test_a_decoder_that_hangs_is_ended(
    h264: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "decoder.py"
    program.write_text("while True: pass\n")
    monkeypatch.setattr(measuring, "DECODER", program)
    monkeypatch.setattr(measuring, "START_SECONDS", 0.6)
    monkeypatch.setattr(measuring, "SECONDS_PER_FRAME", 0)
    film = h264.with_frames(h264.frames[:GOP_FRAMES])
    assert decode_file(film.write(tmp_path / "file.mp4")) is None


@pytest.mark.parametrize(("content", "kind"), [(b"", "no_moov"), (INIT, "no_fragment")])
def test_what_holds_no_frames_is_refused(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "file.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError) as refused:
        decode_file(path)
    assert refused.value.kind == kind


def test_samples_that_are_no_pictures_are_all_broken(tmp_path: Path) -> None:
    path = tmp_path / "file.mp4"
    path.write_bytes(INIT + fragment(0, [3600] * 5))
    assert decode_file(path) == Measured(5, 0, 5)


def test_a_torn_file_is_decoded_to_its_last_whole_fragment(h264: Film, tmp_path: Path) -> None:
    path = h264.write(tmp_path / "file.mp4")
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 100)
    whole = FRAMES - FPS
    assert decode_file(path) == Measured(whole, whole, 0)


def test_what_a_row_does_not_count_is_not_decoded(h264: Film, tmp_path: Path) -> None:
    """After a step of the camera's clock a file goes on, and its row does not."""
    counted = 3 * FPS
    path = spoiled(h264, 219, a_page_of_zeros).write(tmp_path / "file.mp4")
    assert decode_file(path, counted) == Measured(counted, counted, 0)
