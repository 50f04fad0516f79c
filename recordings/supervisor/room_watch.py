"""The room on the disks that are being recorded to, between two passes of the workers.

1. Room falls below the mark: the workers are asked for relief at once.
2. While another volume takes recorders, those of a short one go there, some at a time: each move
   costs its camera a new connection. The workers delete nothing then.
3. Half of the reserve is gone, so nothing could be freed: recorders are ended before the disk is
   full. Their next start says `disk_full`, or finds another volume. What else lives on that disk,
   the database perhaps, never meets ENOSPC because of us.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace

from recordings.clock import Clock
from recordings.faults import CameraFault
from recordings.supervisor.volume_watch import LOOK_SECONDS
from recordings.supervisor.watch import CameraWatch
from recordings.volumes import VolumeRef, check_volume, marks_of, room_on, takes_runs

logger = logging.getLogger(__name__)
ASK_SECONDS = 10.0  # between two requests for relief
MOVES_A_LOOK = 10  # a tenth of a volume's runs, at least one
MOVE_AGAIN_SECONDS = 600.0  # a camera that came back was refused there: don't shred its footage


class RoomWatch:
    """Looks every few seconds at the volumes that are written to."""

    def __init__(self, clock: Clock, ask_for_room: Callable[[], None]) -> None:
        self._clock = clock
        self._ask_for_room = ask_for_room
        self._looked_at = -LOOK_SECONDS
        self._asked_at = -ASK_SECONDS
        self._moved_at: dict[int, float] = {}

    def look(self, watches: Collection[CameraWatch], volumes: Collection[VolumeRef]) -> None:
        """Mark the watches whose runs must end or move; `volumes` are the active ones."""
        now = self._clock.monotonic()
        if now - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = now
        written_to: dict[int, VolumeRef] = {}
        runs: dict[int, list[CameraWatch]] = {}
        for watch in watches:
            if watch.run is not None:
                written_to[watch.run.volume.id] = watch.run.volume
                runs.setdefault(watch.run.volume.id, []).append(watch)
        written_to |= {volume.id: volume for volume in volumes if volume.id in runs}
        for volume in written_to.values():
            self._look_at(volume, runs[volume.id], volumes)

    def _look_at(
        self, volume: VolumeRef, runs: list[CameraWatch], volumes: Collection[VolumeRef]
    ) -> None:
        try:
            room = room_on(volume.root)
        except CameraFault:
            return  # the volume watch tells
        if room.free_bytes <= volume.reserve_bytes // 2:
            logger.error("volume %s is full; ending its %d recorders", volume.id, len(runs))
            for watch in runs:
                watch.renew = True
        marks = marks_of(volume.reserve_bytes, room.total_bytes, volume.bytes_per_hour)
        is_short = room.free_bytes < marks.short
        if is_short:
            self._ask()
        if (is_short or volume.is_short) and has_another(volume, volumes):
            self._move_some(runs)

    def _move_some(self, runs: list[CameraWatch]) -> None:
        now = self._clock.monotonic()
        since = now - MOVE_AGAIN_SECONDS
        self._moved_at = {camera: at for camera, at in self._moved_at.items() if at > since}
        movable = [watch for watch in runs if watch.camera_id not in self._moved_at]
        for watch in movable[: max(1, len(runs) // MOVES_A_LOOK)]:
            watch.renew_in_turn = True
            self._moved_at[watch.camera_id] = now

    def _ask(self) -> None:
        now = self._clock.monotonic()
        if now - self._asked_at >= ASK_SECONDS:
            self._asked_at = now
            self._ask_for_room()


def has_another(short: VolumeRef, volumes: Collection[VolumeRef]) -> bool:
    """Whether another of the volumes is there, is not short, and has room for these runs, too."""
    return any(volume.id != short.id and _takes_from(short, volume) for volume in volumes)


def with_runs(volumes: Collection[VolumeRef], watches: Collection[CameraWatch]) -> list[VolumeRef]:
    """The volumes with how many runs write to each."""
    runs = Counter(watch.run.volume.id for watch in watches if watch.run is not None)
    return [replace(volume, runs=runs[volume.id]) for volume in volumes]


def _takes_from(short: VolumeRef, volume: VolumeRef) -> bool:
    if volume.is_short:
        return False
    try:
        check_volume(volume)
        room = room_on(volume.root)
    except CameraFault:
        return False
    rates = volume.bytes_per_hour, short.bytes_per_hour
    return takes_runs(volume.reserve_bytes, room, *rates)
