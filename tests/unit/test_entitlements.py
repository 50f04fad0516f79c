"""What plans and roles entitle to."""

import pytest

from plans.entitlements import (
    CAPABILITIES,
    Capability,
    Role,
    quota_in_bytes,
    retention_in_days,
)


def test_each_role_may_what_the_weaker_one_may_and_more() -> None:
    assert {
        Role.VIEWER: {Capability.WATCH},
        Role.OPERATOR: {
            Capability.WATCH,
            Capability.CONTROL_RECORDING,
            Capability.READ_PLATES,
            Capability.WRITE_DETECTIONS,
            Capability.HOLD_FOOTAGE,
            Capability.ACKNOWLEDGE_ALERTS,
            Capability.CUT_CLIPS,
        },
        Role.OWNER: set(Capability),
    } == CAPABILITIES


@pytest.mark.parametrize(
    ("plan", "camera", "ceiling", "days"),
    [
        (7, None, None, 7),
        (30, 10, None, 10),
        (7, 10, None, 7),
        (30, None, 5, 5),
        (30, 3, 5, 3),
        (30, 10, 5, 5),
    ],
)
def test_the_shortest_retention_is_in_force(
    plan: int, camera: int | None, ceiling: int | None, days: int
) -> None:
    assert retention_in_days(plan, camera, ceiling) == days


@pytest.mark.parametrize(
    ("plan", "camera", "ceiling", "size"),
    [
        (168, None, None, 168_000_000_000),
        (360, 100, None, 100_000_000_000),
        (168, 200, None, 168_000_000_000),
        (720, 200, 50, 50_000_000_000),
    ],
)
def test_the_smallest_quota_is_in_force(
    plan: int, camera: int | None, ceiling: int | None, size: int
) -> None:
    assert quota_in_bytes(plan, camera, ceiling) == size
