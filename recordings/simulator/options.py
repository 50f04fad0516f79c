"""How a simulated camera behaves, apart from what it shows."""

from dataclasses import dataclass
from typing import Literal

from recordings.simulator.auth import Credentials

AuthScheme = Literal["digest", "basic"]


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """`clock_ppm`: how fast the frame clock is. `ntp_offset_seconds`: how wrong the reports are.

    `vary_seed` makes the frame rate change, the same for the same seed. `redirect_to` is where
    /redirect leads, by default to /cam1 of the same camera. Frames are dropped for a viewer who
    lies more than `backlog_limit_bytes` behind.
    """

    host: str = "127.0.0.1"
    port: int = 0
    credentials: Credentials | None = None
    auth_schemes: tuple[AuthScheme, ...] = ("digest", "basic")
    redirect_to: str | None = None
    clock_ppm: float = 0.0
    ntp_offset_seconds: float = 0.0
    report_interval_seconds: float = 4.0
    align_to_minute: bool = False
    vary_seed: int | None = None
    start_at_key: bool = True
    backlog_limit_bytes: int = 8 << 20
