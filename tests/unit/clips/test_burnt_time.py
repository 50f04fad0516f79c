"""The time that is burnt into a picture is that of the city's clocks when it was recorded."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from clips.burnt_time import TOLERATED_SECONDS, stretches_of
from clips.ffmpeg import Stretch
from tests.unit.clips.made_manifest import made_manifest

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
BERLIN = ZoneInfo("Europe/Berlin")


def shown_at(stretches: Sequence[Stretch], second: float) -> datetime:
    """The time on the picture; in the zone's clocks, without an offset."""
    (stretch,) = [each for each in stretches if each.start <= second < each.end]
    return datetime.fromtimestamp(stretch.clock + second - stretch.start, UTC).replace(tzinfo=None)


def manifest(start: datetime, seconds: float, *, begins: float = 0.0, pace: float = 1.0) -> Any:
    """One source that is shown from `begins` on."""
    return {
        "file": {"duration_us": round((seconds + begins) * 1_000_000)},
        "sources": [
            {
                "begins_at_us": round(begins * 1_000_000),
                "start_time": start.isoformat(),
                "clock": {
                    "timescale": 1000,
                    "first_tick": 0,
                    "last_tick": 3_600_000,
                    "first_ms": 0,
                    "last_ms": round(3_600_000 * pace),
                },
            }
        ],
    }


def test_the_time_steps_over_a_gap() -> None:
    found = stretches_of(made_manifest(), SAO_PAULO)
    assert [(stretch.start, stretch.end) for stretch in found] == [(0.0, 8.5), (8.5, 72.0)]
    day = datetime(2026, 11, 18, 8, 6)  # noqa: DTZ001 - as a clock on a wall shows it
    assert shown_at(found, 0.0) == day + timedelta(seconds=41.5)
    assert shown_at(found, 8.4) == day + timedelta(seconds=49.9)
    assert shown_at(found, 8.5) == day + timedelta(seconds=53)
    assert shown_at(found, 12.0) == day + timedelta(seconds=56.5)


@given(st.floats(0.999, 1.001), st.floats(-8.0, 0.0), st.integers(1, 3_600))
def test_it_is_right_throughout_a_drifting_file(pace: float, begins: float, seconds: int) -> None:
    start = datetime(2026, 6, 1, 12, tzinfo=UTC)
    found = stretches_of(manifest(start, seconds, begins=begins, pace=pace), BERLIN)
    assert all(before.end == after.start for before, after in pairwise(found))
    for second in (0.0, seconds / 3, seconds * 0.999):
        right = (start + timedelta(seconds=(second - begins) * pace)).astimezone(BERLIN)
        wrong = shown_at(found, second) - right.replace(tzinfo=None)
        assert abs(wrong.total_seconds()) <= TOLERATED_SECONDS + 0.001


def test_it_changes_with_the_clocks_of_the_zone() -> None:
    start = datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC)  # ten seconds before 3:00 becomes 2:00
    found = stretches_of(manifest(start, 30), BERLIN)
    assert [f"{shown_at(found, second):%H:%M:%S}" for second in (0, 9, 10, 29)] == [
        "02:59:50",
        "02:59:59",
        "02:00:00",
        "02:00:19",
    ]


def test_of_a_file_that_was_still_being_written_media_is_taken_for_true() -> None:
    told = manifest(datetime(2026, 6, 1, 12, tzinfo=UTC), 20)
    told["sources"][0]["clock"]["last_ms"] = None
    assert f"{shown_at(stretches_of(told, SAO_PAULO), 19.0):%H:%M:%S}" == "09:00:19"
