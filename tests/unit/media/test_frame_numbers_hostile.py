"""Numbers that lie: bounded work, and an answer or None."""

import os
from array import array
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.media.avc import AvcPictures
from recordings.media.bits import BitReader
from recordings.media.bitstream import frames_lost_by_number
from recordings.media.errors import MediaError
from recordings.media.fragments import scan
from recordings.media.hevc import HevcPictures
from recordings.media.numbering import missing_frames
from recordings.media.numbers import PictureNumber, PictureNumbers, Ranges
from recordings.media.pace import Pace
from recordings.media.sample_bytes import video_sample_bytes
from tests.unit.media.rebuilding import ENCODERS, Film, encode, jittered
from tests.unit.media.synthetic import INIT, fragment, growing_file

FRAMES = 60


@pytest.fixture(scope="module", params=sorted(ENCODERS))
def content(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A short film of varying rate."""
    folder = tmp_path_factory.mktemp("film")
    film: Film = jittered(encode(folder, request.param))
    return film.with_frames(film.frames[:FRAMES]).write(folder / "file.mp4").read_bytes()


def lost_or_refused(data: bytes) -> int | None:
    with growing_file() as (descriptor, append):
        append(data)
        try:
            progress = scan(descriptor)
        except MediaError:
            return None
        return frames_lost_by_number(descriptor, progress)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_flipped_bytes_never_do_harm(content: bytes, data: st.DataObject) -> None:
    positions = st.integers(0, len(content) - 1)
    changes = data.draw(st.dictionaries(positions, st.integers(0, 255), min_size=1, max_size=40))
    damaged = bytearray(content)
    for at, byte in changes.items():
        damaged[at] = byte
    found = lost_or_refused(bytes(damaged))
    assert found is None or found >= 0


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_headers_never_do_harm(content: bytes, data: st.DataObject) -> None:
    first_moof = content.index(b"moof")
    starts = [at for at in range(40, len(content) - 40) if content[at : at + 4] == b"mdat"]
    near = st.sampled_from([first_moof, *starts])
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(near) + data.draw(st.integers(-30, 30))] = data.draw(st.integers(0, 255))
    found = lost_or_refused(bytes(damaged))
    assert found is None or found >= 0


@settings(max_examples=300, deadline=None)
@given(configuration=st.binary(max_size=80), unit=st.binary(min_size=3, max_size=80))
def test_no_parameter_set_and_no_slice_does_harm(configuration: bytes, unit: bytes) -> None:
    for pictures_of, shortest in ((AvcPictures, 7), (HevcPictures, 23)):
        try:
            pictures = pictures_of(configuration.ljust(shortest, b"\1"))
            pictures.take_parameters(unit)
            pictures.read_slice(unit)
        except MediaError:
            continue


@settings(max_examples=300, deadline=None)
@given(
    pictures=st.lists(
        st.tuples(st.booleans(), st.booleans(), st.integers(0, 15), st.integers(0, 255)),
        min_size=1,
        max_size=80,
    ),
    steps=st.lists(st.integers(0, 2**32 - 1), min_size=80, max_size=80),
    ranges=st.sampled_from([Ranges(16, 0, False), Ranges(16, 256, True), Ranges(0, 256, False)]),
)
def test_no_numbers_and_no_times_do_harm(
    pictures: list[tuple[bool, bool, int, int]], steps: list[int], ranges: Ranges
) -> None:
    numbers = PictureNumbers(ranges)
    for is_reset, is_reference, frame_num, order in pictures:
        numbers.add(PictureNumber(is_reset, is_reference, frame_num, order, ranges))
    places = numbers.places()
    if places is not None:
        assert [group.first for group in places.groups[1:]] == [g.end for g in places.groups[:-1]]
        found = missing_frames(places, Pace(array_of(steps[: len(pictures) - 1])))
        assert found is None or found >= 0


def array_of(steps: list[int]) -> "array[int]":
    return array("I", steps)


def test_numbers_that_end_too_soon_are_refused() -> None:
    for data in (b"", b"\0\0\0\0\0\0", b"\0"):
        with pytest.raises(MediaError):
            BitReader(data).unsigned()


@pytest.mark.parametrize(("bits", "number"), [(0b1, 0), (0b010, 1), (0b00111, 6), (0b0001000, 7)])
def test_numbers_are_read_as_the_standard_writes_them(bits: int, number: int) -> None:
    length = {0: 1, 1: 3, 6: 5, 7: 7}[number]
    assert BitReader((bits << 64 - length).to_bytes(8, "big")).unsigned() == number


def test_samples_without_pictures_have_no_numbers() -> None:
    assert lost_or_refused(INIT + fragment(0, [3600] * 5)) is None


def test_a_file_that_shrinks_meanwhile_has_no_numbers(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file.mp4"
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        progress = scan(descriptor)
        for size in (len(content) // 2, progress.init_size, 0):
            os.truncate(path, size)
            assert frames_lost_by_number(descriptor, progress) is None
            with pytest.raises(MediaError):
                list(video_sample_bytes(descriptor, progress))
    finally:
        os.close(descriptor)
