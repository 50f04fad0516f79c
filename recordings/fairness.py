"""Which city pays first when a disk is short of room.

What a city is entitled to on a volume is the sum of the quotas of its cameras with footage there.
The one that keeps most for what it is entitled to gives first, its oldest first; it is weighed anew
with each file, so that what is asked ends up with those that are furthest above their share.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol, TypeVar


class Footage(Protocol):
    @property
    def bytes(self) -> int: ...


F = TypeVar("F", bound=Footage)


class Share(NamedTuple):
    """What a city keeps on a volume, and what it is entitled to keep there."""

    city_id: int
    used_bytes: int
    entitled_bytes: int

    @property
    def ratio(self) -> float:
        return self.used_bytes / max(1, self.entitled_bytes)

    def after(self, paid_bytes: int) -> "Share":
        return self._replace(used_bytes=self.used_bytes - paid_bytes)


def payments(shares: Iterable[Share], oldest_of: Callable[[int], Iterator[F]]) -> Iterator[F]:
    """Footage in the order in which it goes.

    `oldest_of` gives what a city may lose, oldest first; it is read no further than it is asked
    for. A city with nothing left to give is passed over. Equal ratios go by the city's id.
    """
    heap = [(-share.ratio, share.city_id, share) for share in shares]
    heapq.heapify(heap)
    left = {city_id: oldest_of(city_id) for _, city_id, _ in heap}
    while heap:
        _, city_id, share = heap[0]
        footage = next(left[city_id], None)
        if footage is None:
            heapq.heappop(heap)
            continue
        share = share.after(footage.bytes)
        heapq.heapreplace(heap, (-share.ratio, city_id, share))
        yield footage
