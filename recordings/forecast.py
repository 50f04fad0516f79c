"""Whether the disks can keep what the plans promise, and if not, from when and for whom.

Looked at day by day: what is promised then is the footage of now that is still within its
retention, and what the cameras record until then at today's rates, each within its quota. What is
past its retention takes no room, as cleanup comes for it each night. The promise breaks when all
this together is more than the disks hold; who pays then is what `recordings.fairness` says: the
cities that keep most for what they are entitled to, down to one share.

Ages are in whole days, and a day's footage is promised as long as any of it is.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

MOST_LOOKS = 120  # however long a retention is
MINUTE_DAYS = 1 / 1440


def needed_bytes(bytes_per_day: float, retention_days: float, quota_bytes: float) -> float:
    """What a camera's promise comes to."""
    return min(bytes_per_day * retention_days, quota_bytes)


def days_until_full(room_bytes: float, growth_bytes_per_day: float) -> float | None:
    """`room_bytes` is free beyond the reserve, growth net of what is deleted; None: never."""
    if room_bytes <= 0:
        return 0.0
    return room_bytes / growth_bytes_per_day if growth_bytes_per_day > 0 else None


def reachable_days(capacity_bytes: float, bytes_per_day: float) -> float | None:
    """How many days of footage the volumes hold; None while nothing is recorded."""
    return max(capacity_bytes, 0) / bytes_per_day if bytes_per_day > 0 else None


@dataclass(frozen=True, slots=True)
class Stream:
    """A camera: what it records a day, is promised, and keeps (`kept_bytes[n]`: n days old)."""

    city_id: int
    bytes_per_day: float
    retention_days: int
    quota_bytes: int
    kept_bytes: Sequence[int] = ()

    @property
    def needed_bytes(self) -> float:
        return needed_bytes(self.bytes_per_day, self.retention_days, self.quota_bytes)


@dataclass(frozen=True, slots=True)
class CityForecast:
    """`retention_days` is the longest promise to its cameras; `breaks_after_days` None: kept."""

    city_id: int
    bytes_per_day: float
    needed_bytes: float
    retention_days: int
    reachable_days: float
    breaks_after_days: float | None

    @property
    def is_at_risk(self) -> bool:
        return self.breaks_after_days is not None

    def breaks_at(self, now: datetime) -> datetime | None:
        """When footage begins to go before its promised day."""
        if self.breaks_after_days is None:
            return None
        return now + timedelta(days=self.breaks_after_days)


@dataclass(frozen=True, slots=True)
class Forecast:
    """`full_after_days` None: never, as cleanup frees as much as is recorded before."""

    capacity_bytes: int
    bytes_per_day: float
    needed_bytes: float
    full_after_days: float | None
    cities: Mapping[int, CityForecast]

    @property
    def reachable_days(self) -> float | None:
        return reachable_days(self.capacity_bytes, self.bytes_per_day)


class _Look(NamedTuple):
    """`promised`: bytes by city, `after_days` from now."""

    after_days: int
    promised: Mapping[int, float]

    @property
    def total(self) -> float:
        return sum(self.promised.values())


_Known = Mapping[int, Sequence[tuple[Stream, Sequence[int]]]]


class _Cut(NamedTuple):
    """What is left to a city where it is worst, and when it begins."""

    after_days: float
    left_bytes: float


def forecast(streams: Iterable[Stream], capacity_bytes: int) -> Forecast:
    """`capacity_bytes`: what the streams keep now, and what is free beyond the reserve."""
    of_city: dict[int, list[Stream]] = defaultdict(list)
    for stream in streams:
        of_city[stream.city_id].append(stream)
    entitled = {city: sum(s.quota_bytes for s in found) for city, found in of_city.items()}
    looks = _looks(of_city)
    room = max(capacity_bytes, 0)
    full_after = _full_after(looks, room)
    cuts = _cuts(looks, entitled, room, full_after or 0.0)
    cities = {city: _of_city(city, found, cuts.get(city)) for city, found in of_city.items()}
    return Forecast(
        capacity_bytes,
        sum(city.bytes_per_day for city in cities.values()),
        sum(city.needed_bytes for city in cities.values()),
        full_after,
        cities,
    )


def promised_ahead(streams: Iterable[Stream], after_days: Sequence[int]) -> dict[int, list[int]]:
    """By city: bytes that will be promised so many days from now, whether or not there is room."""
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0] * len(after_days))
    for stream in streams:
        kept = [0, *accumulate(stream.kept_bytes)]
        of_city = sums[stream.city_id]
        for number, days in enumerate(after_days):
            of_city[number] += _promised(stream, kept, days)
    return {city: [round(size) for size in found] for city, found in sums.items()}


def _looks(of_city: Mapping[int, Sequence[Stream]]) -> list[_Look]:
    """From now until nothing changes any more: the longest retention from now."""
    known: _Known = {
        city: [(stream, [0, *accumulate(stream.kept_bytes)]) for stream in found]
        for city, found in of_city.items()
    }
    longest = max((s.retention_days for found in of_city.values() for s in found), default=0)
    step = max(1, math.ceil(longest / MOST_LOOKS))
    return [_look(known, after_days) for after_days in range(0, longest + step, step)]


def _look(known: _Known, after_days: int) -> _Look:
    promised = {
        city: sum(_promised(stream, kept, after_days) for stream, kept in found)
        for city, found in known.items()
    }
    return _Look(after_days, promised)


def _promised(stream: Stream, kept: Sequence[int], after_days: int) -> float:
    """`kept[n]`: bytes that are less than n days old now."""
    still = max(stream.retention_days - after_days, 0)
    old = kept[min(still, len(kept) - 1)]
    new = stream.bytes_per_day * min(after_days, stream.retention_days)
    return min(old + new, stream.quota_bytes)


def _full_after(looks: Sequence[_Look], capacity_bytes: int) -> float | None:
    before = None
    for look in looks:
        if look.total > capacity_bytes:
            if before is None:
                return 0.0
            part = (capacity_bytes - before.total) / (look.total - before.total)
            return before.after_days + part * (look.after_days - before.after_days)
        before = look
    return None


def _cuts(
    looks: Sequence[_Look],
    entitled: Mapping[int, int],
    capacity_bytes: int,
    full_after: float,
) -> dict[int, _Cut]:
    """Of the cities that do not keep all that is promised to them."""
    cuts: dict[int, _Cut] = {}
    before_days = 0
    for look in looks:
        share = _share(look.promised, entitled, capacity_bytes)
        for city, promised in look.promised.items():
            left = share * entitled[city]
            if promised > left:
                known = cuts.get(city, _Cut(max(full_after, before_days), left))
                cuts[city] = known._replace(left_bytes=min(known.left_bytes, left))
        before_days = look.after_days
    return cuts


def _share(
    promised: Mapping[int, float], entitled: Mapping[int, int], capacity_bytes: float
) -> float:
    """The part of what it is entitled to that each city is cut down to; infinite: none is."""
    left, weight = float(capacity_bytes), sum(entitled.values())
    # A city that is entitled to nothing has nothing promised, and takes nothing.
    some = [city for city in promised if entitled[city]]
    for city in sorted(some, key=lambda city: promised[city] / entitled[city]):
        if promised[city] * weight > left * entitled[city]:
            return left / weight
        left -= promised[city]
        weight -= entitled[city]
    return math.inf


def _of_city(city_id: int, streams: Sequence[Stream], cut: _Cut | None) -> CityForecast:
    longest = max(stream.retention_days for stream in streams)
    return CityForecast(
        city_id,
        sum(stream.bytes_per_day for stream in streams),
        sum(stream.needed_bytes for stream in streams),
        longest,
        float(longest) if cut is None else _days_within(cut.left_bytes, streams, longest),
        None if cut is None else cut.after_days,
    )


def _days_within(left_bytes: float, streams: Sequence[Stream], longest: int) -> float:
    """How many days of all streams fit, their oldest footage going first; to a minute."""
    low, high = 0.0, float(longest)
    while high - low > MINUTE_DAYS:
        days = (low + high) / 2
        needed = sum(
            needed_bytes(s.bytes_per_day, min(days, s.retention_days), s.quota_bytes)
            for s in streams
        )
        low, high = (days, high) if needed <= left_bytes else (low, days)
    return low
