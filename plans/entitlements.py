"""What a plan and a role entitle to: plain values and rules, no database."""

from dataclasses import dataclass
from enum import StrEnum

GB = 1_000_000_000


class Role(StrEnum):
    """A member's part in a city, weakest first."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    OWNER = "owner"


class Capability(StrEnum):
    """One row of the table of rights in the API contract, or a part of one."""

    WATCH = "watch"
    CONTROL_RECORDING = "control_recording"
    READ_PLATES = "read_plates"
    WRITE_DETECTIONS = "write_detections"
    HOLD_FOOTAGE = "hold_footage"
    RELEASE_ANY_HOLD = "release_any_hold"
    ACKNOWLEDGE_ALERTS = "acknowledge_alerts"
    CUT_CLIPS = "cut_clips"
    MANAGE_CLIPS = "manage_clips"
    MANAGE_CAMERAS = "manage_cameras"
    MANAGE_MEMBERS = "manage_members"
    READ_ACCOUNTS = "read_accounts"


_VIEWER = frozenset({Capability.WATCH})
_OPERATOR = _VIEWER | {
    Capability.CONTROL_RECORDING,
    Capability.READ_PLATES,
    Capability.WRITE_DETECTIONS,
    Capability.HOLD_FOOTAGE,
    Capability.ACKNOWLEDGE_ALERTS,
    Capability.CUT_CLIPS,
}
_OWNER = _OPERATOR | {
    Capability.MANAGE_CAMERAS,
    Capability.MANAGE_MEMBERS,
    Capability.READ_ACCOUNTS,
    Capability.RELEASE_ANY_HOLD,
    Capability.MANAGE_CLIPS,
}
CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.VIEWER: _VIEWER,
    Role.OPERATOR: _OPERATOR,
    Role.OWNER: _OWNER,
}


@dataclass(frozen=True, slots=True)
class Entitlements:
    """A plan's promises. None means unlimited."""

    retention_days: int
    max_users: int
    max_gb_per_camera: int
    max_clips: int | None
    max_holds: int | None
    max_hold_days: int


def retention_in_days(plan_days: int, camera_days: int | None, ceiling_days: int | None) -> int:
    """The shortest of the plan's, the camera's own and the installation's retention."""
    return min(d for d in (plan_days, camera_days, ceiling_days) if d is not None)


def quota_in_bytes(plan_gb: int, camera_gb: int | None, ceiling_gb: int | None) -> int:
    """The smallest of the plan's, the camera's own and the installation's quota (GB = 10^9)."""
    return GB * min(g for g in (plan_gb, camera_gb, ceiling_gb) if g is not None)
