"""From what recorders cost to how many cameras fit: pure arithmetic, and its assumptions."""

from dataclasses import dataclass, replace
from typing import Literal

from vms.doctor.load import Load
from vms.doctor.memory import Memory
from vms.doctor.space import ASSUMED_BITS_PER_SECOND, DAY_SECONDS, Footage

USABLE_SHARE = 0.70  # of cores, disk speed and sync time: the rest is for viewers and bad hours
SUPERVISION_SHARE = 0.10  # the recorder worker's CPU over its FFmpegs'
MEMORY_RESERVE_SHARE = 0.15  # of all memory, kept for files in flight and programs
ROUNDING = 1e-6  # what should be 14 cameras is 13.9999... in floating point
Resource = Literal["cpu", "memory", "disk", "space"]
BYTES_PER_SECOND = ASSUMED_BITS_PER_SECOND / 8
BYTES_PER_DAY = BYTES_PER_SECOND * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Capacity:
    """`cameras` by resource, those of now included; `retention_days` is what space is for."""

    load: Load
    memory: Memory
    recording_now: int
    retention_days: int
    cameras: dict[Resource, int]

    @property
    def limit(self) -> Resource:
        """The resource that is short first."""
        return min(self.cameras, key=lambda name: self.cameras[name])

    @property
    def machine_limit(self) -> Resource:
        """The same without space, which another disk mends."""
        machine = {name: n for name, n in self.cameras.items() if name != "space"}
        return min(machine, key=lambda name: machine[name])

    @property
    def cameras_when_quiet(self) -> int:
        """By CPU if nothing else ran on this machine: no recorders and no other programs."""
        return int(_by_cpu(replace(self.load, busy_cores=0.0)))


def estimate(
    load: Load, memory: Memory, footage: Footage, recording_now: int, sync_every: float
) -> Capacity:
    """`sync_every`: seconds in which every file being written must be synced once."""
    further: dict[Resource, float] = {
        "cpu": _by_cpu(load),
        "memory": _by_memory(load, memory),
        "disk": _by_disk(load, recording_now, sync_every),
    }
    cameras = {name: int(recording_now + max(n, 0) + ROUNDING) for name, n in further.items()}
    cameras["space"] = _by_space(footage)
    return Capacity(load, memory, recording_now, footage.retention_days, cameras)


def _by_cpu(load: Load) -> float:
    spare = load.cores * USABLE_SHARE - load.busy_cores
    return spare / max(load.cpu_cores * (1 + SUPERVISION_SHARE), 1e-5)


def _by_memory(load: Load, memory: Memory) -> float:
    spare = memory.available - memory.total * MEMORY_RESERVE_SHARE
    return spare / max(load.memory_bytes, 1.0)


def _by_disk(load: Load, recording_now: int, sync_every: float) -> float:
    """By the bytes a second, and by the syncs: one thread syncs one file after another."""
    by_bytes = load.write_bytes_per_second * USABLE_SHARE / BYTES_PER_SECOND
    by_syncs = sync_every * USABLE_SHARE / max(load.sync_seconds, 1e-6) - recording_now
    return min(by_bytes, by_syncs)


def _by_space(footage: Footage) -> int:
    """What is recorded already makes room when its days are over."""
    whole = footage.room_bytes + footage.recorded_bytes
    return int(whole / (BYTES_PER_DAY * footage.retention_days))
