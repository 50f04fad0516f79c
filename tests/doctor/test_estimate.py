"""From measured figures to cameras: pure arithmetic."""

from dataclasses import replace

import pytest

from tests.doctor.looks import codes
from vms.doctor import capacity, space
from vms.doctor.estimate import estimate
from vms.doctor.load import Load
from vms.doctor.memory import Memory
from vms.doctor.space import Footage

LOAD = Load(
    recorders=8,
    seconds=20.0,
    cpu_cores=0.01,
    memory_bytes=10e6,
    bytes_per_second=250_000,
    frames=4000,
    frames_lost=0,
    busy_cores=0.3,
    cores=2.0,
    sync_seconds=0.001,
    write_bytes_per_second=100e6,
)
MEMORY = Memory(total=4_000_000_000, available=2_600_000_000, swap_total=0, swap_used=0)
# 21.6 GB a camera and day: a week of 40 cameras fits.
FOOTAGE = Footage(retention_days=7, room_bytes=6_048_000_000_000)


def test_each_resource_by_itself() -> None:
    found = estimate(LOAD, MEMORY, FOOTAGE, recording_now=5, sync_every=2.0)
    assert found.cameras == {"cpu": 105, "memory": 205, "disk": 285, "space": 40}
    assert (found.limit, found.machine_limit, found.cameras_when_quiet) == ("space", "cpu", 127)


@pytest.mark.parametrize(
    ("load", "resource", "cameras"),
    [
        (replace(LOAD, sync_seconds=0.1), "disk", 14),  # one thread syncs them all
        (replace(LOAD, busy_cores=1.9), "cpu", 5),  # no more than those of now
        (replace(LOAD, memory_bytes=1e9), "memory", 7),
    ],
)
def test_what_is_short_first(load: Load, resource: str, cameras: int) -> None:
    found = estimate(load, MEMORY, FOOTAGE, recording_now=5, sync_every=2.0)
    assert (found.machine_limit, found.cameras[found.machine_limit]) == (resource, cameras)


@pytest.mark.parametrize(
    ("load", "footage", "expected"),
    [
        (LOAD, FOOTAGE, [("capacity.cameras", "ok")]),
        (LOAD, Footage(), [("capacity.cameras", "warning")]),
        (
            replace(LOAD, busy_cores=1.9),
            FOOTAGE,
            [("capacity.cameras", "warning"), ("capacity.busy", "warning")],
        ),
        (
            replace(LOAD, frames_lost=1),
            FOOTAGE,
            [("capacity.cameras", "ok"), ("capacity.lost_frames", "warning")],
        ),
        (
            replace(LOAD, busy_cores=1.0),
            replace(FOOTAGE, cameras=400),
            [
                ("capacity.cameras", "ok"),
                ("capacity.busy", "warning"),
                ("capacity.exceeded", "warning"),
            ],
        ),
    ],
)
def test_what_is_said_of_it(load: Load, footage: Footage, expected: list[tuple[str, str]]) -> None:
    found = estimate(load, MEMORY, footage, recording_now=0, sync_every=2.0)
    assert codes(capacity.findings_of(found, footage)) == expected


@pytest.mark.parametrize(
    ("footage", "expected"),
    [
        (Footage(), []),
        (Footage(1, 10e9, 70e9, 7, 60_000_000_000, 10_000_000_000), [("space.days", "ok")]),
        (Footage(1, 10e9, 70e9, 7, 50_000_000_000, 10_000_000_000), [("space.promise", "warning")]),
        (Footage(1, 10e9, 70e9, 7, 9_000_000_000, 0), [("space.promise", "error")]),
    ],
)
def test_how_far_the_room_reaches(footage: Footage, expected: list[tuple[str, str]]) -> None:
    assert codes(space.findings_of(footage)) == expected
