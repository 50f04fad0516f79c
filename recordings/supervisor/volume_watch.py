"""Whether the disks that are being recorded to are still there.

FFmpeg goes on writing to a file of a disk that was unmounted lazily, and never learns that another
disk lies at the path by now. What it writes then is on no disk that anybody will look at.
"""

import logging
from collections.abc import Iterable

from recordings.clock import Clock
from recordings.volumes import VOLUME_IDENTITY, VolumeRef, read_identity

logger = logging.getLogger(__name__)
LOOK_SECONDS = 3.0
MISSES = 2  # a single failed look may be a machine short of descriptors


class VolumeWatch:
    """Looks at each volume's identity file every few seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._looked_at = -LOOK_SECONDS
        self._misses: dict[int, int] = {}

    def lost(self, volumes: Iterable[VolumeRef]) -> set[int]:
        """Ids of the volumes that were there and are not any more; mostly none is looked at."""
        now = self._clock.monotonic()
        if now - self._looked_at < LOOK_SECONDS:
            return set()
        self._looked_at = now
        found = {volume.id: _is_there(volume) for volume in volumes}
        self._misses = {
            volume_id: 0 if there else self._misses.get(volume_id, 0) + 1
            for volume_id, there in found.items()
        }
        lost = {volume_id for volume_id, misses in self._misses.items() if misses >= MISSES}
        for volume_id in lost:
            logger.error("volume %s is missing or another disk is mounted there", volume_id)
        return lost


def _is_there(volume: VolumeRef) -> bool:
    return read_identity(volume.root / VOLUME_IDENTITY).get("volume") == str(volume.uuid)
