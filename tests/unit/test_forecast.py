"""When the disks are full, for whom the promise breaks, and how many days are left of it."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.forecast import (
    CityForecast,
    Forecast,
    Stream,
    days_until_full,
    forecast,
    needed_bytes,
    reachable_days,
)

GB = 10**9
AURORA, BOREAL = 1, 2


def steady(
    city: int = AURORA, rate: int = 10 * GB, days: int = 7, quota: int = 1000 * GB
) -> Stream:
    """A camera that has recorded for longer than it is kept."""
    return Stream(city, rate, days, quota, [rate] * days)


def fresh(city: int = AURORA, rate: int = 10 * GB, days: int = 7, quota: int = 1000 * GB) -> Stream:
    return Stream(city, rate, days, quota)


@pytest.mark.parametrize(
    ("rate", "days", "quota", "expected"), [(10, 7, 100, 70), (10, 15, 100, 100), (0, 7, 100, 0)]
)
def test_a_promise_is_so_many_days_or_the_quota(
    rate: int, days: int, quota: int, expected: int
) -> None:
    assert needed_bytes(rate, days, quota) == expected


@pytest.mark.parametrize(
    ("room", "growth", "expected"),
    [(100, 10, 10.0), (100, 0, None), (100, -5, None), (0, 10, 0.0), (-3, 10, 0.0), (0, 0, 0.0)],
)
def test_days_until_full(room: int, growth: int, expected: float | None) -> None:
    assert days_until_full(room, growth) == expected


def test_reachable_days() -> None:
    assert reachable_days(70 * GB, 10 * GB) == 7
    assert reachable_days(-1, 10 * GB) == 0
    assert reachable_days(70 * GB, 0) is None


def test_what_has_come_to_its_end_never_fills_the_disk() -> None:
    found = forecast([steady()], 70 * GB)
    expected = CityForecast(AURORA, 10 * GB, 70 * GB, 7, 7.0, None)
    assert found == Forecast(70 * GB, 10 * GB, 70 * GB, None, {AURORA: expected})
    assert (found.reachable_days, expected.is_at_risk) == (7, False)


def test_a_new_camera_fills_the_disk_before_its_first_day_is_over_its_time() -> None:
    found = forecast([fresh(days=15)], 105 * GB)
    city = found.cities[AURORA]
    assert found.full_after_days == pytest.approx(10.5)
    assert city.breaks_after_days == pytest.approx(10.5)
    assert city.reachable_days == pytest.approx(10.5, abs=0.001)
    now = datetime(2026, 3, 20, 12, tzinfo=UTC)
    breaks_at = city.breaks_at(now)
    assert breaks_at is not None
    assert abs(breaks_at - datetime(2026, 3, 31, tzinfo=UTC)) < timedelta(seconds=1)


def test_a_quota_bounds_what_is_promised() -> None:
    assert forecast([fresh(days=15, quota=100 * GB)], 100 * GB).full_after_days is None
    assert forecast([fresh(days=15, quota=100 * GB)], 99 * GB).full_after_days == pytest.approx(9.9)


def test_a_disk_that_is_over_full_breaks_now() -> None:
    found = forecast([steady()], 50 * GB)
    assert (found.full_after_days, found.cities[AURORA].breaks_after_days) == (0, 0)
    assert found.cities[AURORA].reachable_days == pytest.approx(5, abs=0.001)
    assert forecast([steady()], -1).cities[AURORA].reachable_days == pytest.approx(0, abs=0.001)


def test_whoever_keeps_more_of_what_it_is_entitled_to_pays_first() -> None:
    """Both are entitled to 1,000 GB: Boreal needs 300, Aurora 70, which it keeps."""
    found = forecast([fresh(), fresh(BOREAL, days=30)], 200 * GB)
    aurora, boreal = found.cities[AURORA], found.cities[BOREAL]
    assert (aurora.is_at_risk, aurora.reachable_days) == (False, 7)
    assert boreal.reachable_days == pytest.approx(13, abs=0.001)
    # Seven days of both are 140 GB; six more of Boreal alone fill the disk.
    assert boreal.breaks_after_days == found.full_after_days == pytest.approx(13)


def test_both_pay_when_their_shares_are_alike() -> None:
    found = forecast([steady(), steady(BOREAL)], 70 * GB)
    assert [city.reachable_days for city in found.cities.values()] == pytest.approx(
        [3.5, 3.5], abs=0.001
    )


def test_a_peak_on_the_way_is_noticed() -> None:
    """Thirty days of a camera that stopped go slower than a new one comes."""
    stopped = Stream(AURORA, 0, 30, 1000 * GB, [10 * GB] * 30)
    found = forecast([stopped, fresh(BOREAL, rate=20 * GB, days=7)], 320 * GB)
    assert found.needed_bytes == 140 * GB
    assert found.full_after_days == pytest.approx(2)
    assert found.cities[AURORA].is_at_risk


def test_nothing_to_keep_needs_nothing() -> None:
    assert forecast([], 0) == Forecast(0, 0, 0, None, {})
    assert forecast([Stream(AURORA, 0, 7, GB)], 0).full_after_days is None


def test_the_longest_retentions_are_looked_at_in_few_steps() -> None:
    found = forecast([fresh(days=32_767, rate=GB, quota=10**6 * GB)], 10_000 * GB)
    assert found.full_after_days == pytest.approx(10_000, rel=0.001)


STREAMS = st.lists(
    st.builds(
        Stream,
        st.integers(1, 4),
        st.integers(0, 50 * GB),
        st.integers(1, 40),
        st.integers(1, 700).map(lambda gb: gb * GB),
        st.lists(st.integers(0, 50 * GB), max_size=45),
    ),
    max_size=8,
)


@given(streams=STREAMS, capacity=st.integers(-100 * GB, 5000 * GB))
@settings(max_examples=200, deadline=None)
def test_somebody_pays_exactly_when_it_is_full_and_the_rest_fits(
    streams: list[Stream], capacity: int
) -> None:
    found = forecast(streams, capacity)
    at_risk = [city for city in found.cities.values() if city.is_at_risk]
    assert bool(at_risk) == (found.full_after_days is not None)
    for city in at_risk:
        assert city.breaks_after_days is not None
        assert city.breaks_after_days >= (found.full_after_days or 0)
        assert 0 <= city.reachable_days <= city.retention_days
    if found.needed_bytes > max(capacity, 0) + 1:
        assert at_risk
    # What all of them keep by the forecast is what the disks hold.
    kept = sum(
        needed_bytes(
            stream.bytes_per_day,
            min(stream.retention_days, found.cities[stream.city_id].reachable_days),
            stream.quota_bytes,
        )
        for stream in streams
    )
    assert kept <= max(capacity, 0) + 1 or math.isclose(kept, capacity, rel_tol=1e-6)


@given(streams=STREAMS, capacity=st.integers(0, 5000 * GB), more=st.integers(1, 1000 * GB))
@settings(max_examples=100, deadline=None)
def test_a_larger_disk_never_breaks_sooner(streams: list[Stream], capacity: int, more: int) -> None:
    small, large = forecast(streams, capacity), forecast(streams, capacity + more)
    assert (large.full_after_days or math.inf) >= (small.full_after_days or 0) - 1e-6
    for city in small.cities:
        before, after = small.cities[city], large.cities[city]
        assert after.reachable_days >= before.reachable_days - 1e-6


def test_a_city_that_is_entitled_to_nothing_hinders_no_other() -> None:
    nothing = Stream(BOREAL, 10 * GB, 7, 0, [10 * GB] * 7)
    found = forecast([steady(), nothing], 50 * GB)
    assert {key: city.is_at_risk for key, city in found.cities.items()} == {
        AURORA: True,
        BOREAL: False,
    }
