"""Names of files that took another's place: day, second and run stay those of the first."""

from datetime import UTC, datetime

import pytest

from recordings.audit.names import is_media, run_of, tail_of
from recordings.ffmpeg.layout import FileName, parse_file_name, path_of_version, recorded_path

PATH = "city_1/cam_7/2026-11-20/15-00-00_1a2b3c4d.mp4"
FIRST = "city_1/cam_7/2026-11-20/15-00-00_1a2b3c4d.v1.mp4"
AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def test_a_version_stands_beside_the_recorders_file() -> None:
    assert path_of_version(PATH, 1) == FIRST
    assert [recorded_path(path) for path in (PATH, FIRST)] == [PATH, PATH]
    assert FIRST > PATH
    assert PATH.replace("15-00-00", "15-00-01") > FIRST


def test_its_name_says_the_same() -> None:
    assert parse_file_name(PATH) == FileName(AT, "1a2b3c4d", 0)
    assert parse_file_name(FIRST) == FileName(AT, "1a2b3c4d", 1)
    assert run_of(FIRST) == run_of(PATH) == "1a2b3c4d"
    assert tail_of(FIRST) == tail_of(PATH) == "2026-11-20/15-00-00_1a2b3c4d.mp4"


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("15-00-00_1a2b3c4d.v1.mp4", True),
        ("15-00-00_1a2b3c4d.v9.mp4", True),
        ("15-00-00_1a2b3c4d.v0.mp4", False),
        ("15-00-00_1a2b3c4d.v10.mp4", False),
        ("15-00-00_1a2b3c4d.v1.v1.mp4", False),
        ("15-00-00_1a2b3c4d.v.mp4", False),
        ("15-00-00_1a2b3c4d.V1.mp4", False),
        ("15-00-00_1a2b3c4d.v\u0661.mp4", False),
        ("15-00-00.v1.mp4", False),
    ],
)
def test_no_other_name_is_ours(name: str, is_ours: bool) -> None:
    assert is_media("2026-11-20", name) is is_ours
    assert (parse_file_name(f"2026-11-20/{name}") is not None) is is_ours
