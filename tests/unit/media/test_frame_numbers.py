"""Lost frames told by the numbers in the pictures, on files from real encoders."""

import os
from pathlib import Path

import pytest

from recordings.media.bitstream import frames_lost, frames_lost_by_number
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
    without,
)
from tests.unit.media.synthetic import file_of_steps


@pytest.fixture(scope="module", params=sorted(ENCODERS))
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Film:
    return encode(tmp_path_factory.mktemp("film"), request.param)


@pytest.fixture(params=[slowed, jittered])
def varying(request: pytest.FixtureRequest, film: Film) -> Film:
    """The film with a frame rate that is not constant."""
    made = request.param(film)
    assert isinstance(made, Film)
    return made


def measured(film: Film, path: Path) -> tuple[int, int | None, int | None]:
    """Frames; lost ones by the times alone; lost ones by the numbers."""
    descriptor = os.open(film.write(path), os.O_RDONLY)
    try:
        progress = scan(descriptor)
        by_number = frames_lost_by_number(descriptor, progress)
    finally:
        os.close(descriptor)
    return progress.frames, progress.meter.lost, by_number


def test_nothing_is_lost_at_a_constant_rate(film: Film, tmp_path: Path) -> None:
    assert measured(film, tmp_path / "file.mp4") == (FRAMES, 0, 0)


def test_nothing_is_lost_at_a_varying_rate(varying: Film, tmp_path: Path) -> None:
    assert measured(varying, tmp_path / "file.mp4") == (FRAMES, None, 0)


IN_A_GOP, LAST_OF_A_GOP, IDR, AFTER_AN_IDR = 4 * GOP_FRAMES + 17, 199, 200, 201


@pytest.mark.parametrize("position", [1, IN_A_GOP, LAST_OF_A_GOP, IDR, AFTER_AN_IDR])
def test_one_frame_taken_away_is_one_lost(film: Film, tmp_path: Path, position: int) -> None:
    found = measured(without(film, position), tmp_path / "file.mp4")
    assert found == (FRAMES - 1, 0 if position == 1 else 1, 1)


@pytest.mark.parametrize("position", [2, IN_A_GOP, LAST_OF_A_GOP, IDR, AFTER_AN_IDR])
def test_one_frame_taken_away_is_one_lost_at_a_varying_rate(
    varying: Film, tmp_path: Path, position: int
) -> None:
    found = measured(without(varying, position), tmp_path / "file.mp4")
    assert found == (FRAMES - 1, None, 1)


@pytest.mark.parametrize(("first", "count"), [(60, 2), (93, 7), (95, 9), (148, 4), (210, 12)])
def test_some_frames_taken_away_are_so_many_lost(
    varying: Film, tmp_path: Path, first: int, count: int
) -> None:
    found = measured(without(varying, first, count), tmp_path / "file.mp4")
    assert found == (FRAMES - count, None, count)


def test_losses_in_several_places_add_up(varying: Film, tmp_path: Path) -> None:
    holed = without(without(without(varying, 349), 230, 3), 20)
    assert measured(holed, tmp_path / "file.mp4") == (FRAMES - 5, None, 5)


@pytest.mark.parametrize("first", [20, 135, 200, 225])
def test_two_seconds_taken_away_are_fifty_lost(varying: Film, tmp_path: Path, first: int) -> None:
    found = measured(without(varying, first, 2 * FPS), tmp_path / "file.mp4")
    assert found == (FRAMES - 2 * FPS, None, 2 * FPS)


def test_two_seconds_shifted_are_fifty_lost(film: Film, tmp_path: Path) -> None:
    found = measured(shifted(film, 170, 2), tmp_path / "file.mp4")
    assert found == (FRAMES, 2 * FPS, 2 * FPS)


def test_two_seconds_shifted_are_fifty_lost_at_a_jittering_rate(film: Film, tmp_path: Path) -> None:
    found = measured(shifted(jittered(film), 170, 2), tmp_path / "file.mp4")
    assert found == (FRAMES, None, 2 * FPS)


def test_two_seconds_shifted_before_the_rate_is_halved_are_fifty_lost(
    film: Film, tmp_path: Path
) -> None:
    found = measured(shifted(slowed(film, 210), 70, 2), tmp_path / "file.mp4")
    assert found == (FRAMES, None, 2 * FPS)


def test_four_seconds_lost_while_the_rate_changes_are_not_guessed(
    film: Film, tmp_path: Path
) -> None:
    """One GOP more or less would fit as well: nothing tells which rate the hole had inside."""
    found = measured(without(slowed(film, 110), 60, 4 * FPS), tmp_path / "file.mp4")
    assert found == (FRAMES - 4 * FPS, None, None)


def both(film: Film, path: Path) -> tuple[int | None, int | None]:
    """Lost frames by the times alone, and with the numbers asked."""
    descriptor = os.open(film.write(path), os.O_RDONLY)
    try:
        progress = scan(descriptor)
        return progress.meter.lost, frames_lost(descriptor, progress)
    finally:
        os.close(descriptor)


def test_a_camera_that_slows_down_for_a_while_loses_nothing(film: Film, tmp_path: Path) -> None:
    """Too short a while for the times to notice that the rate is not constant."""
    by_time, found = both(slowed(film, 340), tmp_path / "file.mp4")
    assert (by_time, found) == (FRAMES - 340 - 1, 0)


@pytest.mark.parametrize("position", [IN_A_GOP, LAST_OF_A_GOP, IDR])
def test_times_and_numbers_agree_at_a_constant_rate(
    film: Film, tmp_path: Path, position: int
) -> None:
    assert both(without(film, position, 3), tmp_path / "file.mp4") == (3, 3)


def test_what_the_numbers_do_not_tell_is_left_to_a_constant_rate(tmp_path: Path) -> None:
    path = tmp_path / "file.mp4"
    path.write_bytes(file_of_steps([3600] * 40 + [7200] + [3600] * 40))
    with path.open("rb") as file:
        assert frames_lost(file.fileno(), scan(file.fileno())) == 1
