"""A day's compact form, read back as a client reads it, and the retention's days."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playback.timeline import (
    UNIT_MS,
    Because,
    Markers,
    day_number,
    days_left,
    expiry_ms,
    gap_reasons,
    is_outside,
    markers,
    spans_and_gaps,
    tenths_of_percent,
)
from recordings.spans import Span, clip, day_span, epoch_ms, moment_of, union

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
HOUR, DAY = 3_600_000, 86_400_000
START = 1_795_143_600_000
offsets = st.integers(0, 90_000)
spans = st.lists(st.tuples(offsets, offsets), max_size=8).map(
    lambda found: union((START + first, START + last) for first, last in found)
)


def spans_of(numbers: list[int]) -> list[Span]:
    edges = [START + at for at in accumulate(numbers)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def moments_of(found: Markers) -> list[tuple[int, int]]:
    moments = [START + units * UNIT_MS for units in accumulate(found.deltas)]
    return list(zip(moments, found.kinds, strict=True))


def test_an_example_of_spans() -> None:
    recorded = [(START + HOUR, START + 2 * HOUR), (START + 3 * HOUR, START + 24 * HOUR)]
    assert spans_and_gaps(recorded, START) == [HOUR, HOUR, HOUR, 21 * HOUR]
    assert spans_and_gaps([], START) == []
    assert spans_and_gaps([(START, START + DAY)], START) == [0, DAY]


@given(spans)
def test_spans_are_read_back_as_they_were(recorded: list[Span]) -> None:
    assert spans_of(spans_and_gaps(recorded, START)) == recorded


@given(spans, st.integers(1, 100_000))
def test_spans_and_gaps_tile_the_day(recorded: list[Span], length_ms: int) -> None:
    end = START + length_ms
    numbers = spans_and_gaps(clip(recorded, START, end), START)
    last_gap = length_ms - sum(numbers)
    assert last_gap >= 0
    assert all(number >= 0 for number in numbers)
    assert all(length > 0 for length in numbers[1::2])
    assert len(gap_reasons(spans_of(numbers), (START, end), [])) == len(numbers) // 2 + 1


def test_an_example_of_markers() -> None:
    seen = [
        (START + 99, "lpr"),
        (START + 100, "lpr_watched"),
        (START + 100, "other"),
        (START + 150_050, "a kind of later"),
    ]
    assert markers(seen, START) == Markers(deltas=[0, 1, 0, 1499], kinds=[0, 1, 2, 2])
    assert markers([], START) == Markers([], [])


sightings = st.tuples(st.integers(START, START + 25 * HOUR - 1), st.sampled_from(["lpr", "x"]))


@given(st.lists(sightings))
def test_markers_are_read_back_to_a_tenth_of_a_second(seen: list[tuple[int, str]]) -> None:
    seen.sort()
    found = moments_of(markers(seen, START))
    assert [kind for _, kind in found] == [0 if kind == "lpr" else 2 for _, kind in seen]
    late = [at_ms - read for (at_ms, _), (read, _) in zip(seen, found, strict=True)]
    assert all(0 <= ms < UNIT_MS for ms in late)


def test_the_reason_of_a_gap_is_what_covers_most_of_it() -> None:
    recorded = [(START + 100, START + 200), (START + 400, START + 500)]
    reasons = [
        Because(START - 50, START + 30, 3),  # begins before the day: 30 of it count
        Because(START + 30, START + 70, 1),
        Because(START + 70, START + 90, 3),
        Because(START + 220, START + 230, 5),
        Because(START + 500, START + 550, 2),
        Because(START + 550, START + 600, 6),
        Because(START + 600, START + 700, 4),  # after the day
    ]
    assert gap_reasons(recorded, (START, START + 600), reasons) == [3, 5, 2]


def test_of_two_that_cover_as_much_the_earlier_counts() -> None:
    reasons = [Because(START, START + 10, 5), Because(START + 10, START + 20, 1)]
    assert gap_reasons([], (START, START + 20), reasons) == [5]


def test_where_nothing_is_known_there_is_no_reason() -> None:
    whole = [(START, START + 10)]
    assert gap_reasons([], (START, START + 10), []) == [0]
    assert gap_reasons(whole, (START, START + 10), [Because(START - 5, START, 1)]) == [0, 0]


RECORDED, UNKNOWN = -1, -2
tiles = st.lists(
    st.tuples(st.integers(1, 40), st.sampled_from([RECORDED, UNKNOWN, 0, 1, 3, 5])), max_size=12
)


@given(tiles)
def test_reasons_are_those_that_counting_milliseconds_gives(found: list[tuple[int, int]]) -> None:
    edges = list(accumulate((length for length, _ in found), initial=START))
    pieces = [
        Because(first, last, code)
        for (first, last), (_, code) in zip(pairwise(edges), found, strict=True)
    ]
    codes = [code for length, code in found for _ in range(length)]
    recorded = union(piece[:2] for piece in pieces if piece.code == RECORDED)
    gaps = zip(
        [START, *(last for _, last in recorded)],
        [*(first for first, _ in recorded), edges[-1]],
        strict=True,
    )
    expected = []
    for first, last in gaps:
        known = [code for code in codes[first - START : last - START] if code != UNKNOWN]
        expected.append(Counter(known).most_common(1)[0][0] if known else 0)
    because = [piece for piece in pieces if piece.code >= 0]
    assert gap_reasons(recorded, (START, edges[-1]), because) == expected


@pytest.mark.parametrize(
    ("ended", "expires"),
    [
        # A file that ends at midnight is seven days old at midnight, and goes at three.
        (datetime(2026, 11, 20, 3, tzinfo=UTC), datetime(2026, 11, 27, 6, tzinfo=UTC)),
        (datetime(2026, 11, 20, 6, tzinfo=UTC), datetime(2026, 11, 27, 6, tzinfo=UTC)),
        (datetime(2026, 11, 20, 6, 0, 1, tzinfo=UTC), datetime(2026, 11, 28, 6, tzinfo=UTC)),
        (datetime(2026, 11, 21, 2, 59, tzinfo=UTC), datetime(2026, 11, 28, 6, tzinfo=UTC)),
        # Clocks went forward in between: three o'clock came an hour earlier.
        (datetime(2018, 10, 30, 4, tzinfo=UTC), datetime(2018, 11, 6, 5, tzinfo=UTC)),
    ],
)
def test_footage_goes_with_the_first_cleanup_after_its_retention(
    ended: datetime, expires: datetime
) -> None:
    assert moment_of(expiry_ms(epoch_ms(ended), 7, SAO_PAULO)) == expires


def test_days_are_numbered_from_today_backwards() -> None:
    today = date(2026, 11, 20)
    days = [date(2026, 11, number) for number in (21, 20, 19, 18, 14, 13, 1)]
    assert [day_number(day, today, 7) for day in days] == [None, 1, 2, 3, 7, None, None]


@pytest.mark.parametrize(
    ("expires", "days"),
    [
        (datetime(2026, 11, 27, 6, tzinfo=UTC), 7),
        (datetime(2026, 11, 21, 6, tzinfo=UTC), 1),
        (datetime(2026, 11, 20, 6, tzinfo=UTC), 0),
        (datetime(2026, 11, 18, 6, tzinfo=UTC), 0),
    ],
)
def test_days_left_are_midnights_of_the_city(expires: datetime, days: int) -> None:
    assert days_left(epoch_ms(expires), date(2026, 11, 20), SAO_PAULO) == days


def test_the_day_of_a_cleanup_is_the_citys() -> None:
    early = epoch_ms(datetime(2026, 11, 21, 0, 10, tzinfo=UTC))
    found = [
        days_left(early, date(2026, 11, 20), ZoneInfo(name))
        for name in ("Europe/Lisbon", "America/Rio_Branco")
    ]
    assert found == [1, 0]


def test_a_day_is_outside_when_all_of_it_is() -> None:
    end = day_span(date(2026, 11, 13), SAO_PAULO)[1]
    assert [is_outside(end, 7, end + 7 * DAY + more) for more in (-1, 0, 1)] == [False, True, True]


@pytest.mark.parametrize(
    ("part", "whole", "tenths"),
    [(0, DAY, 0), (DAY, DAY, 1000), (DAY - 1, DAY, 999), (23 * HOUR, 25 * HOUR, 920), (0, 0, 0)],
)
def test_coverage_is_rounded_down(part: int, whole: int, tenths: int) -> None:
    assert tenths_of_percent(part, whole) == tenths
