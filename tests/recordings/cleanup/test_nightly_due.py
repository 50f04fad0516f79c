"""03:00 of the installation's time zone, on days of 23, 24 and 25 hours."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from pytest_django import Settings

from recordings.cleanup.expiry import last_due, next_due

MINUTE = timedelta(minutes=1)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "last", "following"),
    [
        ((2026, 5, 20, 5, 59), (2026, 5, 19, 6), (2026, 5, 20, 6)),
        ((2026, 5, 20, 6, 0), (2026, 5, 20, 6), (2026, 5, 21, 6)),
        ((2026, 5, 20, 23, 0), (2026, 5, 20, 6), (2026, 5, 21, 6)),
        ((2026, 5, 21, 2, 30), (2026, 5, 20, 6), (2026, 5, 21, 6)),  # 23:30 of the 20th there
    ],
)
def test_the_due_times_around_a_moment(
    now: tuple[int, ...], last: tuple[int, ...], following: tuple[int, ...]
) -> None:
    assert (last_due(utc(*now)), next_due(utc(*now))) == (utc(*last), utc(*following))


@pytest.mark.parametrize(
    ("zone", "day", "due"),
    [
        ("Europe/Lisbon", (2026, 3, 29), (2026, 3, 29, 2)),  # 01:00 becomes 02:00
        ("Europe/Helsinki", (2026, 3, 29), (2026, 3, 29, 1)),  # 03:00 becomes 04:00: none shows it
        ("Europe/Helsinki", (2026, 10, 25), (2026, 10, 25, 0)),  # 04:00 becomes 03:00: the first
        ("Europe/Berlin", (2026, 10, 25), (2026, 10, 25, 2)),
        ("America/Sao_Paulo", (2018, 11, 4), (2018, 11, 4, 5)),  # the day begins at 01:00
    ],
)
def test_a_day_on_which_clocks_change_has_one(
    settings: Settings, zone: str, day: tuple[int, ...], due: tuple[int, ...]
) -> None:
    settings.TIME_ZONE = zone
    start, expected = utc(*day) - timedelta(hours=6), utc(*due)
    seen = {last_due(start + n * MINUTE) for n in range(36 * 60)}
    assert expected in seen
    days_between = sorted(seen)
    assert all(
        timedelta(hours=23) <= later - earlier <= timedelta(hours=25)
        for earlier, later in pairwise(days_between)
    )
    assert last_due(expected) == expected
    assert last_due(expected - MINUTE) < expected
    assert next_due(expected - MINUTE) == expected
    assert next_due(expected) > expected + timedelta(hours=22)
