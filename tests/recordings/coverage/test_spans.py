"""Stretches of time, held to what sets of milliseconds say."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.spans import (
    Span,
    clip,
    day_span,
    epoch_ms,
    intersect,
    length_ms,
    moment_of,
    subtract,
    union,
)

LAST = 40
spans = st.lists(st.tuples(st.integers(0, LAST), st.integers(0, LAST)), max_size=8)


def milliseconds(found: Iterable[Span]) -> set[int]:
    return {at for start, end in found for at in range(start, end)}


def is_tidy(found: list[Span]) -> bool:
    """In order, none empty, none touching the next."""
    bounds = [bound for span in found for bound in span]
    return bounds == sorted(set(bounds))


@given(spans, spans)
def test_they_behave_as_sets(one: list[Span], other: list[Span]) -> None:
    a, b = milliseconds(one), milliseconds(other)
    results = {
        "union": (union([*one, *other]), a | b),
        "subtract": (subtract(one, other), a - b),
        "intersect": (intersect(one, other), a & b),
    }
    for found, expected in results.values():
        assert milliseconds(found) == expected
        assert is_tidy(found)
        assert length_ms(found) == len(expected)


@given(spans, st.integers(0, LAST), st.integers(0, LAST))
def test_clipping_keeps_what_lies_inside(found: list[Span], start: int, end: int) -> None:
    clipped = clip(found, start, end)
    assert milliseconds(clipped) == milliseconds(found) & set(range(start, end))
    assert is_tidy(clipped)


@given(spans, spans)
def test_what_is_there_and_what_is_missing_add_up(wanted: list[Span], got: list[Span]) -> None:
    there, missing = intersect(wanted, got), subtract(wanted, got)
    assert length_ms(there) + length_ms(missing) == length_ms(union(wanted))
    assert union([*there, *missing]) == union(wanted)


@given(st.datetimes(datetime(1970, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_moments_keep_their_milliseconds(moment: datetime) -> None:
    kept = moment_of(epoch_ms(moment))
    assert timedelta() <= moment - kept < timedelta(milliseconds=1)
    assert epoch_ms(kept) == epoch_ms(moment)


@pytest.mark.parametrize(
    ("zone", "day", "first", "hours"),
    [
        ("America/Sao_Paulo", date(2026, 11, 20), datetime(2026, 11, 20, 3, tzinfo=UTC), 24),
        # Midnight was skipped; and came twice.
        ("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4, 3, tzinfo=UTC), 23),
        ("America/Sao_Paulo", date(2018, 2, 17), datetime(2018, 2, 17, 2, tzinfo=UTC), 25),
        ("Europe/Lisbon", date(2026, 3, 29), datetime(2026, 3, 29, tzinfo=UTC), 23),
    ],
)
def test_a_day_is_as_long_as_its_zone_makes_it(
    zone: str, day: date, first: datetime, hours: int
) -> None:
    start, end = day_span(day, ZoneInfo(zone))
    assert (moment_of(start), end - start) == (first, hours * 3_600_000)


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)))
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    assert day_span(day, zone)[1] == day_span(day + timedelta(days=1), zone)[0]
