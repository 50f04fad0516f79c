"""Names of files and folders."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.ffmpeg.layout import (
    FileName,
    OutputPattern,
    day_folders,
    new_run_id,
    output_pattern,
    parse_file_name,
    parse_output_pattern,
)

RUN_IDS = st.integers(0, 2**32 - 1).map("{:08x}".format)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001
ROOTS = st.lists(st.text(st.sampled_from("a%Y -_.'ç"), min_size=1), min_size=1).map(
    lambda names: "/" + "/".join(names)
)


@given(root=ROOTS, city=st.integers(1, 10**9), camera=st.integers(1, 10**9), run_id=RUN_IDS)
def test_an_output_pattern_is_read_back(root: str, city: int, camera: int, run_id: str) -> None:
    argument = output_pattern(f"{root}/city_{city}/cam_{camera}", run_id)
    assert parse_output_pattern(argument) == OutputPattern(root, city, camera, run_id)


@given(root=ROOTS, moment=MOMENTS, run_id=RUN_IDS)
def test_a_file_name_is_read_back(root: str, moment: datetime, run_id: str) -> None:
    """Through strftime, as FFmpeg makes the name."""
    pattern = output_pattern(f"{root}/city_1/cam_2", run_id)
    path = time.strftime(pattern, moment.timetuple())
    assert path.startswith(f"{root}/city_1/cam_2/")
    assert parse_file_name(path) == FileName(moment.replace(microsecond=0, tzinfo=UTC), run_id)


@pytest.mark.parametrize(
    "argument",
    [
        "",
        "ffmpeg",
        "/data/city_1/cam_7/2026-11-20/15-00-00_1a2b3c4d.mp4",
        "/data/city_1/cam_7/%Y-%m-%d/%H-%M-%S_1a2b3c4d.mp4.tmp",
        "/data/city_1/cam_7/%Y-%m-%d/%H-%M-%S_1A2B3C4D.mp4",
        "/data/city_x/cam_7/%Y-%m-%d/%H-%M-%S_1a2b3c4d.mp4",
        "/data/cam_7/%Y-%m-%d/%H-%M-%S_1a2b3c4d.mp4",
    ],
)
def test_other_arguments_are_no_output_pattern(argument: str) -> None:
    assert parse_output_pattern(argument) is None


@pytest.mark.parametrize(
    "path",
    [
        "",
        "movie.mp4",
        "/data/city_1/cam_7/2026-11-20/15-00-00.mp4",
        "/data/city_1/cam_7/2026-11-20/15-00-00_1a2b3c4d.mp4.part",
        "/data/city_1/cam_7/2026-13-20/15-00-00_1a2b3c4d.mp4",
        "/data/city_1/cam_7/2026-02-29/15-00-00_1a2b3c4d.mp4",
        "/data/city_1/cam_7/2026-11-20/24-00-00_1a2b3c4d.mp4",
        "/data/city_1/cam_7/2026-11-20/15-00-00_1a2b3c4.mp4",
    ],
)
def test_other_paths_are_foreign(path: str) -> None:
    assert parse_file_name(path) is None


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (
            datetime(2027, 1, 1, 0, 30, tzinfo=UTC),
            ["2026-12-31", *(f"2027-01-0{day}" for day in range(1, 9))],
        ),
        (
            datetime(2028, 2, 27, 12, tzinfo=UTC),
            ["2028-02-26", "2028-02-27", "2028-02-28", "2028-02-29"]
            + [f"2028-03-0{day}" for day in range(1, 6)],
        ),
        (
            # Half past nine in the evening in São Paulo is the next day in UTC.
            datetime(2026, 11, 30, 21, 30, tzinfo=timezone(timedelta(hours=-3))),
            ["2026-11-30", *(f"2026-12-0{day}" for day in range(1, 9))],
        ),
    ],
)
def test_day_folders_reach_from_yesterday_to_a_week_ahead_in_utc(
    now: datetime, days: list[str]
) -> None:
    assert day_folders(now) == days


def test_run_ids_are_eight_hexadecimal_digits_and_differ() -> None:
    run_ids = {new_run_id() for _ in range(50)}
    assert len(run_ids) == 50
    assert {parse_file_name(f"2026-11-20/15-00-00_{run_id}.mp4") is None for run_id in run_ids} == {
        False
    }
