"""Whether the disks that are being recorded to are still there.

FFmpeg goes on writing to a file of a disk that was unmounted lazily, and never learns that another
disk lies at the path by now. What it writes then is on no disk that anybody will look at.
"""

import errno
import logging
from collections.abc import Iterable

from recordings.clock import Clock
from recordings.volumes import VOLUME_IDENTITY, VolumeRef

logger = logging.getLogger(__name__)
LOOK_SECONDS = 3.0
GONE = frozenset(
    {*(errno.ENOENT, errno.ENOTDIR, errno.EIO), *(errno.ESTALE, errno.ENOTCONN, errno.ENODEV)}
)
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
    """Whether nothing says that another disk or none is there; a machine's trouble is no word."""
    try:
        text = (volume.root / VOLUME_IDENTITY).read_text()
    except OSError as error:
        return error.errno not in GONE
    return str(volume.uuid) in text
